package lib.text

import rego.v1

# What a message may say of a value: a string in quotes, a whole number as it is, anything else by its type.
shown(value) := words if {
	is_string(value)
	words := sprintf("\"%s\"", [value])
} else := words if {
	is_number(value)
	value == floor(value)
	words := format_int(value, 10)
} else := "missing" if {
	value == null
} else := "true" if {
	value == true
} else := "false" if {
	value == false
} else := words if {
	name := type_name(value)
	words := sprintf("of type %s", [name])
}

choice(values) := "nothing, for the list is empty" if {
	count(values) == 0
} else := words if {
	words := concat(", ", values)
}
