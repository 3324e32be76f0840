package admission.interactive_access_test

import rego.v1

import data.admission.interactive_access as rule

connect(kind) := {
	"kind": {"group": "", "version": "v1", "kind": kind},
	"operation": "CONNECT",
	"name": "records",
	"namespace": "clinic",
	"object": {"kind": kind, "command": ["sh"]},
}

update(spec, old) := {
	"kind": {"group": "", "version": "v1", "kind": "Pod"},
	"operation": "UPDATE",
	"name": "records",
	"subResource": "ephemeralcontainers",
	"object": {"spec": spec},
	"oldObject": {"spec": old},
}

found(review) := result if {
	result := rule.violation with input as {"review": review, "parameters": {}}
}

checks(violations) := {violation.details.check | some violation in violations}

places(violations) := {[violation.details.check, violation.details.path] | some violation in violations}

debug := {"name": "debug", "image": "busybox"}

test_denies_exec if {
	found(connect("PodExecOptions")) == {{
		"msg": "exec in pod \"records\" leads to health data; nobody may take it",
		"details": {"check": "exec", "path": "", "observed": "CONNECT", "expected": "no connection"},
	}}
}

test_denies_every_connection[kind] if {
	some kind, way in {
		"NodeProxyOptions": ["node_proxy", "the proxy of node"],
		"PodAttachOptions": ["attach", "attach to pod"],
		"PodPortForwardOptions": ["port_forward", "port forwarding to pod"],
		"PodProxyOptions": ["pod_proxy", "the proxy of pod"],
		"ServiceProxyOptions": ["service_proxy", "the proxy of service"],
		"PodShellOptions": ["exec", "the connection to"],
	}
	found(connect(kind)) == {{
		"msg": sprintf("%s \"records\" leads to health data; nobody may take it", [way[1]]),
		"details": {"check": way[0], "path": "", "observed": "CONNECT", "expected": "no connection"},
	}}
}

test_denies_a_connection_of_a_kind_that_nobody_knows if {
	every kind in ["PodShellOptions", "Pod", null, 7, "podexecoptions"] {
		checks(found(connect(kind))) == {"exec"}
	}
	checks(found({"operation": "CONNECT"})) == {"exec"}
}

wrong := array.concat(
	[update({"ephemeralContainers": [debug, "x"]}, {})],
	[connect(sprintf("%sOptions", [kind])) | some kind in [
		"NodeProxy", "PodAttach", "PodExec", "PodPortForward", "PodProxy", "ServiceProxy",
	]],
)

test_asks_only_what_is_switched_on[check] if {
	some check in [
		"attach", "debug_container", "exec", "node_proxy", "pod_proxy", "port_forward", "service_proxy", "shape",
	]
	{violation.details.check |
		some request in wrong
		result := rule.violation with input as {"review": request, "parameters": {"checks": [check]}}
		some violation in result
	} == {check}
}

test_denies_a_debug_container_that_is_added if {
	found(update({"ephemeralContainers": [debug]}, {})) == {{
		"msg": "debug container \"debug\" would see what the pod sees; it must not be added or changed",
		"details": {
			"check": "debug_container",
			"path": "/spec/ephemeralContainers/0",
			"observed": "present",
			"expected": "absent",
		},
	}}
	result := found(update({"ephemeralContainers": [debug, {"name": "second"}]}, {"ephemeralContainers": [debug]}))
	places(result) == {["debug_container", "/spec/ephemeralContainers/1"]}
}

test_denies_a_debug_container_that_is_changed if {
	changed := object.union(debug, {"image": "alpine"})
	result := found(update({"ephemeralContainers": [changed]}, {"ephemeralContainers": [debug]}))
	places(result) == {["debug_container", "/spec/ephemeralContainers/0"]}
}

test_denies_debug_containers_without_an_old_pod if {
	every old in [null, "x", {"ephemeralContainers": "x"}] {
		checks(found(update({"ephemeralContainers": [debug]}, old))) == {"debug_container"}
	}
	every operation in ["CREATE", ""] {
		same := update({"ephemeralContainers": [debug]}, {"ephemeralContainers": [debug]})
		checks(found(object.union(same, {"operation": operation}))) == {"debug_container"}
	}
}

test_allows_other_changes_to_a_pod if {
	found(update({"ephemeralContainers": [debug], "x": 1}, {"ephemeralContainers": [debug]})) == set()
	found(update({}, {})) == set()
	found(update({"ephemeralContainers": null}, {"ephemeralContainers": []})) == set()
}

test_denies_what_cannot_be_read if {
	places(found(update({"ephemeralContainers": "x"}, {}))) == {["shape", "/spec/ephemeralContainers"]}
	places(found(update({"ephemeralContainers": ["x"]}, {}))) == {["shape", "/spec/ephemeralContainers/0"]}
	found(update("x", {})) == {{
		"msg": "/spec is of type string; it must be an object",
		"details": {"check": "shape", "path": "/spec", "observed": "string", "expected": "an object"},
	}}
}

test_leaves_other_kinds_alone if {
	deployment := {"kind": {"group": "apps", "kind": "Deployment"}}
	found(object.union(update({"ephemeralContainers": [debug]}, {}), deployment)) == set()
}

test_says_nothing_on_delete if {
	found(object.union(update({"ephemeralContainers": [debug]}, {}), {"operation": "DELETE"})) == set()
}
