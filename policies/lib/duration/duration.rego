package lib.duration

import rego.v1

# Go's durations, with `d` for 24 hours besides, and none below zero. An amount is a whole number of nanoseconds;
# what is longer than 10^18 of them, some 31 years, counts as 10^18: every step stays where both engines count
# exactly.
most := 1000000000000000000

units := {
	"ns": 1,
	"us": 1000,
	"µs": 1000,
	"μs": 1000,
	"ms": 1000000,
	"s": 1000000000,
	"m": 60000000000,
	"h": 3600000000000,
	"d": 86400000000000,
}

pattern := `^\+?(?:(?:[0-9]{1,18}(?:\.[0-9]{0,18})?|\.[0-9]{1,18})(?:ns|us|µs|μs|ms|s|m|h|d)){1,7}$`

part := `([0-9]*)(?:\.([0-9]*))?(ns|us|µs|μs|ms|s|m|h|d)`

# Undefined for what is no duration.
nanoseconds(text) := 0 if {
	text in {"0", "+0"}
} else := amount if {
	is_string(text)
	regex.match(pattern, text)
	amounts := [amount_of(groups) | some groups in regex.find_all_string_submatch_n(part, text, -1)]
	amount := min([sum(amounts), most])
}

positive(text) if nanoseconds(text) > 0

at_most(text, ceiling) if nanoseconds(text) <= nanoseconds(ceiling)

# Above nothing and not above any of the ceilings; a ceiling that cannot be read allows nothing.
within(text, ceilings) if {
	positive(text)
	every ceiling in ceilings {
		at_most(text, ceiling)
	}
}

# Written so that every Go program reads the same: no days, and no sign. A number without a unit is none: one program
# takes it for seconds, the next for nanoseconds.
plain(text) if {
	nanoseconds(text)
	regex.match(`^[^+d]*[smh]$`, text)
}

amount_of(groups) := amount if {
	unit := units[groups[3]]
	amount := grown(whole(groups[1]), unit) + fraction(groups[2], unit)
}

grown(number, unit) := most if {
	rest := most % unit
	number > (most - rest) / unit
} else := number * unit

# Nine digits after the point; a nanosecond has no parts.
fraction(digits, unit) := amount if {
	unit >= 1000000000
	amount := billionths(digits) * (unit / 1000000000)
} else := amount if {
	parts := billionths(digits) * unit
	rest := parts % 1000000000
	amount := (parts - rest) / 1000000000
}

billionths(digits) := number if {
	text := sprintf("1%s000000000", [digits])
	number := to_number(substring(text, 0, 10)) - 1000000000
}

# At most 18 digits, none of them a leading zero.
whole(digits) := number if {
	number := to_number(trim_left(digits, "0"))
} else := 0
