package lib.calendar

import rego.v1

# Days since 1970-01-01 of a date as 2026-02-28, also where a time follows it. Undefined for what is in no calendar.
day(text) := number if {
	is_string(text)
	groups := regex.find_all_string_submatch_n(pattern, text, 1)
	year := whole(groups[0][1])
	month := whole(groups[0][2])
	date := whole(groups[0][3])
	date > 0
	date <= length(year, month)
	number := ((days_before_year(year) + days_before_month(year, month)) + date) - 719163
}

pattern := `^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2}))?$`

# The day of a count of nanoseconds since 1970.
day_of_ns(ns) := number if {
	is_number(ns)
	ns >= 0
	number := (ns - (ns % 86400000000000)) / 86400000000000
}

# A leading zero is no part of a number.
whole(digits) := number if {
	text := sprintf("1%s", [digits])
	powers := {3: 100, 5: 10000}
	power := powers[count(text)]
	number := to_number(text) - power
}

lengths := [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

length(year, month) := 29 if {
	month == 2
	leap(year)
} else := days if {
	index := month - 1
	days := lengths[index]
}

leap(year) if {
	year % 4 == 0
	year % 100 != 0
}

leap(year) if year % 400 == 0

days_before_year(year) := days if {
	past := year - 1
	fours := quotient(past, 4)
	hundreds := quotient(past, 100)
	four_hundreds := quotient(past, 400)
	days := (((past * 365) + fours) - hundreds) + four_hundreds
}

days_before_month(year, month) := days if {
	index := month - 1
	past := array.slice(lengths, 0, index)
	days := sum(past) + extra(year, month)
}

extra(year, month) := 1 if {
	month > 2
	leap(year)
} else := 0

quotient(value, unit) := number if {
	rest := value % unit
	number := (value - rest) / unit
}
