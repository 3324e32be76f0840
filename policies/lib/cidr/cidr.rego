package lib.cidr

import rego.v1

# One spelling of each number only: what one reader takes for octal another takes for decimal, and the two would
# let different networks through.
block_v4 := concat("", ["^", concat(`\.`, [octet, octet, octet, octet]), `/(0|[1-9][0-9]?)$`])

octet := `(0|[1-9][0-9]{0,2})`

block_v6 := `^([0-9A-Fa-f:]+)/(0|[1-9][0-9]{0,2})$`

groups_v6 := `^[0-9a-f]{1,4}(:[0-9a-f]{1,4})*$`

nibbles := {
	"0": "0000",
	"1": "0001",
	"2": "0010",
	"3": "0011",
	"4": "0100",
	"5": "0101",
	"6": "0110",
	"7": "0111",
	"8": "1000",
	"9": "1001",
	"a": "1010",
	"b": "1011",
	"c": "1100",
	"d": "1101",
	"e": "1110",
	"f": "1111",
}

# The bits that the block fixes. Bits behind the prefix count for nothing, as in Kubernetes. Undefined for what is no
# block in plain spelling: an IPv4 address inside an IPv6 one is no plain spelling.
block(text) := found if {
	is_string(text)
	groups := matched(block_v4, text)
	a := to_number(groups[1])
	b := to_number(groups[2])
	c := to_number(groups[3])
	d := to_number(groups[4])
	max([a, b, c, d]) < 256
	length := to_number(groups[5])
	length < 33
	all_bits := sprintf("%08b%08b%08b%08b", [a, b, c, d])
	bits := substring(all_bits, 0, length)
	found := {"family": 4, "bits": bits}
} else := found if {
	is_string(text)
	groups := matched(block_v6, text)
	length := to_number(groups[2])
	length < 129
	all_bits := bits_v6(groups[1])
	bits := substring(all_bits, 0, length)
	found := {"family": 6, "bits": bits}
}

# An address is the block of itself alone.
address(text) := found if {
	is_string(text)
	found := block(sprintf("%s/32", [text]))
	found.family == 4
} else := found if {
	is_string(text)
	found := block(sprintf("%s/128", [text]))
}

# Both are texts of blocks. Neither holds for what cannot be read.
inside(small, large) if holds(block(large), block(small))

inside_any(small, larges) if {
	found := block(small)
	some large in larges
	holds(block(large), found)
}

# Of two blocks that share an address one holds the other.
overlap(left, right) if share(block(left), block(right))

address_inside_any(text, blocks) if {
	small := address(text)
	some large in blocks
	holds(block(large), small)
}

holds(large, small) if {
	large.family == small.family
	startswith(small.bits, large.bits)
}

share(left, right) if holds(left, right)

share(left, right) if holds(right, left)

matched(pattern, text) := found if {
	groups := regex.find_all_string_submatch_n(pattern, text, 1)
	found := groups[0]
}

bits_v6(text) := bits if {
	digits := concat("", groups_of(lower(text)))
	bits := concat("", [nibbles[digit] | some digit in split(digits, "")])
}

# `::` stands for the groups of zeros that are missing, and for at least one.
groups_of(text) := groups if {
	groups := padded(text)
	count(groups) == 8
} else := groups if {
	halves := split(text, "::")
	count(halves) == 2
	left := padded(halves[0])
	right := padded(halves[1])
	missing := (8 - count(left)) - count(right)
	missing > 0
	zeros := array.slice(["0000", "0000", "0000", "0000", "0000", "0000", "0000", "0000"], 0, missing)
	groups := array.concat(array.concat(left, zeros), right)
}

padded(text) := [] if {
	text == ""
} else := groups if {
	regex.match(groups_v6, text)
	groups := [group |
		some part in split(text, ":")
		zeros := substring("000", 0, 4 - count(part))
		group := concat("", [zeros, part])
	]
}
