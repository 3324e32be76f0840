package admission.volume_types_test

import rego.v1

import data.admission.volume_types as rule

parameters := {"allowed": ["emptyDir", "projected", "hostPath"], "csiDrivers": ["local.example"]}

pod(spec) := {
	"kind": {"group": "", "version": "v1", "kind": "Pod"},
	"operation": "CREATE",
	"object": {"spec": spec},
}

found(spec) := result if {
	result := rule.violation with input as {"review": pod(spec), "parameters": parameters}
}

volumes(list) := found({"containers": [{"name": "app"}], "volumes": list})

places(violations) := {[violation.details.check, violation.details.path] | some violation in violations}

test_allows_listed_sources if {
	volumes([
		{"name": "a", "emptyDir": {"sizeLimit": "1Mi"}},
		{"name": "b", "hostPath": {}},
		{"name": "c", "csi": {"driver": "local.example"}},
		{"name": "d", "projected": {"sources": [
			{"clusterTrustBundle": {}}, {"configMap": {}}, {"downwardAPI": {}}, {"secret": {}},
			{"serviceAccountToken": {}},
		]}},
	]) == set()
}

test_denies_a_source_off_the_list if {
	volumes([{"name": "a", "nfs": {"server": "far"}}]) == {{
		"msg": "volume \"a\" comes from nfs; it must come from one of: emptyDir, projected, hostPath",
		"details": {
			"check": "source",
			"path": "/spec/volumes/0/nfs",
			"observed": "nfs",
			"expected": "emptyDir, projected, hostPath",
		},
	}}
}

test_escapes_the_name_of_an_unknown_source if {
	places(volumes([{"name": "a", "x/y~z": {}}])) == {["source", "/spec/volumes/0/x~1y~0z"]}
}

test_denies_a_volume_without_a_source if {
	volumes([{"name": "a"}]) == {{
		"msg": "volume \"a\" has no source; it must come from one of: emptyDir, projected, hostPath",
		"details": {
			"check": "source",
			"path": "/spec/volumes/0",
			"observed": null,
			"expected": "emptyDir, projected, hostPath",
		},
	}}
}

test_denies_sources_of_the_wrong_type if {
	every source in [null, "", [], true] {
		places(volumes([{"name": "a", "hostPath": source}])) == {["source", "/spec/volumes/0/hostPath"]}
	}
}

test_denies_a_driver_off_the_list if {
	every source in [{"driver": "far.example"}, {}, null, "local.example"] {
		places(volumes([{"name": "a", "csi": source}])) == {["source", "/spec/volumes/0/csi"]}
	}
}

test_judges_csi_by_its_driver_alone if {
	result := rule.violation with input as {
		"review": pod({"containers": [{}], "volumes": [{"name": "a", "csi": {"driver": "far.example"}}]}),
		"parameters": {"allowed": ["csi"]},
	}
	places(result) == {["source", "/spec/volumes/0/csi"]}
}

test_denies_two_sources_in_one if {
	volumes([{"name": "a", "hostPath": {}, "projected": {}}]) == {{
		"msg": "volume \"a\" has more than one source: hostPath, projected; it must have exactly one",
		"details": {
			"check": "two_sources",
			"path": "/spec/volumes/0",
			"observed": "hostPath, projected",
			"expected": "one source",
		},
	}}
}

test_denies_an_unknown_projection if {
	result := volumes([{"name": "a", "projected": {"sources": [{"podCertificate": {}}, "x"]}}])
	places(result) == {
		["projection", "/spec/volumes/0/projected/sources/0/podCertificate"],
		["shape", "/spec/volumes/0/projected/sources/1"],
	}
	some told in result
	told == {
		"msg": concat("", [
			"volume \"a\" projects podCertificate; ",
			"it may project only: clusterTrustBundle, configMap, downwardAPI, secret, serviceAccountToken",
		]),
		"details": {
			"check": "projection",
			"path": "/spec/volumes/0/projected/sources/0/podCertificate",
			"observed": "podCertificate",
			"expected": "clusterTrustBundle, configMap, downwardAPI, secret, serviceAccountToken",
		},
	}
	places(volumes([{"name": "a", "projected": {"sources": "x"}}])) == {
		["shape", "/spec/volumes/0/projected/sources"],
	}
}

test_denies_raw_devices if {
	found({"containers": [{"name": "app", "volumeDevices": [{"name": "a"}]}]}) == {{
		"msg": "container \"app\" has volumeDevices; raw block devices must not be used",
		"details": {
			"check": "device",
			"path": "/spec/containers/0/volumeDevices",
			"observed": "present",
			"expected": "absent",
		},
	}}
}

test_denies_devices_that_cannot_be_read if {
	every value in ["", {}, 0, false] {
		places(found({"containers": [{"volumeDevices": value}]})) == {["device", "/spec/containers/0/volumeDevices"]}
	}
}

test_allows_devices_that_are_none if {
	found({"containers": [{"volumeDevices": []}, {"volumeDevices": null}]}) == set()
}

test_denies_an_empty_dir_without_a_positive_limit if {
	every limit in [null, "0", 0, "-1Mi", "some", []] {
		result := volumes([{"name": "a", "emptyDir": {"sizeLimit": limit}}])
		places(result) == {["size_limit", "/spec/volumes/0/emptyDir/sizeLimit"]}
	}
	places(volumes([{"name": "a", "emptyDir": "x"}])) == {["source", "/spec/volumes/0/emptyDir"]}
	volumes([{"name": "a", "emptyDir": {}}]) == {{
		"msg": "emptyDir \"a\" has a sizeLimit that is missing; it must be an amount above 0",
		"details": {
			"check": "size_limit",
			"path": "/spec/volumes/0/emptyDir/sizeLimit",
			"observed": null,
			"expected": "above 0",
		},
	}}
}

test_denies_what_cannot_be_read if {
	volumes("nfs") == {{
		"msg": "/spec/volumes is of type string; it must be an array",
		"details": {"check": "shape", "path": "/spec/volumes", "observed": "string", "expected": "an array"},
	}}
	places(volumes(["nfs", null])) == {["shape", "/spec/volumes/0"], ["shape", "/spec/volumes/1"]}
	places(found({"containers": ["app"]})) == {["shape", "/spec/containers/0"]}
	places(found({})) == {["shape", "/spec/containers"]}
	places(found(null)) == {["shape", "/spec"], ["shape", "/spec/containers"]}
}

test_allows_nothing_without_a_list if {
	result := rule.violation with input as {
		"review": pod({"containers": [{}], "volumes": [{"name": "a", "hostPath": {}}]}),
		"parameters": {},
	}
	places(result) == {["source", "/spec/volumes/0/hostPath"]}
}

test_says_nothing_on_delete if {
	review := object.union(pod({"volumes": [{"nfs": {}}]}), {"operation": "DELETE"})
	result := rule.violation with input as {"review": review, "parameters": parameters}
	result == set()
}

wrong := {
	"containers": [{"volumeDevices": [{"name": "a"}]}],
	"volumes": [
		{"name": "a", "nfs": {}, "emptyDir": {}},
		{"name": "b", "projected": {"sources": ["x", {"podCertificate": {}}]}},
	],
}

test_asks_only_what_is_switched_on[check] if {
	some check in ["device", "projection", "shape", "size_limit", "source", "two_sources"]
	given := object.union(parameters, {"checks": [check]})
	result := rule.violation with input as {"review": pod(wrong), "parameters": given}
	{violation.details.check | some violation in result} == {check}
}
