package admission.no_scheduler_bypass_test

import rego.v1

import data.admission.no_scheduler_bypass as rule

defaults := {
	"schedulers": ["default-scheduler"],
	"forbiddenTaints": ["node-role.kubernetes.io/control-plane"],
	"binders": ["system:kube-scheduler"],
	"bindingLabels": ["topology.kubernetes.io/zone"],
}

scheduler := {"username": "system:kube-scheduler"}

review(spec, operation, old) := {
	"kind": {"group": "", "version": "v1", "kind": "Pod"},
	"operation": operation,
	"object": {"spec": spec},
	"oldObject": {"spec": old},
}

found(spec) := result if {
	result := rule.violation with input as {"review": review(spec, "CREATE", null), "parameters": defaults}
}

named(operation, old) := result if {
	result := rule.violation with input as {
		"review": review({"nodeName": "edge-1"}, operation, old),
		"parameters": defaults,
	}
}

bound(metadata, user) := result if {
	result := rule.violation with input as {
		"review": {
			"kind": {"group": "", "version": "v1", "kind": "Binding"},
			"operation": "CREATE",
			"object": {"metadata": metadata},
			"userInfo": user,
		},
		"parameters": defaults,
	}
}

places(violations) := {[violation.details.check, violation.details.path] | some violation in violations}

test_allows_a_pod_that_leaves_its_place_open if found({"schedulerName": "default-scheduler"}) == set()

test_takes_null_and_empty_for_absent if {
	found({"nodeName": "", "schedulerName": "", "tolerations": null}) == set()
	found({"nodeName": null, "schedulerName": null, "tolerations": []}) == set()
}

test_denies_a_node_name_on_create if {
	found({"nodeName": "edge-1"}) == {{
		"msg": "nodeName is \"edge-1\", which skips the scheduler; it must not be set",
		"details": {"check": "node_name", "path": "/spec/nodeName", "observed": "edge-1", "expected": "absent"},
	}}
}

test_allows_the_node_name_that_the_scheduler_wrote if {
	named("UPDATE", {"nodeName": "edge-1"}) == set()
	named("", null) == set()
}

test_denies_a_node_name_in_a_template_that_an_audit_finds[operation] if {
	some operation in [{"operation": ""}, {}]
	deployment := {
		"kind": {"group": "apps", "version": "v1", "kind": "Deployment"},
		"object": {"spec": {"template": {"spec": {"nodeName": "edge-1"}}}},
	}
	result := rule.violation with input as {
		"review": object.union(deployment, operation),
		"parameters": defaults,
	}
	places(result) == {["node_name", "/spec/template/spec/nodeName"]}
}

test_allows_a_template_that_names_no_node_or_keeps_it[title] if {
	some title, change in {
		"an audit finds none": {"operation": "", "spec": {"nodeName": ""}, "old": null},
		"an audit finds null": {"operation": "", "spec": {"nodeName": null}, "old": null},
		"an update leaves it": {"operation": "UPDATE", "spec": {"nodeName": "edge-1"}, "old": {"nodeName": "edge-1"}},
	}
	result := rule.violation with input as {
		"review": {
			"kind": {"group": "apps", "version": "v1", "kind": "Deployment"},
			"operation": change.operation,
			"object": {"spec": {"template": {"spec": change.spec}}},
			"oldObject": {"spec": {"template": {"spec": change.old}}},
		},
		"parameters": defaults,
	}
	places(result) == set()
}

test_denies_a_node_name_that_an_update_changes if {
	every old in [{"nodeName": "edge-2"}, {}, null, "x"] {
		places(named("UPDATE", old)) == {["node_name", "/spec/nodeName"]}
	}
}

test_allows_a_node_name_that_an_update_takes_away if {
	every spec in [{}, {"nodeName": ""}, {"nodeName": null}] {
		result := rule.violation with input as {
			"review": review(spec, "UPDATE", {"nodeName": "edge-1"}),
			"parameters": defaults,
		}
		result == set()
	}
}

test_denies_another_scheduler if {
	found({"schedulerName": "mine"}) == {{
		"msg": "schedulerName is \"mine\"; it must be absent or one of: default-scheduler",
		"details": {
			"check": "scheduler",
			"path": "/spec/schedulerName",
			"observed": "mine",
			"expected": "default-scheduler",
		},
	}}
}

test_denies_a_toleration_of_everything if {
	found({"tolerations": [{"operator": "Exists"}]}) == {{
		"msg": "toleration #0 tolerates every taint, having no key; health data must stay off such nodes",
		"details": {
			"check": "toleration",
			"path": "/spec/tolerations/0",
			"observed": null,
			"expected": "the key of an edge taint",
		},
	}}
}

test_denies_a_toleration_of_the_control_plane if {
	result := found({"tolerations": [{"key": "a"}, {"key": "node-role.kubernetes.io/control-plane"}]})
	places(result) == {["toleration", "/spec/tolerations/1"]}
	{violation.msg | some violation in result} == {concat(" ", [
		"toleration #1 tolerates the taint \"node-role.kubernetes.io/control-plane\";",
		"health data must stay off such nodes",
	])}
}

