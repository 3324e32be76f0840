package lib.decimal

import rego.v1

# Amounts are [units, billionths]: whole numbers, because a float would round. Every step stays below 2^63,
# up to where both engines count exactly; so an exabyte stands for itself and for everything above it.
most := 1000000000000000000

zeros := "000000000000000000"

tens := [1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000]

# A power of ten. What people write is short and whole: such a number is multiplied. Of any other the point is
# moved through the digits, as text: nothing overflows, nothing rounds.
shifted(before, after, places) := amount if {
	short(before, after)
	power := tens[places]
	whole := to_number(before) * power
	amount := [whole, 0]
} else := amount if {
	short(before, after)
	index := 9 + places
	power := tens[index]
	amount := split_by(to_number(before) * power, 1000000000)
} else := amount if {
	digits := sprintf("%s%s", [before, after])
	point := count(before) + places
	left := zeros_of(0 - point)
	right := zeros_of(point - count(digits))
	text := sprintf("%s%s%s", [left, digits, right])
	cut := between(point, 0, count(text))
	part := billionths(substring(text, cut, -1))
	whole := number(substring(text, 0, cut)) + part[0]
	nano := part[1]
	amount := [whole, nano]
}

# A power of two comes as two factors of at most 2^30 each.
scaled(before, after, factors) := amount if {
	short(before, after)
	whole := grown(to_number(before), factors[0] * factors[1], 0)
	amount := [whole, 0]
} else := amount if {
	part := billionths(after)
	first := split_by(part[1] * factors[0], 1000000000)
	second := split_by(first[1] * factors[1], 1000000000)
	carried := ((part[0] * factors[0]) * factors[1]) + ((first[0] * factors[1]) + second[0])
	whole := grown(number(before), factors[0] * factors[1], carried)
	nano := second[1]
	amount := [whole, nano]
}

short(before, after) if {
	after == ""
	count(before) > 0
	count(before) < 10
}

grown(units, factor, carried) := whole if {
	room := split_by(most, factor)
	units > room[0]
	whole := most
} else := whole if {
	whole := between((units * factor) + carried, 0, most)
}

# Nine digits after the point, rounded up when more follow, as Kubernetes does.
billionths(digits) := amount if {
	text := sprintf("1%s000000000", [digits])
	groups := regex.find_all_string_submatch_n(`^(1[0-9]{9})0*([0-9]*)$`, text, 1)
	finer := between(count(groups[0][2]), 0, 1)
	nano := (to_number(groups[0][1]) - 1000000000) + finer
	amount := split_by(nano, 1000000000)
}

number(text) := 0 if {
	regex.match(`^0*$`, text)
} else := value if {
	groups := regex.find_all_string_submatch_n(`^0*([1-9][0-9]{0,17})$`, text, 1)
	value := to_number(groups[0][1])
} else := value if {
	value := most
}

split_by(value, unit) := parts if {
	rest := value % unit
	whole := (value - rest) / unit
	parts := [whole, rest]
}

# More zeros than this only lead to `most`, or to less than a billionth.
zeros_of(places) := text if {
	length := between(places, 0, 18)
	text := substring(zeros, 0, length)
}

between(value, low, high) := max([low, min([value, high])])
