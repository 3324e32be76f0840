package admission.hardened_defaults_test

import rego.v1

import data.admission.hardened_defaults as rule

default_profile := {"type": "RuntimeDefault"}

pod_context := {"runAsNonRoot": true, "seccompProfile": default_profile}

container_context := {"readOnlyRootFilesystem": true}

prefix := "container.apparmor.security.beta.kubernetes.io"

review(metadata, spec) := {
	"kind": {"group": "", "version": "v1", "kind": "Pod"},
	"operation": "CREATE",
	"object": {"metadata": metadata, "spec": spec},
}

found(spec) := result if {
	result := rule.violation with input as {"review": review({}, spec), "parameters": {}}
}

contexts(outer, inner) := found({
	"securityContext": outer,
	"containers": [{"name": "app", "securityContext": inner}],
})

inner(extra) := contexts(pod_context, object.union(container_context, extra))

outer(extra) := contexts(object.union(pod_context, extra), container_context)

annotated(value) := result if {
	spec := {"securityContext": pod_context, "containers": [{"name": "app", "securityContext": container_context}]}
	metadata := {"annotations": {
		sprintf("%s/app", [prefix]): value,
		sprintf("another.%s/app", [prefix]): "unconfined",
	}}
	result := rule.violation with input as {"review": review(metadata, spec), "parameters": {}}
}

places(violations) := {[violation.details.check, violation.details.path] | some violation in violations}

of_container(check, key) := {[check, concat("/", ["/spec/containers/0/securityContext", key])]}

of_pod(check, key) := {[check, concat("/", ["/spec/securityContext", key])]}

test_allows_a_hardened_pod if {
	inner({}) == set()
	inner({"runAsUser": 10001, "runAsNonRoot": true}) == set()
	outer({"runAsUser": 1}) == set()
	inner({"seccompProfile": {"type": "Localhost", "localhostProfile": "records.json"}}) == set()
	inner({"appArmorProfile": {"type": "Localhost", "localhostProfile": "records"}}) == set()
	outer({"appArmorProfile": default_profile}) == set()
}

test_allows_containers_that_speak_for_themselves if {
	own := {"runAsNonRoot": true, "readOnlyRootFilesystem": true, "seccompProfile": default_profile}
	contexts(null, own) == set()
	contexts({"runAsNonRoot": false, "seccompProfile": {"type": "Unconfined"}}, own) == set()
}

test_denies_a_user_that_may_be_root if {
	contexts({"seccompProfile": default_profile}, container_context) == {{
		"msg": "runAsNonRoot of container \"app\" is missing; it must be true, here or for the pod",
		"details": {
			"check": "run_as_non_root",
			"path": "/spec/containers/0/securityContext/runAsNonRoot",
			"observed": null,
			"expected": true,
		},
	}}
	every value in [false, "true", 1, []] {
		places(inner({"runAsNonRoot": value})) == of_container("run_as_non_root", "runAsNonRoot")
		places(outer({"runAsNonRoot": value})) == of_pod("run_as_non_root", "runAsNonRoot")
	}
}

test_denies_root if {
	inner({"runAsUser": 0}) == {{
		"msg": "runAsUser of container \"app\" is 0; it must be absent or a whole number above 0",
		"details": {
			"check": "run_as_user",
			"path": "/spec/containers/0/securityContext/runAsUser",
			"observed": 0,
			"expected": "above 0",
		},
	}}
	every value in [0, -1, 0.5, "0", "10001", [], false] {
		places(outer({"runAsUser": value})) == of_pod("run_as_user", "runAsUser")
	}
}

test_denies_a_root_that_can_be_written if {
	contexts(pod_context, null) == {{
		"msg": "readOnlyRootFilesystem of container \"app\" is missing; it must be true",
		"details": {
			"check": "read_only_root",
			"path": "/spec/containers/0/securityContext/readOnlyRootFilesystem",
			"observed": null,
			"expected": true,
		},
	}}
	places(inner({"readOnlyRootFilesystem": "true"})) == of_container("read_only_root", "readOnlyRootFilesystem")
	places(contexts(object.union(pod_context, container_context), {})) == of_container(
		"read_only_root",
		"readOnlyRootFilesystem",
	)
}

