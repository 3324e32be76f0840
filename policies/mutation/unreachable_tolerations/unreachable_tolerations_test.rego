package mutation.unreachable_tolerations_test

import rego.v1

import data.mutation.unreachable_tolerations as mutate

review(spec) := {
	"kind": {"group": "apps", "version": "v1", "kind": "Deployment"},
	"operation": "CREATE",
	"object": {"spec": {"template": {"spec": spec}}},
}

added(spec) := result if {
	result := mutate.mutation with input as {"review": review(spec), "parameters": {"tolerationSeconds": 60}}
}

toleration(key) := {
	"key": key,
	"operator": "Exists",
	"effect": "NoExecute",
	"tolerationSeconds": 60,
}

not_ready := "node.kubernetes.io/not-ready"

unreachable := "node.kubernetes.io/unreachable"

test_adds_both_at_once_where_there_are_none if {
	added({}) == {{
		"op": "add",
		"path": "/spec/template/spec/tolerations",
		"value": [toleration(not_ready), toleration(unreachable)],
	}}
}

test_adds_each_to_a_list_that_lacks_it if {
	added({"tolerations": []}) == {
		{"op": "add", "path": "/spec/template/spec/tolerations/-", "value": toleration(not_ready)},
		{"op": "add", "path": "/spec/template/spec/tolerations/-", "value": toleration(unreachable)},
	}
	added({"tolerations": [{"key": not_ready, "effect": "NoExecute", "tolerationSeconds": 0}]}) == {
		{"op": "add", "path": "/spec/template/spec/tolerations/-", "value": toleration(unreachable)},
	}
}

test_adds_nothing_once_applied if {
	added({"tolerations": [toleration(not_ready), toleration(unreachable)]}) == set()
}

test_adds_nothing_beside_a_toleration_of_everything if {
	every wildcard in [{"operator": "Exists"}, {"key": "", "operator": "Exists"}, {"key": null}] {
		added({"tolerations": [wildcard]}) == set()
	}
}

test_leaves_tolerations_that_are_none_alone if {
	every tolerations in [null, "x", {}] {
		added({"tolerations": tolerations}) == set()
	}
}

test_adds_nothing_without_a_time if {
	every spec in [{}, {"tolerations": []}] {
		result := mutate.mutation with input as {"review": review(spec), "parameters": {}}
		result == set()
	}
}

test_adds_nothing_to_what_cannot_be_read if {
	every spec in [null, "x", []] {
		added(spec) == set()
	}
}

test_adds_nothing_on_other_operations if {
	every operation in ["DELETE", "CONNECT", ""] {
		changed := object.union(review({}), {"operation": operation})
		result := mutate.mutation with input as {"review": changed, "parameters": {"tolerationSeconds": 60}}
		result == set()
	}
}
