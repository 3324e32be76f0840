package mutation.wasm_runtime_class_test

import rego.v1

import data.mutation.wasm_runtime_class as mutate

review(spec) := {
	"kind": {"group": "apps", "version": "v1", "kind": "Deployment"},
	"operation": "CREATE",
	"object": {"spec": {"template": {"spec": spec}}},
}

added(spec) := result if {
	result := mutate.mutation with input as {"review": review(spec), "parameters": {"runtimeClassName": "wasmedge"}}
}

test_adds_the_class_where_none_is_named if {
	added({}) == {{"op": "add", "path": "/spec/template/spec/runtimeClassName", "value": "wasmedge"}}
}

test_leaves_a_written_class_alone if {
	every class in ["wasmedge", "runc", "", null, 7] {
		added({"runtimeClassName": class}) == set()
	}
}

test_adds_to_a_bare_pod_at_its_root if {
	pod := {"kind": {"group": "", "kind": "Pod"}, "operation": "CREATE", "object": {"spec": {}}}
	result := mutate.mutation with input as {"review": pod, "parameters": {"runtimeClassName": "crun-wasm"}}
	result == {{"op": "add", "path": "/spec/runtimeClassName", "value": "crun-wasm"}}
}

test_adds_nothing_without_a_class_to_add if {
	result := mutate.mutation with input as {"review": review({}), "parameters": {}}
	result == set()
}

test_adds_nothing_to_what_cannot_be_read if {
	every spec in [null, "x", []] {
		added(spec) == set()
	}
}

test_adds_nothing_on_other_operations if {
	every operation in ["DELETE", "CONNECT", ""] {
		changed := object.union(review({}), {"operation": operation})
		result := mutate.mutation with input as {"review": changed, "parameters": {"runtimeClassName": "wasmedge"}}
		result == set()
	}
}