test_says_that_an_empty_key_is_every_key if {
	some violation in found({"tolerations": [{"key": "", "operator": "Exists"}]})
	violation.msg == "toleration #0 tolerates every taint, having no key; health data must stay off such nodes"
}

test_denies_tolerations_that_cannot_be_read if {
	found({"tolerations": "all"}) == {{
		"msg": "/spec/tolerations is of type string; it must be an array",
		"details": {"check": "toleration", "path": "/spec/tolerations", "observed": "string", "expected": "an array"},
	}}
	places(found({"tolerations": ["all", {"key": 7}, {"key": ""}]})) == {
		["toleration", "/spec/tolerations/0"],
		["toleration", "/spec/tolerations/1"],
		["toleration", "/spec/tolerations/2"],
	}
}

test_denies_a_spec_that_cannot_be_read if {
	found("edge-1") == {{
		"msg": "/spec is of type string; it must be an object",
		"details": {"check": "shape", "path": "/spec", "observed": "string", "expected": "an object"},
	}}
	every spec in [null, []] {
		places(found(spec)) == {["shape", "/spec"]}
	}
}

test_allows_no_scheduler_without_a_list if {
	result := rule.violation with input as {
		"review": review({"schedulerName": "default-scheduler"}, "CREATE", null),
		"parameters": {},
	}
	places(result) == {["scheduler", "/spec/schedulerName"]}
}

test_says_nothing_on_delete if named("DELETE", null) == set()

test_allows_what_the_scheduler_binds if {
	bound({"name": "records"}, scheduler) == set()
	bound({"labels": {"topology.kubernetes.io/zone": "a"}, "annotations": {}}, scheduler) == set()
}

test_denies_a_binding_of_anybody_else if {
	bound({}, {"username": "ada"}) == {{
		"msg": concat(" ", [
			"a Binding by user \"ada\" goes past the scheduler;",
			"it must be made by one of: system:kube-scheduler",
		]),
		"details": {
			"check": "binder",
			"path": "",
			"observed": "ada",
			"expected": "system:kube-scheduler",
		},
	}}
	every nobody in [{}, null, {"username": null}, {"username": ["system:kube-scheduler"]}] {
		places(bound({}, nobody)) == {["binder", ""]}
	}
}

test_denies_what_a_binding_would_bring_into_the_pod if {
	bound({"annotations": {"run.oci.handler": "native"}}, scheduler) == {{
		"msg": "annotation run.oci.handler of the Binding would be merged into the pod; it must be absent",
		"details": {
			"check": "merged",
			"path": "/metadata/annotations/run.oci.handler",
			"observed": "present",
			"expected": "absent",
		},
	}}
	bound({"labels": {"a/b": "c"}}, scheduler) == {{
		"msg": "label a/b of the Binding would be merged into the pod; it must be absent",
		"details": {
			"check": "merged",
			"path": "/metadata/labels/a~1b",
			"observed": "present",
			"expected": "absent",
		},
	}}
}

test_denies_a_binding_that_cannot_be_read if {
	places(bound({"annotations": "x", "labels": ["y"]}, scheduler)) == {
		["shape", "/metadata/annotations"],
		["shape", "/metadata/labels"],
	}
	bound(null, scheduler) == {{
		"msg": "/metadata is missing; it must be an object",
		"details": {"check": "shape", "path": "/metadata", "observed": null, "expected": "an object"},
	}}
}

test_leaves_the_end_of_a_binding_alone if {
	deleted := rule.violation with input as {
		"review": {
			"kind": {"group": "", "version": "v1", "kind": "Binding"},
			"operation": "DELETE",
			"object": {"metadata": {"annotations": {"a": "b"}}},
		},
		"parameters": defaults,
	}
	deleted == set()
}

wrong := [
	{"nodeName": "edge-1", "schedulerName": "mine", "tolerations": [{"operator": "Exists"}]},
	{"tolerations": "all"},
	"edge-1",
]

test_asks_only_what_is_switched_on[check] if {
	some check in ["node_name", "scheduler", "shape", "toleration"]
	given := object.union(defaults, {"checks": [check]})
	{violation.details.check |
		some spec in wrong
		result := rule.violation with input as {"review": review(spec, "CREATE", null), "parameters": given}
		some violation in result
	} == {check}
}

test_asks_of_a_binding_only_what_is_switched_on[check] if {
	some check in ["binder", "merged", "shape"]
	result := rule.violation with input as {
		"review": {
			"kind": {"group": "", "version": "v1", "kind": "Binding"},
			"operation": "CREATE",
			"object": {"metadata": {"annotations": "x", "labels": {"a": "b"}}},
			"userInfo": {"username": "ada"},
		},
		"parameters": object.union(defaults, {"checks": [check]}),
	}
	{violation.details.check | some violation in result} == {check}
}

test_asks_tolerations_under_one_name[i] if {
	some i in [0, 1]
	result := rule.violation with input as {
		"review": review(wrong[i], "CREATE", null),
		"parameters": object.union(defaults, {"checks": ["toleration"]}),
	}
	count(result) == 1
}
