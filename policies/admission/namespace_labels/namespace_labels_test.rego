package admission.namespace_labels_test

import rego.v1

import data.admission.namespace_labels as rule

parameters := {"jurisdictions": [], "criticalities": ["low", "medium", "high"], "oldestPodSecurity": 25}

whole := {
	"edgeward.io/health-data": "true",
	"edgeward.io/jurisdiction": "eu",
	"edgeward.io/criticality": "medium",
	"edgeward.io/data-owner": "records-office",
	"pod-security.kubernetes.io/enforce": "restricted",
}

confined := {
	"edgeward.io/host-path": "confined",
	"pod-security.kubernetes.io/enforce": "privileged",
	"pod-security.kubernetes.io/warn": "restricted",
	"pod-security.kubernetes.io/audit": "restricted",
}

review(operation, labels, old) := {
	"kind": {"group": "", "version": "v1", "kind": "Namespace"},
	"name": "clinic",
	"operation": operation,
	"object": {"metadata": {"labels": labels}},
	"oldObject": {"metadata": {"labels": old}},
}

asked(request, given, inventory) := result if {
	result := rule.violation with input as {"review": request, "parameters": given} with data.inventory as inventory
}

created(labels) := asked(review("CREATE", labels, null), parameters, {})

with_label(key, value) := created(object.union(whole, {key: value}))

vacant := {"namespace": {"kube-system": {"v1": {"Pod": {"dns": {}}}}}}

occupied := {"namespace": {"clinic": {"v1": {"Pod": {"records": {}}}}}}

updated(labels, inventory) := asked(review("UPDATE", labels, whole), parameters, inventory)

changed(key, value, inventory) := updated(object.union(whole, {key: value}), inventory)

places(violations) := {[violation.details.check, violation.details.path] | some violation in violations}

checks(violations) := {violation.details.check | some violation in violations}

only(check, key) := {[check, concat("", ["/metadata/labels/", replace(key, "/", "~1")])]}

test_allows_a_namespace_that_says_all if {
	created(whole) == set()
	created(object.union(whole, confined)) == set()
	asked(review("", whole, null), parameters, {}) == set()
}

test_asks_nothing_where_no_health_data_is if {
	old := {"pod-security.kubernetes.io/enforce-version": "v1.1"}
	every labels in [{}, null, {"team": "sales"}, old, {"edgeward.io/health-data": "false"}, {"edgeward.io/health-data": null}] {
		created(labels) == set()
	}
}

test_denies_a_scope_that_is_not_exact if {
	with_label("edgeward.io/health-data", "True") == {{
		"msg": "label edgeward.io/health-data is \"True\"; it must be \"true\" or \"false\" in quotes",
		"details": {
			"check": "scope",
			"path": "/metadata/labels/edgeward.io~1health-data",
			"observed": "True",
			"expected": "true",
		},
	}}
	every value in ["", "yes", true, false, 1, []] {
		places(with_label("edgeward.io/health-data", value)) == only("scope", "edgeward.io/health-data")
	}
}

test_denies_leaving_the_scope_while_something_runs if {
	changed("edgeward.io/health-data", "false", occupied) == {{
		"msg": concat(" ", [
			"label edgeward.io/health-data becomes \"false\" while the namespace holds 1 pods,",
			"workloads or claims; it must stay \"true\"",
		]),
		"details": {
			"check": "dropped",
			"path": "/metadata/labels/edgeward.io~1health-data",
			"observed": "false",
			"expected": "true",
		},
	}}
	checks(updated({}, occupied)) == {"dropped"}
	checks(updated("x", occupied)) == {"dropped", "shape"}
	checks(changed("edgeward.io/health-data", "True", occupied)) == {"dropped", "scope"}
}

test_denies_leaving_the_scope_when_nobody_knows_what_runs if checks(updated({}, {})) == {"dropped"}

test_allows_an_empty_namespace_to_leave if {
	updated({}, vacant) == set()
	changed("edgeward.io/health-data", "false", vacant) == set()
}

