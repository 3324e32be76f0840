package lib.decimal_test

import rego.v1

import data.lib.decimal

test_moves_the_point_both_ways if {
	decimal.shifted("12", "34", 0) == [12, 340000000]
	decimal.shifted("12", "34", 1) == [123, 400000000]
	decimal.shifted("12", "34", 4) == [123400, 0]
	decimal.shifted("12", "34", -2) == [0, 123400000]
	decimal.shifted("", "5", 0) == [0, 500000000]
	decimal.shifted("100000000", "", -1) == [10000000, 0]
}

test_moves_the_point_of_a_short_number_as_far_as_that_of_a_long_one if {
	every places in numbers.range(0, 9) {
		zeros := substring("000000000", 0, places)
		decimal.shifted("7", "", places) == [to_number(sprintf("7%s", [zeros])), 0]
	}
}

test_rounds_up_what_is_finer_than_a_billionth if {
	decimal.shifted("0", "0000000001", 0) == [0, 1]
	decimal.shifted("0", "9999999999", 0) == [1, 0]
	decimal.shifted("0", "0000000010", 0) == [0, 1]
	decimal.shifted("1", "", -999) == [0, 1]
}

test_stops_at_the_most if {
	decimal.shifted("1", "", 18) == [1000000000000000000, 0]
	decimal.shifted("1", "", 999) == [1000000000000000000, 0]
	decimal.shifted("0", "", 999) == [0, 0]
	decimal.scaled("2", "", [1073741824, 1073741824]) == [1000000000000000000, 0]
}

test_multiplies_exactly if {
	decimal.scaled("1", "5", [1024, 1]) == [1536, 0]
	decimal.scaled("0", "000000001", [1073741824, 1073741824]) == [1152921504, 606846976]
	decimal.scaled("0", "999999999", [1073741824, 1073741824]) == [1000000000000000000, 393153024]
	decimal.scaled("931322574615478515", "", [1, 1]) == [931322574615478515, 0]
	decimal.scaled("0", "9999999999", [1024, 1]) == [1024, 0]
	decimal.scaled("0", "9999999999", [1024, 1024]) == [1048576, 0]
}
