package lib.text_test

import rego.v1

import data.lib.text

test_shows_short_values_and_names_the_others_by_type if {
	text.shown("runc") == "\"runc\""
	text.shown("") == "\"\""
	text.shown(80) == "80"
	text.shown(true) == "true"
	text.shown(false) == "false"
	text.shown(null) == "missing"
	text.shown(0.5) == "of type number"
	text.shown(["x"]) == "of type array"
	text.shown({}) == "of type object"
}

test_lists_choices_in_their_order if {
	text.choice(["b", "a"]) == "b, a"
	text.choice([]) == "nothing, for the list is empty"
}
