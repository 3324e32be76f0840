package admission.runtime_class_integrity_test

import rego.v1

import data.admission.runtime_class_integrity as rule

parameters := {
	"classes": ["wasmedge"],
	"handlers": ["wasmedge", "crun-wasm"],
	"labels": [{"key": "node-type", "values": ["edge", 7]}, {"key": 7, "values": ["x"]}, {"key": "y", "values": "z"}],
	"platformGroups": ["platform"],
}

class := {
	"metadata": {"name": "wasmedge"},
	"handler": "wasmedge",
	"scheduling": {"nodeSelector": {"node-type": "edge"}},
}

review(operation, manifest, groups) := {
	"kind": {"group": "node.k8s.io", "version": "v1", "kind": "RuntimeClass"},
	"operation": operation,
	"object": manifest,
	"userInfo": {"username": "amina", "groups": groups},
}

found(request) := result if {
	result := rule.violation with input as {"review": request, "parameters": parameters}
}

made(extra) := found(review("CREATE", object.union(class, extra), ["platform"]))

places(violations) := {[violation.details.check, violation.details.path] | some violation in violations}

test_allows_the_class_as_it_should_be if {
	made({}) == set()
	made({"handler": "crun-wasm", "scheduling": {"tolerations": []}}) == set()
}

test_denies_another_handler if {
	made({"handler": "runc"}) == {{
		"msg": "RuntimeClass wasmedge has the handler \"runc\"; it must be one of: wasmedge, crun-wasm",
		"details": {
			"check": "handler",
			"path": "/handler",
			"observed": "runc",
			"expected": "wasmedge, crun-wasm",
		},
	}}
	every value in ["", null, 7, "Wasmedge", ["wasmedge"]] {
		places(made({"handler": value})) == {["handler", "/handler"]}
	}
}

test_denies_a_class_for_all_nodes if {
	found(review("CREATE", object.remove(class, ["scheduling"]), ["platform"])) == {{
		"msg": concat(" ", [
			"nothing in RuntimeClass wasmedge keeps its pods on edge nodes;",
			"scheduling.nodeSelector must have one of: node-type=edge, node-type=7",
		]),
		"details": {
			"check": "scheduling",
			"path": "/scheduling/nodeSelector",
			"observed": null,
			"expected": "node-type=edge, node-type=7",
		},
	}}
	every value in ["cloud", "", null, ["edge"]] {
		result := made({"scheduling": {"nodeSelector": {"node-type": value}}})
		places(result) == {["scheduling", "/scheduling/nodeSelector"]}
	}
}

test_denies_changes_by_others if {
	found(review("UPDATE", class, ["system:authenticated"])) == {{
		"msg": "RuntimeClass wasmedge is guarded; only members of these groups may change it: platform",
		"details": {"check": "change", "path": "", "observed": "UPDATE", "expected": "platform"},
	}}
	every operation, verb in {"CREATE": "make", "DELETE": "delete", "UPDATE": "change"} {
		result := found(review(operation, class, null))
		places(result) == {["change", ""]}
		{violation.msg | some violation in result} == {concat("", [
			sprintf("RuntimeClass wasmedge is guarded; only members of these groups may %s it: ", [verb]),
			"platform",
		])}
		found(review(operation, class, ["x", "platform"])) == set()
	}
}

test_denies_changes_by_nobody if {
	every operation in ["DELETE", "UPDATE"] {
		every user in [null, {}, "platform"] {
			request := object.union(object.remove(review(operation, class, []), ["userInfo"]), {"userInfo": user})
			places(found(request)) == {["change", ""]}
		}
	}
}

test_denies_making_by_a_user_without_groups if {
	request := object.remove(review("CREATE", class, []), ["userInfo"])
	places(found(object.union(request, {"userInfo": {"username": "amina"}}))) == {["change", ""]}
}

test_takes_a_manifest_as_made_by_nobody if {
	request := object.union(object.remove(review("CREATE", class, []), ["userInfo"]), {"userInfo": {}})
	found(request) == set()
	found(object.union(request, {"operation": ""})) == set()
}

test_judges_no_user_who_changes_nothing if found(review("CONNECT", class, ["system:authenticated"])) == set()

test_deletion_is_judged_by_its_user_alone if {
	found(review("DELETE", {"metadata": {"name": "wasmedge"}, "handler": "runc"}, ["platform"])) == set()
	found(review("DELETE", object.union(class, {"scheduling": "edge"}), ["platform"])) == set()
}

test_leaves_other_classes_and_kinds_alone if {
	found(review("UPDATE", {"metadata": {"name": "gvisor"}, "handler": "runsc"}, [])) == set()
	found(review("CREATE", {"metadata": {"name": "gvisor"}, "scheduling": "edge"}, [])) == set()
	other := object.union(review("UPDATE", {"metadata": {"name": "wasmedge"}}, []), {"kind": {"kind": "Pod"}})
	found(other) == set()
}

test_denies_what_cannot_be_read if {
	result := made({"scheduling": "edge"})
	places(result) == {["shape", "/scheduling"], ["scheduling", "/scheduling/nodeSelector"]}
	some told in result
	told == {
		"msg": "/scheduling is of type string; it must be an object",
		"details": {"check": "shape", "path": "/scheduling", "observed": "string", "expected": "an object"},
	}
}

test_allows_nobody_without_lists if {
	result := rule.violation with input as {
		"review": review("UPDATE", class, ["platform"]),
		"parameters": {"classes": ["wasmedge"]},
	}
	places(result) == {["change", ""], ["handler", "/handler"], ["scheduling", "/scheduling/nodeSelector"]}
}

test_asks_only_what_is_switched_on[check] if {
	some check in ["change", "handler", "scheduling", "shape"]
	result := rule.violation with input as {
		"review": review("UPDATE", {"metadata": {"name": "wasmedge"}, "scheduling": "edge"}, []),
		"parameters": object.union(parameters, {"checks": [check]}),
	}
	{violation.details.check | some violation in result} == {check}
}
