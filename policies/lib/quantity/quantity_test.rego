package lib.quantity_test

import rego.v1

import data.lib.quantity

amounts := {
	"0": [0, 0, 0],
	"-0": [0, 0, 0],
	"00": [0, 0, 0],
	"1": [1, 1, 0],
	"+1": [1, 1, 0],
	"-1": [-1, 1, 0],
	"007": [1, 7, 0],
	"1.": [1, 1, 0],
	".5": [1, 0, 500000000],
	"0.5": [1, 0, 500000000],
	"100m": [1, 0, 100000000],
	"1000m": [1, 1, 0],
	"1500m": [1, 1, 500000000],
	"1n": [1, 0, 1],
	"0.1n": [1, 0, 1],
	"1e-12": [1, 0, 1],
	"1.0000000001": [1, 1, 1],
	"0.9999999999": [1, 1, 0],
	"1u": [1, 0, 1000],
	"1k": [1, 1000, 0],
	"1M": [1, 1000000, 0],
	"1T": [1, 1000000000000, 0],
	"1P": [1, 1000000000000000, 0],
	"0.1E": [1, 100000000000000000, 0],
	"1Mi": [1, 1048576, 0],
	"1.5Gi": [1, 1610612736, 0],
	"2Gi": [1, 2147483648, 0],
	"0.1Ki": [1, 102, 400000000],
	"1.1Ti": [1, 1209462790553, 600000000],
	"1Ti": [1, 1099511627776, 0],
	"1Pi": [1, 1125899906842624, 0],
	"0.5Ei": [1, 576460752303423488, 0],
	"0.000000001Ei": [1, 1152921504, 606846976],
	"1e3": [1, 1000, 0],
	"1E3": [1, 1000, 0],
	"1E+3": [1, 1000, 0],
	"12e-1": [1, 1, 200000000],
	"0.5e3": [1, 500, 0],
	"1E": [1, 1000000000000000000, 0],
	"999999999999999999": [1, 999999999999999999, 0],
	"1Ei": [1, 1000000000000000000, 0],
	"99999999999999999999999": [1, 1000000000000000000, 0],
	"1e999": [1, 1000000000000000000, 0],
	"0e999": [0, 0, 0],
}

test_reads_every_form_of_kubernetes_exactly if {
	every text, want in amounts {
		quantity.amount(text) == {"sign": want[0], "whole": want[1], "nano": want[2]}
	}
}

test_reads_numbers_of_yaml if {
	quantity.amount(2) == {"sign": 1, "whole": 2, "nano": 0}
	quantity.amount(0.25) == {"sign": 1, "whole": 0, "nano": 250000000}
	quantity.amount(-1) == {"sign": -1, "whole": 1, "nano": 0}
}

not_quantities := [
	"", " ", ".", "+", "-", "m", "Mi", "1K", "1ki", "1MI", "1Mib", "1 Mi", " 1", "1\n", "1e", "1e+", "1e1.5",
	"1,5", "0x10", "1.2.3", "--1", "1e1000", "1mm", "NaN", "Inf", "１", null, true, [], {}, ["1"],
]

test_reads_nothing_else if {
	every value in not_quantities {
		not quantity.amount(value)
		not quantity.positive(value)
	}
}

test_counts_only_amounts_above_nothing_as_positive if {
	every value in ["1n", "0.1n", "1", 1, "1Ei"] {
		quantity.positive(value)
	}
	every value in ["0", "0m", "0Gi", 0, "-1", "-1n"] {
		not quantity.positive(value)
	}
}

ordered := [
	["1000m", "1"], ["1", "1000m"], ["1Gi", "1024Mi"], ["1024Mi", "1Gi"], ["1G", "1Gi"], ["999999999n", "1"],
	["2147483648", "2Gi"], ["-1", "0"], ["-1", "1n"], ["0", "0"], ["0", "1"], ["1e3", "1k"], ["0.999999999Ki", "1Ki"],
]

test_orders_across_units if {
	every pair in ordered {
		quantity.at_most(pair[0], pair[1])
	}
}

unordered := [
	["1001m", "1"], ["1Gi", "1G"], ["2147483649", "2Gi"], ["1.000000001", "1"], ["2Gi", "2147483647.999999999"],
	["0", "-1"], ["1", "-1"], ["1", "-2"], ["-1", "-1.5"], ["1", "x"], ["x", "1"], ["1", null], [null, "1"],
]

test_never_orders_the_greater_first if {
	every pair in unordered {
		not quantity.at_most(pair[0], pair[1])
	}
}
