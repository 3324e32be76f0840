package lib.calendar_test

import rego.v1

import data.lib.calendar

test_counts_days if {
	calendar.day("1970-01-01") == 0
	calendar.day("1969-12-31") == -1
	calendar.day("1970-03-01") == 59
	calendar.day("2000-02-29") == 11016
	calendar.day("2026-01-15") == 20468
}

test_agrees_with_the_clock if {
	every text in [
		"1970-01-01", "1999-12-31", "2000-03-01", "2001-01-01", "2024-01-31", "2024-02-29", "2024-12-31",
		"2026-11-23", "2100-03-01", "2199-08-09",
	] {
		ns := time.parse_rfc3339_ns(sprintf("%sT00:00:00Z", [text]))
		calendar.day(text) == calendar.day_of_ns(ns)
		calendar.day(text) == calendar.day_of_ns(ns + 86399999999999)
	}
}

test_reads_the_date_of_a_time if {
	calendar.day("2026-01-15T23:59:59Z") == 20468
	calendar.day("2026-01-15T00:00:00.5+09:00") == 20468
}

test_refuses_what_is_in_no_calendar if {
	every text in [
		"",
		"2026-1-15",
		"2026-00-15",
		"2026-13-01",
		"2026-01-00",
		"2026-01-32",
		"2026-02-29",
		"2024-02-30",
		"2026-12-32",
		"1900-02-29",
		"2026-04-31",
		"15.01.2026",
		"2026-01-15 ",
		"2026-01-15T",
		"+2026-01-15",
		"yesterday",
		20260115,
		null,
	] {
		not calendar.day(text)
	}
}

test_refuses_a_clock_that_is_none if {
	every ns in [null, "0", -1] {
		not calendar.day_of_ns(ns)
	}
}
