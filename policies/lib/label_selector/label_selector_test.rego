package lib.label_selector_test

import rego.v1

import data.lib.label_selector

labels := {"app": "records", "tier": "edge"}

expression(key, operator, values) := {"matchExpressions": [{"key": key, "operator": operator, "values": values}]}

matching := [
	{},
	{"matchLabels": {}},
	{"matchLabels": null, "matchExpressions": null},
	{"matchLabels": {"app": "records"}},
	expression("app", "In", ["x", "records"]),
	expression("app", "NotIn", ["x"]),
	expression("absent", "NotIn", ["x"]),
	expression("app", "Exists", []),
	expression("app", "Exists", null),
	expression("absent", "DoesNotExist", []),
	{"matchLabels": {"app": "records"}, "matchExpressions": [{"key": "tier", "operator": "Exists"}]},
]

missing := [
	{"matchLabels": {"app": "x"}},
	{"matchLabels": {"absent": "x"}},
	{"matchLabels": {"app": "records", "tier": "x"}},
	expression("app", "In", ["x"]),
	expression("absent", "In", ["x"]),
	expression("app", "NotIn", ["records"]),
	expression("absent", "Exists", []),
	expression("app", "DoesNotExist", []),
	{"matchLabels": {"app": "records"}, "matchExpressions": [{"key": "x", "operator": "Exists"}]},
]

undecidable := [
	{"matchLabels": {"pod-template-hash": "x"}},
	{"matchLabels": {"app": "records", "job-name": "x"}},
	expression("pod-template-hash", "Exists", []),
	expression("pod-template-hash", "DoesNotExist", []),
	expression("controller-revision-hash", "NotIn", ["x"]),
]

unreadable := [
	null,
	"app=records",
	[],
	{"matchNames": {}},
	{"matchLabels": ["app"]},
	{"matchLabels": {"app": 1}},
	{"matchLabels": {"app": null}},
	{"matchExpressions": {}},
	{"matchExpressions": ["x"]},
	{"matchExpressions": [{"operator": "Exists"}]},
	{"matchExpressions": [{"key": "app"}]},
	expression(7, "In", ["records"]),
	expression(7, "Exists", null),
	expression("app", "Matches", ["x"]),
	expression("app", "in", ["records"]),
	expression("app", "In", []),
	expression("app", "NotIn", null),
	expression("app", "In", "records"),
	expression("app", "In", [1]),
	expression("app", "Exists", ["x"]),
	expression("app", "DoesNotExist", ["x"]),
]

test_matches_as_kubernetes_does if {
	every selector in matching {
		label_selector.matches(selector, labels)
		not label_selector.misses(selector, labels)
	}
}

test_misses_as_kubernetes_does if {
	every selector in missing {
		label_selector.misses(selector, labels)
		not label_selector.matches(selector, labels)
	}
}

test_neither_matches_nor_misses_what_cannot_be_read if {
	every selector in unreadable {
		not label_selector.matches(selector, labels)
		not label_selector.misses(selector, labels)
	}
}

test_does_not_find_labels_where_none_are if {
	not label_selector.matches({"matchLabels": {"app": "records"}}, {})
	label_selector.matches({}, {})
}

test_neither_matches_nor_misses_what_controllers_decide if {
	every selector in undecidable {
		not label_selector.matches(selector, labels)
		not label_selector.misses(selector, labels)
	}
}

test_leaves_every_label_that_controllers_add_undecided if {
	every key in [
		"apps.kubernetes.io/pod-index", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-completion-index",
		"batch.kubernetes.io/job-name", "controller-revision-hash", "controller-uid", "job-name",
		"pod-template-generation", "pod-template-hash", "statefulset.kubernetes.io/pod-name",
	] {
		not label_selector.matches({"matchLabels": {key: "x"}}, labels)
		not label_selector.misses({"matchLabels": {key: "x"}}, labels)
	}
}

test_decides_by_a_controllers_label_that_is_there if {
	made := object.union(labels, {"pod-template-hash": "x"})
	label_selector.matches({"matchLabels": {"pod-template-hash": "x"}}, made)
	label_selector.misses({"matchLabels": {"pod-template-hash": "y"}}, made)
}
