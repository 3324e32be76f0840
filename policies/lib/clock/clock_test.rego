package lib.clock_test

import rego.v1

import data.lib.clock

test_the_moment_that_is_given_counts if {
	clock.now == 7 with data.clock as {"now_ns": 7}
}

test_without_one_the_engine_has_a_clock if {
	clock.now == 9 with data.clock as {} with time.now_ns as 9
	clock.now == 9 with data.clock as {"now_ns": "7"} with time.now_ns as 9
}

test_a_day_is_over_at_midnight_in_utc if {
	clock.today == 20468 with data.clock.now_ns as 1768435200000000000
	clock.today == 20467 with data.clock.now_ns as 1768435199999999999
	clock.today == 20468 with data.clock as {} with time.now_ns as 1768435200000000000
}

test_reads_moments_with_a_zone if {
	clock.moment("1970-01-01T00:00:01Z") == 1000000000
	clock.moment("1970-01-01T01:00:00.5+01:00") == 500000000
}

test_reads_nothing_else if {
	every text in [
		"1970-01-01", "1970-01-01T00:00:01", "1970-13-01T00:00:01Z", "1970-01-01T00:00:01,5Z", "1970-01-01T0:00:01Z",
		"1970-01-01T00:00:01.1234567891Z", "tomorrow", "", 7, null,
	] {
		not clock.moment(text)
	}
}

test_an_hour_and_a_day if {
	clock.hour == (60 * 60) * 1000000000
	clock.day == 24 * clock.hour
}
