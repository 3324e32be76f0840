package lib.quantity

import rego.v1

import data.lib.decimal

# The grammar of Kubernetes: sign, digits, point, then a binary suffix, a decimal suffix or an exponent.
pattern := concat("", [
	`^([+-]?)(?:0*([0-9]+)(?:\.([0-9]*))?|\.([0-9]+))`,
	`(?:([KMGTPE]i)|([numkMGTPE])|[eE]([+-]?)0*([0-9]{1,3}))?$`,
])

powers_of_ten := {"": 0, "n": -9, "u": -6, "m": -3, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}

powers_of_two := {
	"Ki": [1024, 1],
	"Mi": [1048576, 1],
	"Gi": [1073741824, 1],
	"Ti": [1073741824, 1024],
	"Pi": [1073741824, 1048576],
	"Ei": [1073741824, 1073741824],
}

# Undefined for what is no quantity.
amount(value) := found if {
	groups := regex.find_all_string_submatch_n(pattern, written(value), 1)
	parts := groups[0]
	size := magnitude(parts)
	sign := sign_of(parts[1], size)
	whole := size[0]
	nano := size[1]
	found := {"sign": sign, "whole": whole, "nano": nano}
}

positive(value) if {
	found := amount(value)
	found.sign == 1
}

at_most(value, ceiling) if {
	small := amount(value)
	large := amount(ceiling)
	ordered(small, large)
}

ordered(small, large) if small.sign < large.sign

ordered(small, large) if {
	small.sign == 1
	large.sign == 1
	small.whole < large.whole
}

ordered(small, large) if {
	small.sign == large.sign
	small.sign >= 0
	small.whole == large.whole
	small.nano <= large.nano
}

# YAML writes `cpu: 1` as a number.
written(value) := value if {
	is_string(value)
} else := text if {
	is_number(value)
	text := sprintf("%v", [value])
}

sign_of(mark, size) := 0 if {
	size[0] == 0
	size[1] == 0
} else := -1 if {
	mark == "-"
} else := 1

magnitude(parts) := size if {
	suffix := parts[5]
	factors := powers_of_two[suffix]
	size := decimal.scaled(parts[2], fraction(parts), factors)
} else := size if {
	size := decimal.shifted(parts[2], fraction(parts), places(parts))
}

fraction(parts) := digits if {
	digits := parts[3]
	digits != ""
} else := digits if {
	digits := parts[4]
}

places(parts) := shift if {
	parts[8] == ""
	suffix := parts[6]
	shift := powers_of_ten[suffix]
} else := shift if {
	parts[7] == "-"
	shift := 0 - to_number(parts[8])
} else := shift if {
	shift := to_number(parts[8])
}
