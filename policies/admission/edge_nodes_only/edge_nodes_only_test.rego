package admission.edge_nodes_only_test

import rego.v1

import data.admission.edge_nodes_only as rule

pod(spec) := {
	"kind": {"group": "", "version": "v1", "kind": "Pod"},
	"operation": "CREATE",
	"object": {"spec": spec},
}

edge := {"labels": [{"key": "node-type", "values": ["edge"]}]}

found(spec) := result if {
	result := rule.violation with input as {"review": pod(spec), "parameters": edge}
}

required(terms) := {"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {
	"nodeSelectorTerms": terms,
}}}}

in_edge := {"matchExpressions": [{"key": "node-type", "operator": "In", "values": ["edge"]}]}

denied(observed) := {{
	"msg": "nothing keeps the pod on edge nodes; its nodeSelector must have one of: node-type=edge",
	"details": {"check": "node", "path": "/spec/nodeSelector", "observed": observed, "expected": "node-type=edge"},
}}

test_allows_the_edge_selector if found({"nodeSelector": {"node-type": "edge", "disk": "ssd"}}) == set()

test_allows_an_affinity_of_which_every_term_pins if found(required([in_edge, in_edge, {}])) == set()

test_denies_a_pod_without_selector if found({}) == denied(null)

test_denies_another_node_type if {
	found({"nodeSelector": {"node-type": "cloud"}}) == denied({"node-type": "cloud"})
}

test_denies_selectors_of_the_wrong_type if {
	every selector in [null, "node-type=edge", ["edge"], {"node-type": ["edge"]}, {"node-type": null}] {
		found({"nodeSelector": selector}) == denied(selector)
	}
}

test_denies_a_term_that_opens_another_way if {
	every term in [{"matchFields": [{"key": "metadata.name"}]}, "edge", null, {"matchLabels": {}}] {
		found(required([in_edge, term])) == denied(null)
	}
}

test_denies_terms_that_match_no_node if found(required([{}])) == denied(null)

test_denies_a_spec_that_cannot_be_read if {
	every spec in [null, "edge", []] {
		found(spec) == denied(null)
	}
}

test_accepts_any_of_several_labels if {
	parameters := {"labels": [{"key": "site", "values": ["ward", "lab"]}, {"key": "node-type", "values": ["edge"]}]}
	result := rule.violation with input as {
		"review": pod({"nodeSelector": {"site": "lab"}}),
		"parameters": parameters,
	}
	result == set()
}

test_accepts_nothing_without_labels if {
	every parameters in [{}, {"labels": null}, {"labels": [{}]}, {"labels": [{"key": 1, "values": "edge"}]}] {
		result := rule.violation with input as {
			"review": pod({"nodeSelector": {"node-type": "edge"}}),
			"parameters": parameters,
		}
		count(result) == 1
	}
}

test_says_nothing_on_delete if {
	review := object.union(pod({}), {"operation": "DELETE"})
	result := rule.violation with input as {"review": review, "parameters": edge}
	result == set()
}

test_asks_only_what_is_switched_on if {
	every checks, count_found in {"node": 1, "other": 0} {
		given := object.union(edge, {"checks": [checks]})
		result := rule.violation with input as {"review": pod({}), "parameters": given}
		count(result) == count_found
	}
}
