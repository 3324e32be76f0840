package lib.shape_test

import rego.v1

import data.lib.shape

test_describes_a_defect_without_its_value if {
	shape.defect("/spec", "John Doe", "an object") == {
		"path": "/spec",
		"observed": "string",
		"expected": "an object",
		"msg": "/spec is of type string; it must be an object",
	}
	shape.defect("/spec", null, "an object") == {
		"path": "/spec",
		"observed": null,
		"expected": "an object",
		"msg": "/spec is missing; it must be an object",
	}
}

test_turns_a_defect_into_details if {
	defect := {"path": "/a", "observed": "string", "expected": "an array", "msg": "m"}
	shape.details("shape", defect) == {
		"check": "shape",
		"path": "/a",
		"observed": "string",
		"expected": "an array",
	}
}

test_finds_lists_that_are_none if {
	every value in [null, [], [{}], [{}, {"a": 1}]] {
		shape.list_defects("/a", value) == set()
	}
	every value in ["x", {}, 7, true] {
		{defect.path | some defect in shape.list_defects("/a", value)} == {"/a"}
	}
	{defect.path | some defect in shape.list_defects("/a", [{}, "x", null, []])} == {"/a/1", "/a/2", "/a/3"}
}

test_finds_objects_that_are_none if {
	every value in [null, {}, {"a": 1}] {
		shape.object_defects("/a", value) == set()
	}
	every value in ["x", [], 7, false] {
		{defect.path | some defect in shape.object_defects("/a", value)} == {"/a"}
	}
}

test_reads_nothing_from_the_wrong_type if {
	shape.members([1]) == [1]
	shape.fields({"a": 1}) == {"a": 1}
	shape.field({"a": 1}, "a") == 1
	shape.field({"a": 1}, "b") == null
	every value in [null, "x", 7] {
		shape.members(value) == []
		shape.fields(value) == {}
		shape.field(value, "a") == null
	}
	shape.members({"a": 1}) == []
	shape.fields([1]) == {}
	shape.field([1], 0) == null
}

test_escapes_json_pointers if {
	shape.pointer("/a", "x/y~z") == "/a/x~1y~0z"
}

test_a_string_with_something_in_it_is_filled if {
	shape.filled("a")
	shape.filled(" ")
	every value in ["", null, 7, ["a"], {"a": "b"}] {
		not shape.filled(value)
	}
}

test_null_and_an_empty_list_say_nothing if {
	shape.unsaid(null)
	shape.unsaid([])
	every value in ["", {}, [null], 0, false] {
		not shape.unsaid(value)
	}
}

test_a_defect_says_what_belongs_there if {
	wanted(shape.object_defects("/a", "x")) == {"an object"}
	wanted(shape.list_defects("/a", "x")) == {"an array"}
	wanted(shape.list_defects("/a", ["x"])) == {"an object"}
}

wanted(defects) := {defect.expected | some defect in defects}
