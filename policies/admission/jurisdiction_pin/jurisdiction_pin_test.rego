package admission.jurisdiction_pin_test

import rego.v1

import data.admission.jurisdiction_pin as rule

parameters := {"keys": ["region", "edgeward.io/jurisdiction"], "jurisdictions": [], "regions": []}

labels(jurisdiction) := {"edgeward.io/health-data": "true", "edgeward.io/jurisdiction": jurisdiction}

inventory(jurisdiction) := {"cluster": {"v1": {"Namespace": {"clinic": {"metadata": {"labels": labels(jurisdiction)}}}}}}

review(spec) := {
	"kind": {"group": "", "version": "v1", "kind": "Pod"},
	"namespace": "clinic",
	"operation": "CREATE",
	"object": {"spec": spec},
}

namespace(pairs) := {
	"kind": {"group": "", "version": "v1", "kind": "Namespace"},
	"name": "clinic",
	"operation": "CREATE",
	"object": {"metadata": {"labels": pairs}},
}

asked(request, extra, known) := result if {
	given := object.union(parameters, extra)
	result := rule.violation with input as {"review": request, "parameters": given} with data.inventory as known
}

found(spec) := asked(review(spec), {}, inventory("eu"))

on(key, values) := {"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {
	"nodeSelectorTerms": [{"matchExpressions": [{"key": key, "operator": "In", "values": values}]}],
}}}}

checks(violations) := {violation.details.check | some violation in violations}

pinned := {"nodeSelector": {"region": "eu"}}

test_allows_a_pod_pinned_to_the_jurisdiction_of_its_namespace if {
	found(pinned) == set()
	found({"nodeSelector": {"edgeward.io/jurisdiction": "eu"}}) == set()
	found(on("region", ["eu"])) == set()
}

test_denies_a_pod_that_may_leave if {
	found({"nodeSelector": {"region": "us"}}) == {{
		"msg": concat(" ", [
			"nothing keeps the pod on nodes of its jurisdiction;",
			"its nodeSelector must have one of: region=eu, edgeward.io/jurisdiction=eu",
		]),
		"details": {
			"check": "pinned",
			"path": "/spec/nodeSelector",
			"observed": {"region": "us"},
			"expected": "one of: region=eu, edgeward.io/jurisdiction=eu",
		},
	}}
	every spec in [{}, null, {"nodeSelector": "eu"}, {"nodeSelector": {"region": ""}}, on("region", ["eu", "us"])] {
		checks(found(spec)) == {"pinned"}
	}
}

test_denies_where_the_namespace_names_nothing if {
	asked(review(pinned), {"keys": []}, inventory("")) == {
		{
			"msg": "the jurisdiction of namespace \"clinic\" is \"\"; its label edgeward.io/jurisdiction must be a name",
			"details": {
				"check": "declared",
				"path": "/spec/nodeSelector",
				"observed": "",
				"expected": "a name",
			},
		},
		{
			"msg": concat(" ", [
				"nothing keeps the pod on nodes of its jurisdiction;",
				"its nodeSelector must have the jurisdiction that its namespace has yet to name",
			]),
			"details": {
				"check": "pinned",
				"path": "/spec/nodeSelector",
				"observed": {"region": "eu"},
				"expected": "the jurisdiction that its namespace has yet to name",
			},
		},
	}
	every jurisdiction in [null, 7, [], ""] {
		checks(asked(review(pinned), {}, inventory(jurisdiction))) == {"declared", "pinned"}
	}
}

test_denies_where_nobody_knows_the_namespace if {
	result := asked(review(pinned), {}, {})
	checks(result) == {"declared", "pinned"}
	{violation | some violation in result; violation.details.check == "declared"} == {{
		"msg": concat(" ", [
			"the jurisdiction of namespace \"clinic\", which the inventory does not have, is missing;",
			"its label edgeward.io/jurisdiction must be a name",
		]),
		"details": {
			"check": "declared",
			"path": "/spec/nodeSelector",
			"observed": null,
			"expected": "a name",
		},
	}}
}

test_denies_a_jurisdiction_off_the_list if {
	asked(review(pinned), {"jurisdictions": ["eu"]}, inventory("eu")) == set()
	checks(asked(review(pinned), {"jurisdictions": ["us"]}, inventory("eu"))) == {"declared", "pinned"}
	checks(asked(review(pinned), {"jurisdictions": "eu"}, inventory("eu"))) == {"declared", "pinned"}
}

test_says_which_jurisdictions_may_be_named if {
	some violation in asked(namespace(labels("eu")), {"jurisdictions": ["us", "ca"]}, {})
	violation.details.expected == "us, ca"
}

test_lets_no_pod_name_its_own_jurisdiction if {
	carried := {"object": {"metadata": {"labels": labels("us")}, "spec": {"nodeSelector": {"region": "us"}}}}
	checks(asked(object.union(review({}), carried), {}, inventory("eu"))) == {"pinned"}
}

test_lists_the_labels_of_a_jurisdiction if {
	regions := {"keys": ["region"], "regions": [{"jurisdiction": "eu", "values": ["eu-west", 7]}]}
	{violation.details.expected | some violation in asked(review({}), regions, inventory("eu"))} == {
		"one of: region=eu, region=eu-west",
	}
}

test_knows_the_regions_of_a_jurisdiction if {
	regions := {"regions": [{"jurisdiction": "us", "values": ["x"]}, {"jurisdiction": "eu", "values": ["eu-west", 7]}]}
	asked(review({"nodeSelector": {"region": "eu-west"}}), regions, inventory("eu")) == set()
	asked(review(on("region", ["eu", "eu-west"])), regions, inventory("eu")) == set()
	checks(asked(review({"nodeSelector": {"region": "x"}}), regions, inventory("eu"))) == {"pinned"}
}

test_denies_a_namespace_without_a_jurisdiction if {
	asked(namespace(labels(null)), {}, {}) == {{
		"msg": "the jurisdiction of the namespace is missing; its label edgeward.io/jurisdiction must be a name",
		"details": {
			"check": "declared",
			"path": "/metadata/labels/edgeward.io~1jurisdiction",
			"observed": null,
			"expected": "a name",
		},
	}}
	asked(namespace(labels("eu")), {}, {}) == set()
}

test_leaves_namespaces_alone_that_are_leaving if {
	asked(namespace({}), {}, {}) == set()
	bare := {"edgeward.io/health-data": "true"}
	going := object.union(namespace(bare), {
		"operation": "UPDATE",
		"subResource": "finalize",
		"oldObject": {"metadata": {"labels": bare}},
	})
	asked(going, {}, {}) == set()
	asked(object.union(namespace(bare), {"operation": "DELETE"}), {}, {}) == set()
}

test_says_nothing_on_delete if {
	asked(object.union(review({}), {"operation": "DELETE"}), {}, inventory("eu")) == set()
}

test_asks_only_what_is_switched_on[check] if {
	some check in ["declared", "pinned"]
	checks(asked(review({}), {"checks": [check]}, {})) == {check}
}
