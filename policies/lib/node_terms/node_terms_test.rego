package lib.node_terms_test

import rego.v1

import data.lib.node_terms

label := {"key": "node-type", "values": ["edge", "far-edge"]}

required(terms) := {"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {
	"nodeSelectorTerms": terms,
}}}}

term(operator, values) := {"matchExpressions": [{"key": "node-type", "operator": operator, "values": values}]}

pin := term("In", ["edge"])

test_pins_by_node_selector if {
	node_terms.pinned({"nodeSelector": {"node-type": "edge"}}, label)
	node_terms.pinned({"nodeSelector": {"node-type": "far-edge", "x": "y"}}, label)
}

test_pins_by_terms_that_all_pin if {
	narrow := {"matchExpressions": array.concat([{"key": "x", "operator": "Exists"}], pin.matchExpressions)}
	every terms in [[pin], [pin, narrow], [pin, {}], [pin, {"matchExpressions": []}], [pin, {"matchFields": []}], [term("In", ["edge", "far-edge"])]] {
		node_terms.pinned(required(terms), label)
	}
}

loose := [
	{},
	{"nodeSelector": null},
	{"nodeSelector": {"node-type": "cloud"}},
	{"nodeSelector": {"x": "edge"}},
	{"affinity": "x"},
	{"affinity": {"nodeAffinity": null}},
	{"affinity": {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [{"preference": pin}]}}},
	required(null),
	required([]),
	required([{}]),
	required([{"matchExpressions": [], "matchFields": null}]),
	required([pin, "x"]),
	required([pin, null]),
	required([pin, {"matchFields": [{}]}]),
	required([pin, {"x": []}]),
	required([pin, {"matchExpressions": "x"}]),
	required([term("In", ["edge", "cloud"])]),
	required([term("In", [])]),
	required([term("In", null)]),
	required([term("NotIn", ["cloud"])]),
	required([term("Exists", null)]),
]

test_does_not_pin_otherwise if {
	every spec in loose {
		not node_terms.pinned(spec, label)
	}
}

test_reads_labels_that_are_listed if {
	other := {"key": "zone", "values": ["a"]}
	wrong := [{}, {"key": "zone"}, {"key": 7, "values": ["a"]}, {"key": "zone", "values": "a"}]
	node_terms.labels(array.concat([label, other], wrong)) == [label, other]
	node_terms.pairs([label, other]) == ["node-type=edge", "node-type=far-edge", "zone=a"]
	node_terms.labels([]) == []
}
