package lib.timespan_test

import rego.v1

import data.lib.timespan

test_reads_durations_as_go_does if {
	timespan.nanoseconds("300s") == 300000000000
	timespan.nanoseconds("5m") == timespan.nanoseconds("300s")
	timespan.nanoseconds("1m240s") == timespan.nanoseconds("300s")
	timespan.nanoseconds("0.5ms") == 500000
	timespan.nanoseconds(".5us") == 500
	timespan.nanoseconds("1.h") == 3600000000000
	timespan.nanoseconds("1µs1μs") == 2000
	timespan.nanoseconds("0s") == 0
}

test_refuses_what_is_no_duration if {
	wrong := ["", "300", "0", "s", "-1s", "+1s", "1d", "1w", "1 s", "5M", "1e3s", "PT5M", "1s\n", "1..5s", "999999999h"]
	every text in wrong {
		not timespan.nanoseconds(text)
	}
	every value in [null, 300, true, ["300s"], {"s": 300}] {
		not timespan.nanoseconds(value)
	}
}

test_tells_none_from_some if {
	timespan.positive("1ns")
	not timespan.positive("0s")
	not timespan.positive("0.4ns")
	not timespan.positive("")
}

test_compares_by_length if {
	timespan.at_most("300s", "5m")
	timespan.at_most("299s999ms", "5m")
	not timespan.at_most("300s1ns", "5m")
	not timespan.at_most("300s", "none")
	not timespan.at_most("none", "300s")
}

test_keeps_within_every_ceiling if {
	timespan.within("60s", ["5m", "1m"])
	not timespan.within("61s", ["5m", "1m"])
	not timespan.within("60s", ["5m", null])
	not timespan.within("0s", ["5m"])
	timespan.within("1s", [])
}
