package admission.audit_switched_on_test

import rego.v1

import data.admission.audit_switched_on as rule

marks := {"edgeward.io/audit": "enabled", "edgeward.io/audit-sink": "evidence"}

on := [{"name": "AUDIT_ENABLED", "value": "true"}]

pod(annotations, container) := {
	"kind": {"group": "", "version": "v1", "kind": "Pod"},
	"namespace": "clinic",
	"operation": "CREATE",
	"object": {"metadata": {"annotations": annotations}, "spec": {"containers": [container]}},
}

config_map(data_) := {
	"kind": {"group": "", "version": "v1", "kind": "ConfigMap"},
	"namespace": "clinic",
	"operation": "UPDATE",
	"object": {"data": data_},
}

judged(review, maps) := result if {
	inventory := {"namespace": {"clinic": {"v1": {"ConfigMap": maps}}}}
	result := rule.violation with input as {"review": review, "parameters": {}} with data.inventory as inventory
}

found(annotations, container) := judged(pod(annotations, container), {})

places(violations) := {[violation.details.check, violation.details.path] | some violation in violations}

setting := ["setting", "/spec/containers/0/env"]

test_allows_marks_that_agree if found(marks, {"name": "app", "env": on}) == set()

test_denies_a_missing_mark if {
	found({"edgeward.io/audit-sink": "evidence"}, {"env": on}) == {{
		"msg": "annotation edgeward.io/audit of the pod template is missing; it must be enabled",
		"details": {
			"check": "annotation",
			"path": "/metadata/annotations/edgeward.io~1audit",
			"observed": null,
			"expected": "enabled",
		},
	}}
}

test_denies_every_other_mark if {
	every value in ["disabled", "Enabled", "", null, true, ["enabled"]] {
		result := found(object.union(marks, {"edgeward.io/audit": value}), {"env": on})
		places(result) == {["annotation", "/metadata/annotations/edgeward.io~1audit"]}
	}
}

test_denies_a_sink_that_is_none if {
	every value in ["", null, 7] {
		result := found(object.union(marks, {"edgeward.io/audit-sink": value}), {"env": on})
		places(result) == {["sink", "/metadata/annotations/edgeward.io~1audit-sink"]}
	}
	found({"edgeward.io/audit": "enabled"}, {"env": on}) == {{
		"msg": "annotation edgeward.io/audit-sink of the pod template is missing; it must name a sink",
		"details": {
			"check": "sink",
			"path": "/metadata/annotations/edgeward.io~1audit-sink",
			"observed": null,
			"expected": "the name of a sink",
		},
	}}
}

test_denies_annotations_that_cannot_be_read if {
	every annotations in [null, "x", ["x"]] {
		{place[0] | some place in places(found(annotations, {"env": on}))} == {"annotation", "sink"}
	}
}

test_denies_a_program_that_is_not_told if {
	found(marks, {"name": "app"}) == {{
		"msg": concat(" ", [
			"nothing tells the program that audit is on;",
			"set AUDIT_ENABLED to \"true\" in a container, or audit_enabled in ConfigMap health-data-config",
		]),
		"details": {"check": "setting", "path": "/spec/containers/0/env", "observed": null, "expected": "true"},
	}}
}

test_denies_a_variable_that_contradicts_and_does_not_repeat_it if {
	found(marks, {"name": "app", "env": array.concat(on, [{"name": "AUDIT_ENABLED", "value": "secret"}])}) == {{
		"msg": concat(" ", [
			"AUDIT_ENABLED of container \"app\" does not say \"true\";",
			"it must agree with the annotation that audit is on",
		]),
		"details": {
			"check": "contradiction",
			"path": "/spec/containers/0/env/1/value",
			"observed": "another value",
			"expected": "true",
		},
	}}
}

test_denies_a_variable_without_a_value if {
	every entry in [{"name": "AUDIT_ENABLED"}, {"name": "AUDIT_ENABLED", "value": null}] {
		places(found(marks, {"env": [entry]})) == {["contradiction", "/spec/containers/0/env/0/value"], setting}
	}
}

reference := [{"name": "AUDIT_ENABLED", "valueFrom": {"configMapKeyRef": {"name": "c", "key": "audit"}}}]

