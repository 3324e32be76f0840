package lib.constraint

import rego.v1

switched_on(parameters, check) if check in checks(parameters, check)

# Without a list every check is on: a constraint that says nothing must not weaken its rule.
checks(parameters, check) := written if {
	written := given(parameters, "checks", null)
	is_array(written)
} else := [check]

given(parameters, name, fallback) := value if {
	is_object(parameters)
	value := object.get(parameters, name, fallback)
} else := fallback

# An allow-list of the wrong type allows nothing.
strings(parameters, name) := [item |
	some item in list(parameters, name)
	is_string(item)
]

objects(parameters, name) := [item |
	some item in list(parameters, name)
	is_object(item)
]

list(parameters, name) := value if {
	value := given(parameters, name, [])
	is_array(value)
}
