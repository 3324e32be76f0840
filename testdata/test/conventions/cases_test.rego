package cases_test

import rego.v1

test_true if 1 == 1

test_false := false

test_compares if {
	x := 1
	print("x is", x)
	x == 2
}

test_undefined if input.foo

todo_test_later if false

test_conflict if double(1) == 1

double(_) := 1

double(x) := 2 if x == 1

test_failing_builtin if 1 / 0 == 1

test_twice := true

test_twice if false

test_number := 17

test_string := "x"

test_cases[tc.note] if {
	some tc in [{"note": "one", "a": 1}, {"note": "two", "a": 2}]
	tc.a == 1
}

test_groups[x][y] if {
	some x, y in {"a": "q", "b": "w"}
	x != "a"
}

test_numbered_cases[index] if {
	some index, value in [1, 2]
	value == 1
}

test_set contains x if {
	some x in [1, 2, 3]
	x < 3
}

test_all_cases[tc.note] if {
	some tc in [{"note": "one", "a": 1}, {"note": "two", "a": 2}]
	tc.a > 0
}

test_no_case[x] if some x in []

test_object := {"a": true, "b": false}

test_function(x) if x == 1

nested.test_inner := true

nested.test_inner_fails if false

nested.test_inner_fails := true

test_parts.a := true

test_parts.b if false

test_prints if print("quiet", {"a": 1}, input)

default test_with_default := false

test_with if input.a == 1 with input as {"a": 1}

test_replaced if count([]) == 7 with count as 7