test_denies_a_container_without_seccomp if {
	inner({"seccompProfile": {"type": "Unconfined"}}) == {{
		"msg": concat(" ", [
			"seccompProfile of container \"app\" is \"Unconfined\";",
			"it must be RuntimeDefault or a named Localhost one",
		]),
		"details": {
			"check": "seccomp",
			"path": "/spec/containers/0/securityContext/seccompProfile",
			"observed": "Unconfined",
			"expected": "RuntimeDefault",
		},
	}}
	bad := [{}, {"type": null}, {"type": "runtimedefault"}, {"type": "Localhost"}, "RuntimeDefault", []]
	every value in bad {
		places(inner({"seccompProfile": value})) == of_container("seccomp", "seccompProfile")
	}
	named := {"type": "Unconfined", "localhostProfile": "records.json"}
	places(inner({"seccompProfile": named})) == of_container("seccomp", "seccompProfile")
	every name in ["", null, 7] {
		result := inner({"seccompProfile": {"type": "Localhost", "localhostProfile": name}})
		places(result) == of_container("seccomp", "seccompProfile")
	}
	places(contexts({"runAsNonRoot": true}, container_context)) == of_container("seccomp", "seccompProfile")
}

test_denies_a_profile_of_app_armor_that_is_none if {
	outer({"appArmorProfile": {"type": "Unconfined"}}) == {{
		"msg": concat(" ", [
			"appArmorProfile of the pod is \"Unconfined\";",
			"it must be absent, RuntimeDefault or a named Localhost one",
		]),
		"details": {
			"check": "app_armor",
			"path": "/spec/securityContext/appArmorProfile",
			"observed": "Unconfined",
			"expected": "RuntimeDefault",
		},
	}}
	places(inner({"appArmorProfile": "x"})) == of_container("app_armor", "appArmorProfile")
}

test_denies_an_annotation_that_takes_app_armor_away if {
	annotated("unconfined") == {{
		"msg": concat(" ", [
			"annotation container.apparmor.security.beta.kubernetes.io/app is \"unconfined\";",
			"it must be absent, runtime/default or localhost/<profile>",
		]),
		"details": {
			"check": "app_armor",
			"path": "/metadata/annotations/container.apparmor.security.beta.kubernetes.io~1app",
			"observed": "unconfined",
			"expected": "runtime/default",
		},
	}}
	every value in ["", "localhost/", "no-localhost/records", "Unconfined", null, 7] {
		count(annotated(value)) == 1
	}
	every value in ["runtime/default", "localhost/records"] {
		annotated(value) == set()
	}
}

test_denies_what_cannot_be_read if {
	places(contexts("x", {"runAsNonRoot": true, "readOnlyRootFilesystem": true, "seccompProfile": default_profile})) == {
		["shape", "/spec/securityContext"],
	}
	found({"securityContext": pod_context, "containers": ["app"]}) == {{
		"msg": "/spec/containers/0 is of type string; it must be an object",
		"details": {"check": "shape", "path": "/spec/containers/0", "observed": "string", "expected": "an object"},
	}}
	places(found(null)) == {["shape", "/spec"], ["shape", "/spec/containers"]}
}

test_judges_every_list_of_containers if {
	spec := {
		"securityContext": pod_context,
		"containers": [{"name": "app", "securityContext": container_context}],
		"initContainers": [{}],
		"ephemeralContainers": [{}],
	}
	places(found(spec)) == {
		["read_only_root", "/spec/initContainers/0/securityContext/readOnlyRootFilesystem"],
		["read_only_root", "/spec/ephemeralContainers/0/securityContext/readOnlyRootFilesystem"],
	}
}

test_says_nothing_on_delete if {
	changed := object.union(review({}, {}), {"operation": "DELETE"})
	result := rule.violation with input as {"review": changed, "parameters": {}}
	result == set()
}

findings(extra) := {violation |
	some context in [{"runAsUser": 0, "appArmorProfile": {"type": "Unconfined"}}, "x"]
	annotations := {sprintf("%s/app", [prefix]): "unconfined"}
	one := review({"annotations": annotations}, {"securityContext": context, "containers": [{}]})
	result := rule.violation with input as {"review": one, "parameters": extra}
	some violation in result
}

test_asks_only_what_is_switched_on[check] if {
	some check in [
		"app_armor", "read_only_root", "run_as_non_root", "run_as_user", "seccomp", "shape",
	]
	asked := findings({"checks": [check]})
	count(asked) > 0
	asked == {violation | some violation in findings({}); violation.details.check == check}
}
