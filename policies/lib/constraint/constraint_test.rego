package lib.constraint_test

import rego.v1

import data.lib.constraint

test_switches_every_check_on_without_a_list if {
	every parameters in [{}, null, [], {"checks": null}, {"checks": "class"}, {"checks": {}}] {
		constraint.switched_on(parameters, "class")
	}
}

test_switches_on_what_is_listed_and_nothing_else if {
	constraint.switched_on({"checks": ["a", "b"]}, "b")
	not constraint.switched_on({"checks": ["a", "b"]}, "c")
	not constraint.switched_on({"checks": []}, "a")
}

test_falls_back_where_nothing_is_given if {
	constraint.given({"x": 1}, "x", 2) == 1
	constraint.given({"x": null}, "x", 2) == null
	constraint.given({}, "x", 2) == 2
	constraint.given(null, "x", 2) == 2
}

test_reads_lists_of_the_right_type_only if {
	constraint.strings({"x": ["a", 1, null, "b"]}, "x") == ["a", "b"]
	constraint.objects({"x": [{"a": 1}, "b"]}, "x") == [{"a": 1}]
	every parameters in [{}, null, {"x": "a"}, {"x": {"a": "b"}}, {"x": {"a": {}}}] {
		constraint.strings(parameters, "x") == []
		constraint.objects(parameters, "x") == []
	}
}
