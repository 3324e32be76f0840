package lib.duration_test

import rego.v1

import data.lib.duration

test_reads_what_go_reads if {
	every text in [
		"0", "+0", "0s", "+5m", "300ms", "1.5h", "2h45m", "1h1h1h", ".5s", "1.s", "007s", "1us", "1µs", "1μs", "72h3m0.5s",
		"0.000000001s", "1.0000000019s", "2562047h",
	] {
		bounded := min({time.parse_duration_ns(text), duration.most})
		duration.nanoseconds(text) == bounded
	}
}

test_reads_days if {
	duration.nanoseconds("1d") == 86400000000000
	duration.nanoseconds("1.5d") == 129600000000000
	duration.nanoseconds("2192d") == 189388800000000000
}

test_counts_a_very_long_time_as_the_longest if {
	every text in ["999999999999999999d", "99999d99999d", "999999999999999999h999999999999999999h"] {
		duration.nanoseconds(text) == 1000000000000000000
	}
	duration.nanoseconds("16666666m") == 999999960000000000
}

test_drops_parts_of_a_nanosecond if {
	duration.nanoseconds("0.9ns") == 0
	duration.nanoseconds("1.9999us") == 1999
}

test_refuses_what_is_no_duration if {
	every text in ["", "5", "-1s", "m", "5 m", "5M", "1h ", "P1D", "1w", "1e3s", ".s", "1..5s", "1,5h", "+", 5, null, ["1h"]] {
		not duration.nanoseconds(text)
	}
	not duration.nanoseconds("1s1s1s1s1s1s1s1s")
}

test_keeps_within_every_ceiling if {
	duration.within("60s", ["5m", "1m"])
	not duration.within("61s", ["5m", "1m"])
	not duration.within("60s", ["5m", null])
	not duration.within("0s", ["5m"])
	duration.within("1s", [])
}

test_tells_what_every_program_reads if {
	every text in ["300s", "0.5ms", ".5us", "1.h", "1µs1μs", "1m240s", "0s", "100ns"] {
		duration.plain(text)
	}
	every text in ["", "0", "+1s", "-1s", "1d", "1d1h", "1h1d", "1h1d1h", "5M", "PT5M", "1s\n", null, 300, ["1s"]] {
		not duration.plain(text)
	}
}

test_compares if {
	duration.positive("1ns")
	not duration.positive("0s")
	not duration.positive("x")
	duration.at_most("24h", "1d")
	not duration.at_most("24h1ns", "1d")
	not duration.at_most("x", "1d")
	not duration.at_most("1d", "x")
}
