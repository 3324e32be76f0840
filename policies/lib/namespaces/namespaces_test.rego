package lib.namespaces_test

import rego.v1

import data.lib.namespaces

review(operation, sub, labels) := {
	"operation": operation,
	"subResource": sub,
	"object": {"metadata": {"labels": {"a": "b"}}},
	"oldObject": {"metadata": {"labels": labels}},
}

test_labels_that_are_none_are_empty if {
	every namespace in [null, "x", {}, {"metadata": null}, {"metadata": {"labels": ["a"]}}] {
		namespaces.labels(namespace) == {}
	}
	namespaces.labels({"metadata": {"labels": {"a": 1}}}) == {"a": 1}
}

test_status_and_finalize_leave_labels_untouched if {
	namespaces.untouched(review("UPDATE", "status", {"a": "b"}))
	namespaces.untouched(review("UPDATE", "finalize", {"a": "b"}))
}

test_everything_else_touches if {
	not namespaces.untouched(review("UPDATE", "status", {"a": "c"}))
	not namespaces.untouched(review("UPDATE", "status", {}))
	not namespaces.untouched(review("UPDATE", "", {"a": "b"}))
	not namespaces.untouched(review("CREATE", "status", {"a": "b"}))
}