test_denies_without_a_jurisdiction if {
	with_label("edgeward.io/jurisdiction", "") == {{
		"msg": "label edgeward.io/jurisdiction is \"\"; it must be a jurisdiction",
		"details": {
			"check": "jurisdiction",
			"path": "/metadata/labels/edgeward.io~1jurisdiction",
			"observed": "",
			"expected": "a jurisdiction",
		},
	}}
	checks(with_label("edgeward.io/jurisdiction", null)) == {"jurisdiction"}
}

listed(list) := object.union(parameters, {"jurisdictions": list})

test_denies_a_jurisdiction_off_the_list if {
	asked(review("CREATE", whole, null), listed(["eu"]), {}) == set()
	result := asked(review("CREATE", whole, null), listed(["us"]), {})
	{violation.details.expected | some violation in result} == {"us"}
	checks(asked(review("CREATE", whole, null), listed("eu"), {})) == {"jurisdiction"}
}

test_denies_a_criticality_that_is_no_level if {
	with_label("edgeward.io/criticality", "severe") == {{
		"msg": "label edgeward.io/criticality is \"severe\"; it must be one of: low, medium, high",
		"details": {
			"check": "criticality",
			"path": "/metadata/labels/edgeward.io~1criticality",
			"observed": "severe",
			"expected": "low, medium, high",
		},
	}}
	checks(with_label("edgeward.io/criticality", null)) == {"criticality"}
}

test_denies_without_an_owner if {
	with_label("edgeward.io/data-owner", 7) == {{
		"msg": "label edgeward.io/data-owner is missing, empty or no text; it must name who answers for the data",
		"details": {
			"check": "owner",
			"path": "/metadata/labels/edgeward.io~1data-owner",
			"observed": null,
			"expected": "an owner",
		},
	}}
	checks(with_label("edgeward.io/data-owner", "")) == {"owner"}
}

test_denies_lax_pod_security if {
	with_label("pod-security.kubernetes.io/enforce", "baseline") == {{
		"msg": concat(" ", [
			"enforce of Pod Security is \"baseline\"; it must be \"restricted\",",
			"or warn and audit must be where edgeward.io/host-path is \"confined\"",
		]),
		"details": {
			"check": "pod_security",
			"path": "/metadata/labels/pod-security.kubernetes.io~1enforce",
			"observed": "baseline",
			"expected": "restricted",
		},
	}}
	checks(with_label("pod-security.kubernetes.io/enforce", "Restricted")) == {"pod_security"}
}

test_confined_host_paths_take_any_other_level_of_pod_security if {
	created(object.union(whole, object.union(confined, {"pod-security.kubernetes.io/enforce": "baseline"}))) == set()
	every value in [null, "", "Privileged", "none"] {
		lax := object.union(confined, {"pod-security.kubernetes.io/enforce": value})
		checks(created(object.union(whole, lax))) == {"pod_security"}
	}
}

test_every_part_of_the_way_with_host_paths_is_needed if {
	every key, _ in confined {
		checks(created(object.remove(object.union(whole, confined), [key]))) == {"pod_security"}
	}
}

test_denies_an_old_version_of_pod_security if {
	with_label("pod-security.kubernetes.io/enforce-version", "v1.24") == {{
		"msg": concat(" ", [
			"label pod-security.kubernetes.io/enforce-version is \"v1.24\";",
			"it must be absent, latest or a version that is not too old",
		]),
		"details": {
			"check": "pod_security_version",
			"path": "/metadata/labels/pod-security.kubernetes.io~1enforce-version",
			"observed": "v1.24",
			"expected": "latest",
		},
	}}
	every value in ["", "v1", "1.30", "v1.30.4", "v2.1", "Latest", 30] {
		checks(with_label("pod-security.kubernetes.io/warn-version", value)) == {"pod_security_version"}
	}
	every mode in ["audit", "enforce", "warn"] {
		key := sprintf("pod-security.kubernetes.io/%s-version", [mode])
		places(with_label(key, "v1.24")) == only("pod_security_version", key)
	}
	every value in ["latest", "v1.25", "v1.100", null] {
		with_label("pod-security.kubernetes.io/audit-version", value) == set()
	}
}

