package admission.registry_allow_list_test

import rego.v1

import data.admission.registry_allow_list as rule

parameters := {"registries": ["r.example", "r.example:5000/health"]}

pod(spec) := {
	"kind": {"group": "", "version": "v1", "kind": "Pod"},
	"operation": "CREATE",
	"object": {"spec": spec},
}

judged(review) := result if {
	result := rule.violation with input as {"review": review, "parameters": parameters}
}

found(spec) := judged(pod(spec))

image(reference) := found({"containers": [{"name": "app", "image": reference}]})

places(violations) := {[violation.details.check, violation.details.path] | some violation in violations}

test_allows_listed_registries if {
	image("r.example/app:1") == set()
	image("r.example:5000/health/app") == set()
}

test_denies_a_registry_off_the_list if {
	image("r.example.evil/app:1") == {{
		"msg": concat(" ", [
			"image of container \"app\" is \"r.example.evil/app:1\";",
			"it must come from one of: r.example, r.example:5000/health",
		]),
		"details": {
			"check": "registry",
			"path": "/spec/containers/0/image",
			"observed": "r.example.evil/app:1",
			"expected": "r.example, r.example:5000/health",
		},
	}}
}

test_denies_what_only_looks_listed if {
	every reference in ["app", "team/r.example/app", "r.example:5000/other/app", "R.example/app", "r.example", null, ""] {
		places(image(reference)) == {["registry", "/spec/containers/0/image"]}
	}
}

test_looks_at_all_kinds_of_containers_and_at_volumes if {
	places(found({
		"containers": [{"image": "r.example/app"}],
		"initContainers": [{"image": "a:1"}],
		"ephemeralContainers": [{}],
		"volumes": [{"name": "v", "image": {"reference": "b:1"}}],
	})) == {
		["registry", "/spec/initContainers/0/image"],
		["registry", "/spec/ephemeralContainers/0/image"],
		["registry", "/spec/volumes/0/image/reference"],
	}
}

test_allows_nothing_without_a_list if {
	result := rule.violation with input as {
		"review": pod({"containers": [{"image": "r.example/app"}]}),
		"parameters": {"registries": "r.example"},
	}
	places(result) == {["registry", "/spec/containers/0/image"]}
}

test_denies_what_cannot_be_read if {
	found({"containers": ["app"]}) == {{
		"msg": "/spec/containers/0 is of type string; it must be an object",
		"details": {"check": "shape", "path": "/spec/containers/0", "observed": "string", "expected": "an object"},
	}}
	places(found({"containers": [{"image": "r.example/app"}], "volumes": "x"})) == {["shape", "/spec/volumes"]}
	places(found(null)) == {["shape", "/spec"], ["shape", "/spec/containers"]}
}

test_says_nothing_on_delete if {
	judged(object.union(pod({"containers": [{"image": "a"}]}), {"operation": "DELETE"})) == set()
}

test_asks_only_what_is_switched_on[check] if {
	some check in ["registry", "shape"]
	result := rule.violation with input as {
		"review": pod({"containers": [{"image": "a:1"}], "initContainers": "x"}),
		"parameters": object.union(parameters, {"checks": [check]}),
	}
	{violation.details.check | some violation in result} == {check}
}
