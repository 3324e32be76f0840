package admission.default_deny_egress_test

import rego.v1

import data.admission.default_deny_egress as rule

pod := {
	"kind": {"group": "", "version": "v1", "kind": "Pod"},
	"namespace": "clinic",
	"operation": "CREATE",
	"object": {"metadata": {"labels": {"app": "records"}}, "spec": {}},
}

inventory(policies) := {"namespace": {"clinic": {"networking.k8s.io/v1": {"NetworkPolicy": policies}}}}

found(specs) := result if {
	policies := {name: {"spec": spec} | some name, spec in specs}
	result := rule.violation with input as {"review": pod, "parameters": {}}
		with data.inventory as inventory(policies)
}

deny_all := {"podSelector": {}, "policyTypes": ["Egress"]}

allow_all := {"podSelector": {}, "policyTypes": ["Egress"], "egress": [{}]}

not_isolated := {
	"msg": concat(" ", [
		"no NetworkPolicy in namespace \"clinic\" selects the pod and denies egress by default;",
		"at least one must",
	]),
	"details": {
		"check": "isolated",
		"path": "/metadata/labels",
		"observed": null,
		"expected": "a default-deny policy",
	},
}

opened_by(names) := {
	"msg": sprintf("NetworkPolicy %s opens egress beyond named pods and private networks; each rule must stay within", [names]),
	"details": {
		"check": "broad",
		"path": "/metadata/labels",
		"observed": names,
		"expected": "no broad egress rule",
	},
}

test_allows_a_pod_that_a_policy_cuts_off if found({"deny": deny_all}) == set()

test_denies_a_pod_that_no_policy_selects if {
	found({}) == {not_isolated}
	found({"other": {"podSelector": {"matchLabels": {"app": "x"}}, "policyTypes": ["Egress"]}}) == {not_isolated}
}

test_denies_without_any_inventory if {
	every inventory in [{}, {"namespace": {}}, {"namespace": {"clinic": {}}}, {"namespace": {"clinic": null}}] {
		result := rule.violation with input as {"review": pod, "parameters": {}} with data.inventory as inventory
		result == {not_isolated}
	}
}

test_denies_an_open_policy_beside_a_closed_one if {
	found({"deny": deny_all, "b": allow_all, "a": allow_all}) == {opened_by("a, b")}
}

test_does_not_count_an_open_policy_as_closed if {
	found({"a": allow_all}) == {not_isolated, opened_by("a")}
}

test_ignores_policies_of_other_namespaces if {
	elsewhere := {"namespace": {"ward": {"networking.k8s.io/v1": {"NetworkPolicy": {"deny": {"spec": deny_all}}}}}}
	result := rule.violation with input as {"review": pod, "parameters": {}} with data.inventory as elsewhere
	result == {not_isolated}
}

test_asks_only_what_is_switched_on[check] if {
	some check in ["broad", "isolated"]
	result := rule.violation with input as {"review": pod, "parameters": {"checks": [check]}}
		with data.inventory as inventory({"a": {"spec": allow_all}})
	{violation.details.check | some violation in result} == {check}
}

test_says_nothing_on_delete if {
	review := object.union(pod, {"operation": "DELETE"})
	result := rule.violation with input as {"review": review, "parameters": {}} with data.inventory as {}
	result == set()
}