test_denies_lowering_while_something_runs if {
	changed("edgeward.io/criticality", "low", occupied) == {{
		"msg": concat(" ", [
			"label edgeward.io/criticality becomes \"low\" while the namespace holds 1 pods,",
			"workloads or claims; it must not be lowered",
		]),
		"details": {
			"check": "lowered",
			"path": "/metadata/labels/edgeward.io~1criticality",
			"observed": "low",
			"expected": "medium",
		},
	}}
	places(changed("edgeward.io/jurisdiction", "us", occupied)) == only("lowered", "edgeward.io/jurisdiction")
	places(updated(object.union(whole, confined), occupied)) == only("lowered", "pod-security.kubernetes.io/enforce")
	checks(changed("edgeward.io/criticality", "none", occupied)) == {"criticality", "lowered"}
}

test_allows_raising_and_lowering_in_an_empty_namespace if {
	changed("edgeward.io/criticality", "high", occupied) == set()
	changed("edgeward.io/data-owner", "archive", occupied) == set()
	changed("edgeward.io/criticality", "low", vacant) == set()
	changed("edgeward.io/jurisdiction", "us", vacant) == set()
}

test_judges_subresources_that_change_labels if {
	every sub in ["status", "finalize"] {
		leaving := object.union(review("UPDATE", {}, whole), {"subResource": sub})
		checks(asked(leaving, parameters, occupied)) == {"dropped"}
		bare := {"edgeward.io/health-data": "true"}
		asked(object.union(review("UPDATE", bare, bare), {"subResource": sub}), parameters, occupied) == set()
		taken := object.remove(whole, ["edgeward.io/data-owner"])
		bad := object.union(review("UPDATE", taken, whole), {"subResource": sub})
		checks(asked(bad, parameters, occupied)) == {"owner"}
	}
}

test_allows_what_was_never_in_the_scope if {
	asked(review("UPDATE", {}, {}), parameters, occupied) == set()
	asked(review("UPDATE", {"edgeward.io/health-data": "false"}, {"edgeward.io/health-data": "false"}), parameters, occupied) == set()
}

# Whoever enters the scope, or says there what nobody had said before, lowers nothing.
test_lowers_only_what_held_before if {
	entering := object.union(whole, {"edgeward.io/health-data": "false", "edgeward.io/criticality": "high"})
	asked(review("UPDATE", whole, entering), parameters, occupied) == set()
	silent := object.remove(whole, ["edgeward.io/jurisdiction", "edgeward.io/criticality", "pod-security.kubernetes.io/enforce"])
	asked(review("UPDATE", whole, silent), parameters, occupied) == set()
}

test_denies_what_cannot_be_read if {
	created("x") == {{
		"msg": "/metadata/labels is of type string; it must be an object",
		"details": {"check": "shape", "path": "/metadata/labels", "observed": "string", "expected": "an object"},
	}}
	broken := object.union(review("CREATE", {}, null), {"object": {"metadata": "x"}})
	asked(broken, parameters, {}) == {{
		"msg": "/metadata is of type string; it must be an object",
		"details": {"check": "shape", "path": "/metadata", "observed": "string", "expected": "an object"},
	}}
}

test_leaves_other_kinds_and_deletion_alone if {
	bad := review("DELETE", {"edgeward.io/health-data": "True"}, null)
	asked(bad, parameters, {}) == set()
	other := object.union(bad, {"operation": "CREATE", "kind": {"kind": "ConfigMap"}})
	asked(other, parameters, {}) == set()
}

wrong := [
	review("UPDATE", {"edgeward.io/health-data": "True", "pod-security.kubernetes.io/warn-version": "v1"}, whole),
	review("UPDATE", {"edgeward.io/health-data": "true"}, whole),
	review("CREATE", "x", null),
]

test_asks_only_what_is_switched_on[check] if {
	some check in [
		"criticality", "dropped", "jurisdiction", "lowered", "owner", "pod_security", "pod_security_version", "scope",
		"shape",
	]
	given := object.union(parameters, {"checks": [check]})
	{found | some request in wrong; some found in checks(asked(request, given, occupied))} == {check}
}