test_follows_a_reference_to_a_config_map if {
	judged(pod(marks, {"env": reference}), {"c": {"data": {"audit": "true"}}}) == set()
	places(judged(pod(marks, {"env": reference}), {"c": {"data": {"audit": "no"}}})) == {
		["contradiction", "/spec/containers/0/env/0/valueFrom"],
		setting,
	}
}

test_counts_a_reference_that_leads_nowhere_as_not_told if {
	every maps in [{}, {"c": {}}, {"c": {"data": {}}}, {"c": {"data": null}}] {
		places(judged(pod(marks, {"env": reference}), maps)) == {setting}
	}
}

test_reads_a_config_map_taken_in_whole if {
	container := {"envFrom": [{"configMapRef": {"name": "c"}}]}
	judged(pod(marks, container), {"c": {"data": {"AUDIT_ENABLED": "true"}}}) == set()
	places(judged(pod(marks, container), {"c": {"data": {"audit_enabled": ""}}})) == {
		["contradiction", "/spec/containers/0/envFrom/0"],
		setting,
	}
}

test_reads_the_shared_config_map if {
	judged(pod(marks, {}), {"health-data-config": {"data": {"audit_enabled": "true"}}}) == set()
	result := judged(pod(marks, {"env": on}), {"health-data-config": {"data": {"audit_enabled": "false"}}})
	places(result) == {["contradiction", "/metadata/annotations/edgeward.io~1audit"]}
}

test_counts_a_missing_inventory_as_not_told if {
	result := rule.violation with input as {"review": pod(marks, {}), "parameters": {}} with data.inventory as {}
	places(result) == {setting}
}

test_denies_a_config_map_that_switches_audit_off if {
	judged(config_map({"audit_enabled": "false", "cache_ttl": "300s"}), {}) == {{
		"msg": "audit_enabled of the ConfigMap is not \"true\"; audit must stay on where health data is",
		"details": {
			"check": "contradiction",
			"path": "/data/audit_enabled",
			"observed": "another value",
			"expected": "true",
		},
	}}
}

test_leaves_other_config_maps_alone if {
	every data_ in [null, {}, {"cache_ttl": "300s"}, {"audit_enabled": "true"}] {
		judged(config_map(data_), {}) == set()
	}
}

test_reads_no_switch_in_other_kinds if {
	other := {"kind": {"group": "", "version": "v1", "kind": "Secret"}}
	judged(object.union(config_map({"audit_enabled": "false"}), other), {}) == set()
}

test_denies_what_cannot_be_read if {
	places(found(marks, {"env": "x"})) == {["shape", "/spec/containers/0/env"], setting}
	places(found(marks, {"env": array.concat(on, ["x"])})) == {["shape", "/spec/containers/0/env/1"]}
	places(found(marks, {"env": on, "envFrom": {}})) == {["shape", "/spec/containers/0/envFrom"]}
	places(found(marks, "x")) == {["shape", "/spec/containers/0"], setting}
	judged(config_map("x"), {}) == {{
		"msg": "/data is of type string; it must be an object",
		"details": {"check": "shape", "path": "/data", "observed": "string", "expected": "an object"},
	}}
}

test_says_nothing_on_delete if {
	judged(object.union(pod({}, {}), {"operation": "DELETE"}), {}) == set()
	judged(object.union(config_map({"audit_enabled": "false"}), {"operation": "DELETE"}), {}) == set()
}

test_asks_only_what_is_switched_on[check] if {
	some check in ["annotation", "contradiction", "setting", "shape", "sink"]
	requests := [
		pod({}, {"env": [{"name": "AUDIT_ENABLED", "value": "no"}], "envFrom": "x"}),
		config_map({"audit_enabled": "false"}),
		config_map("x"),
	]
	found_in := [{violation.details.check | some violation in result} |
		some request in requests
		result := rule.violation with input as {"review": request, "parameters": {"checks": [check]}}
			with data.inventory as {}
	]
	wanted := {
		"annotation": [{check}, set(), set()],
		"contradiction": [{check}, {check}, set()],
		"setting": [{check}, set(), set()],
		"shape": [{check}, set(), {check}],
		"sink": [{check}, set(), set()],
	}
	found_in == wanted[check]
}
