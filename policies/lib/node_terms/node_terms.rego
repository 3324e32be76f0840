package lib.node_terms

import rego.v1

import data.lib.shape

# `label` is {"key": string, "values": strings}. A nodeSelector and an affinity must both hold, so one of them
# is enough to pin the pod; a preference pins nothing.
pinned(spec, label) if {
	value := shape.field(shape.field(spec, "nodeSelector"), label.key)
	value in label.values
}

pinned(spec, label) if {
	terms := required(spec)
	read := [term |
		some term in terms
		not empty(term)
	]
	count(read) > 0
	every term in read {
		term_pins(term, label)
	}
}

required(spec) := terms if {
	affinity := shape.field(spec, "affinity")
	nodes := shape.field(affinity, "nodeAffinity")
	demand := shape.field(nodes, "requiredDuringSchedulingIgnoredDuringExecution")
	terms := shape.members(shape.field(demand, "nodeSelectorTerms"))
}

# The scheduler takes an empty term to match no node at all, so it opens no other way.
empty(term) if {
	is_object(term)
	unknown := object.keys(term) - {"matchExpressions", "matchFields"}
	count(unknown) == 0
	shape.unsaid(object.get(term, "matchExpressions", null))
	shape.unsaid(object.get(term, "matchFields", null))
}

# Terms are ORed and the expressions within one are ANDed: one that pins is enough for its term.
term_pins(term, label) if {
	some expression in shape.members(shape.field(term, "matchExpressions"))
	shape.field(expression, "key") == label.key
	shape.field(expression, "operator") == "In"
	values := shape.members(shape.field(expression, "values"))
	count(values) > 0
	allowed := label.values
	every value in values {
		value in allowed
	}
}

# Those of the listed labels that can be read.
labels(listed) := [label |
	some label in listed
	is_string(label.key)
	is_array(label.values)
]

# The same labels in words, each value of its own.
pairs(labels_read) := [pair |
	some label in labels_read
	some value in label.values
	key := label.key
	pair := sprintf("%s=%v", [key, value])
]
