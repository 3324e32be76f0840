package admission.image_digest_test

import rego.v1

import data.admission.image_digest as rule

digest := "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

pod(spec) := {
	"kind": {"group": "", "version": "v1", "kind": "Pod"},
	"operation": "CREATE",
	"object": {"spec": spec},
}

found(spec) := result if {
	result := rule.violation with input as {"review": pod(spec), "parameters": {}}
}

image(reference) := found({"containers": [{"name": "app", "image": reference}]})

places(violations) := {[violation.details.check, violation.details.path] | some violation in violations}

pinned := sprintf("r.example/app@%s", [digest])

test_allows_a_digest_with_or_without_a_tag if {
	image(pinned) == set()
	image(sprintf("r.example:5000/a/b:latest@%s", [digest])) == set()
}

test_denies_a_version_tag_alone if {
	image("r.example/app:2") == {{
		"msg": "image of container \"app\" is \"r.example/app:2\"; it must end in @sha256: and 64 hex digits",
		"details": {
			"check": "digest",
			"path": "/spec/containers/0/image",
			"observed": "r.example/app:2",
			"expected": "name@sha256:digest",
		},
	}}
}

test_denies_latest_and_no_tag_twice if {
	every reference in ["app", "app:latest", "r.example:5000/app"] {
		places(image(reference)) == {["digest", "/spec/containers/0/image"], ["tag", "/spec/containers/0/image"]}
	}
}

test_says_of_a_tag_that_it_moves if {
	{violation | some violation in image("app"); violation.details.check == "tag"} == {{
		"msg": concat(" ", [
			"image of container \"app\" is \"app\", which changes with every push;",
			"it must have a digest or a version",
		]),
		"details": {
			"check": "tag",
			"path": "/spec/containers/0/image",
			"observed": "app",
			"expected": "a digest or a version tag",
		},
	}}
}

test_denies_what_is_no_image if {
	every reference in [null, 7, "", [pinned], "@", "a b", "UPPER/CASE"] {
		places(image(reference)) == {["digest", "/spec/containers/0/image"]}
	}
	places(found({"containers": [{}]})) == {["digest", "/spec/containers/0/image"]}
}

test_looks_at_all_kinds_of_containers if {
	places(found({
		"containers": [{"image": pinned}],
		"initContainers": [{"image": "a:1"}],
		"ephemeralContainers": [{"image": "b:1"}],
	})) == {["digest", "/spec/initContainers/0/image"], ["digest", "/spec/ephemeralContainers/0/image"]}
}

test_looks_at_image_volumes if {
	containers := [{"image": pinned}]
	found({"containers": containers, "volumes": [{"name": "v", "image": {"reference": pinned}}]}) == set()
	every source in [null, "x", {}, {"reference": "a:1"}] {
		result := found({"containers": containers, "volumes": [{"name": "v", "image": source}]})
		places(result) == {["digest", "/spec/volumes/0/image/reference"]}
	}
}

test_denies_what_cannot_be_read if {
	found({"containers": ["app"]}) == {{
		"msg": "/spec/containers/0 is of type string; it must be an object",
		"details": {
			"check": "shape",
			"path": "/spec/containers/0",
			"observed": "string",
			"expected": "an object",
		},
	}}
	places(found({"containers": [{"image": pinned}], "volumes": "x"})) == {["shape", "/spec/volumes"]}
	places(found(null)) == {["shape", "/spec"], ["shape", "/spec/containers"]}
}

test_says_nothing_on_delete if {
	review := object.union(pod({}), {"operation": "DELETE"})
	result := rule.violation with input as {"review": review, "parameters": {}}
	result == set()
}

test_asks_only_what_is_switched_on[check] if {
	some check in ["digest", "shape", "tag"]
	result := rule.violation with input as {
		"review": pod({"containers": [{"image": "app"}], "volumes": "x"}),
		"parameters": {"checks": [check]},
	}
	{violation.details.check | some violation in result} == {check}
}
