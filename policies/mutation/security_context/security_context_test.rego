package mutation.security_context_test

import rego.v1

import data.mutation.security_context as mutate

review(spec) := {
	"kind": {"group": "apps", "version": "v1", "kind": "Deployment"},
	"operation": "CREATE",
	"object": {"spec": {"template": {"spec": spec}}},
}

added(spec) := result if {
	result := mutate.mutation with input as {"review": review(spec), "parameters": {}}
}

pod_context := {"runAsNonRoot": true, "seccompProfile": {"type": "RuntimeDefault"}}

container_context := {
	"allowPrivilegeEscalation": false,
	"capabilities": {"drop": ["ALL"]},
	"readOnlyRootFilesystem": true,
}

operation(path, value) := {"op": "add", "path": sprintf("/spec/template/spec/%s", [path]), "value": value}

contained(context) := added({"securityContext": pod_context, "containers": [{"securityContext": context}]})

test_adds_whole_contexts_where_there_are_none if {
	added({"containers": [{}], "initContainers": [{}]}) == {
		operation("securityContext", pod_context),
		operation("containers/0/securityContext", container_context),
		operation("initContainers/0/securityContext", container_context),
	}
}

test_adds_what_a_context_lacks if {
	added({"securityContext": {"runAsUser": 7}}) == {
		operation("securityContext/runAsNonRoot", true),
		operation("securityContext/seccompProfile", {"type": "RuntimeDefault"}),
	}
	contained({"readOnlyRootFilesystem": false, "capabilities": {"add": ["NET_BIND_SERVICE"]}}) == {
		operation("containers/0/securityContext/allowPrivilegeEscalation", false),
		operation("containers/0/securityContext/capabilities/drop", ["ALL"]),
	}
}

test_adds_nothing_once_applied if contained(container_context) == set()

# Only containers have capabilities: the API server refuses the field in a pod's context.
test_adds_no_capabilities_to_a_pod if {
	added({"securityContext": object.union(pod_context, {"capabilities": {}})}) == set()
}

test_leaves_what_is_written_alone if {
	contained({
		"allowPrivilegeEscalation": true,
		"readOnlyRootFilesystem": null,
		"capabilities": {"drop": []},
	}) == set()
	contained({
		"allowPrivilegeEscalation": null,
		"readOnlyRootFilesystem": "x",
		"capabilities": null,
	}) == set()
	added({"securityContext": {"runAsNonRoot": false, "seccompProfile": null}}) == set()
}

test_leaves_contexts_that_are_none_alone if {
	every context in [null, "x", []] {
		contained(context) == set()
		added({"securityContext": context}) == set()
	}
}

test_does_not_make_a_pod_that_the_api_refuses if {
	rest := {operation("containers/0/securityContext/readOnlyRootFilesystem", true)}
	contained({"privileged": true, "capabilities": {"drop": []}}) == rest
	contained({"capabilities": {"drop": [], "add": ["SYS_ADMIN"]}}) == rest
	contained({"capabilities": {"drop": [], "add": ["CAP_SYS_ADMIN"]}}) == rest
}

test_leaves_debug_containers_and_unreadable_ones_alone if {
	spec := {"securityContext": pod_context, "containers": ["x", null], "ephemeralContainers": [{}]}
	added(spec) == set()
	added({"securityContext": pod_context, "containers": "x"}) == set()
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
