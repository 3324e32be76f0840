package lib.shape

import rego.v1

# A malformed field is reported by its type alone: whatever was written there may be health data.
defect(path, value, wanted) := found if {
	words := seen(value)
	msg := sprintf("%s is %s; it must be %s", [path, words, wanted])
	observed := kind(value)
	found := {"path": path, "observed": observed, "expected": wanted, "msg": msg}
}

details(check, defect) := found if {
	path := defect.path
	observed := defect.observed
	expected := defect.expected
	found := {"check": check, "path": path, "observed": observed, "expected": expected}
}

# Absent and null are one: the API server drops nulls before it looks.
list_defects(path, value) := found if {
	whole := whole_defects(path, value)
	parts := part_defects(path, value)
	found := whole | parts
}

object_defects(path, value) := {found |
	some written in [value]
	written != null
	not is_object(written)
	found := defect(path, written, "an object")
}

members(value) := value if {
	is_array(value)
} else := []

fields(value) := value if {
	is_object(value)
} else := {}

field(value, key) := found if {
	is_object(value)
	found := object.get(value, key, null)
} else := null

# A string with something in it.
filled(value) if {
	is_string(value)
	value != ""
}

# Nothing is said, or an empty list, which is the same to the API server.
unsaid(value) if value in {null, []}

pointer(path, key) := longer if {
	tilde := replace(key, "~", "~0")
	escaped := replace(tilde, "/", "~1")
	longer := sprintf("%s/%s", [path, escaped])
}

whole_defects(path, value) := {found |
	some written in [value]
	written != null
	not is_array(written)
	found := defect(path, written, "an array")
}

part_defects(path, value) := {found |
	some i, item in members(value)
	not is_object(item)
	place := sprintf("%s/%d", [path, i])
	found := defect(place, item, "an object")
}

kind(value) := name if {
	value != null
	name := type_name(value)
} else := null

seen(value) := "missing" if {
	value == null
} else := words if {
	name := type_name(value)
	words := sprintf("of type %s", [name])
}
