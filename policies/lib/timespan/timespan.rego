package lib.timespan

import rego.v1

# What Go programs read as a duration, unsigned and without days. A number without a unit is none: one program takes
# it for seconds, the next for nanoseconds.
pattern := `^(?:(?:[0-9]{1,9}(?:\.[0-9]{0,9})?|\.[0-9]{1,9})(?:ns|us|µs|μs|ms|s|m|h))+$`

# Undefined for what is no duration, or longer than 290 years.
nanoseconds(text) := amount if {
	is_string(text)
	regex.match(pattern, text)
	amount := time.parse_duration_ns(text)
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
