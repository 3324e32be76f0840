package lib.clock

import rego.v1

import data.lib.calendar

# Edgeward gives the moment with the question, so that the same question has the same answer again; OPA and
# Gatekeeper have a clock of their own.
now := given if {
	given := data.clock.now_ns
	is_number(given)
} else := ns if {
	ns := time.now_ns()
}

# In UTC, counted from 1970-01-01. What the object says of its own times is no clock: whoever writes it writes them.
today := calendar.day_of_ns(now)

# Undefined for what is no moment with a zone.
moment(text) := ns if {
	is_string(text)
	regex.match(pattern, text)
	ns := time.parse_rfc3339_ns(text)
}

pattern := `^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2})$`

hour := 3600000000000

day := 86400000000000
