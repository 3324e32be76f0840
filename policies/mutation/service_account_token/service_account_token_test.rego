package mutation.service_account_token_test

import rego.v1

import data.mutation.service_account_token as mutate

review(spec) := {
	"kind": {"group": "apps", "version": "v1", "kind": "Deployment"},
	"operation": "CREATE",
	"object": {"spec": {"template": {"spec": spec}}},
}

added(spec) := result if {
	result := mutate.mutation with input as {"review": review(spec), "parameters": {}}
}

test_adds_false_where_nothing_is_said if {
	added({}) == {{"op": "add", "path": "/spec/template/spec/automountServiceAccountToken", "value": false}}
}

test_leaves_a_written_choice_alone if {
	every choice in [true, false, null, "no"] {
		added({"automountServiceAccountToken": choice}) == set()
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
		result := mutate.mutation with input as {"review": changed, "parameters": {}}
		result == set()
	}
}
