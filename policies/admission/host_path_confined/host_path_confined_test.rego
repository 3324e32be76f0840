package admission.host_path_confined_test

import rego.v1

import data.admission.host_path_confined as rule

parameters := {"roots": ["/data", "/var/lib/health-data"], "writers": ["storage"]}

pod(spec) := {
	"kind": {"group": "", "version": "v1", "kind": "Pod"},
	"operation": "CREATE",
	"object": {"spec": spec},
}

found(spec) := result if {
	result := rule.violation with input as {"review": pod(spec), "parameters": parameters}
}

host(source) := found({"containers": [{"name": "app"}], "volumes": [{"name": "a", "hostPath": source}]})

mounted(mount, account) := found({
	"serviceAccountName": account,
	"containers": [{"name": "app", "volumeMounts": [mount]}],
	"volumes": [{"name": "a", "hostPath": {"path": "/data", "type": "Directory"}}],
})

places(violations) := {[violation.details.check, violation.details.path] | some violation in violations}

test_allows_directories_inside_a_root if {
	every path in ["/data", "/data/", "//data//x", "/var/lib/health-data/./x", "/data/..x"] {
		host({"path": path, "type": "Directory"}) == set()
	}
}

test_denies_paths_outside_every_root if {
	outside := [
		"/", "", "/etc", "/var/lib", "/database", "data", "/data/..", "/data/../data", "/x/../data",
		null, 7, ["/data"],
	]
	every path in outside {
		places(host({"path": path, "type": "Directory"})) == {["path", "/spec/volumes/0/hostPath/path"]}
	}
}

test_says_where_a_path_must_lie if {
	host({"path": "/etc", "type": "Directory"}) == {{
		"msg": "hostPath of volume \"a\" is \"/etc\"; it must lie inside: /data, /var/lib/health-data",
		"details": {
			"check": "path",
			"path": "/spec/volumes/0/hostPath/path",
			"observed": "/etc",
			"expected": "/data, /var/lib/health-data",
		},
	}}
}

test_denies_a_missing_path if {
	places(host({"type": "Directory"})) == {["path", "/spec/volumes/0/hostPath/path"]}
}

test_denies_a_host_path_that_cannot_be_read if {
	every source in [null, "/data", ["/data"]] {
		places(host(source)) == {
			["path", "/spec/volumes/0/hostPath/path"],
			["type", "/spec/volumes/0/hostPath/type"],
		}
	}
}

test_denies_every_other_type if {
	every type in ["", "DirectoryOrCreate", "Socket", "directory", null, true] {
		places(host({"path": "/data", "type": type})) == {["type", "/spec/volumes/0/hostPath/type"]}
	}
	host({"path": "/data"}) == {{
		"msg": "hostPath of volume \"a\" has a type that is missing; it must be Directory",
		"details": {
			"check": "type",
			"path": "/spec/volumes/0/hostPath/type",
			"observed": null,
			"expected": "Directory",
		},
	}}
}

test_lets_a_listed_account_write if mounted({"name": "a"}, "storage") == set()

test_lets_everybody_read if mounted({"name": "a", "readOnly": true}, null) == set()

test_denies_another_writer if {
	mounted({"name": "a"}, "reports") == {{
		"msg": concat(" ", [
			"volumeMount #0 of container \"app\" lets service account \"reports\" write;",
			"only these may: storage",
		]),
		"details": {
			"check": "writer",
			"path": "/spec/containers/0/volumeMounts/0/readOnly",
			"observed": null,
			"expected": true,
		},
	}}
}

test_takes_no_account_for_the_default_one if {
	every account in [null, "", "default"] {
		{violation.msg | some violation in mounted({"name": "a"}, account)} == {
			"volumeMount #0 of container \"app\" lets service account \"default\" write; only these may: storage",
		}
	}
}

test_takes_nothing_but_true_for_read_only if {
	every value in [false, null, "true", 1] {
		result := mounted({"name": "a", "readOnly": value}, "reports")
		places(result) == {["writer", "/spec/containers/0/volumeMounts/0/readOnly"]}
	}
}

test_ignores_mounts_of_other_volumes if mounted({"name": "b"}, "reports") == set()

test_denies_sub_path_expr if {
	mounted({"name": "b", "subPathExpr": "$(X)"}, "storage") == {{
		"msg": concat(" ", [
			"volumeMount #0 of container \"app\" has subPathExpr, which its environment fills in;",
			"it must be absent",
		]),
		"details": {
			"check": "sub_path_expr",
			"path": "/spec/containers/0/volumeMounts/0/subPathExpr",
			"observed": "present",
			"expected": "absent",
		},
	}}
}

test_denies_propagation if {
	mounted({"name": "b", "mountPropagation": "Bidirectional"}, "storage") == {{
		"msg": "volumeMount #0 of container \"app\" has a mountPropagation that is \"Bidirectional\"; it must be None",
		"details": {
			"check": "propagation",
			"path": "/spec/containers/0/volumeMounts/0/mountPropagation",
			"observed": "Bidirectional",
			"expected": "None",
		},
	}}
	every value in ["Bidirectional", "HostToContainer", ["None"]] {
		result := mounted({"name": "b", "mountPropagation": value}, "storage")
		places(result) == {["propagation", "/spec/containers/0/volumeMounts/0/mountPropagation"]}
	}
	every value in ["None", "", null] {
		mounted({"name": "b", "mountPropagation": value}, "storage") == set()
	}
}

test_denies_what_cannot_be_read if {
	places(found({"containers": [{"volumeMounts": "a"}]})) == {["shape", "/spec/containers/0/volumeMounts"]}
	places(found({"containers": [{"volumeMounts": ["a"]}]})) == {["shape", "/spec/containers/0/volumeMounts/0"]}
	found({"containers": [{}], "volumes": {}}) == {{
		"msg": "/spec/volumes is of type object; it must be an array",
		"details": {"check": "shape", "path": "/spec/volumes", "observed": "object", "expected": "an array"},
	}}
	places(found({"containers": [{}], "volumes": ["a"]})) == {["shape", "/spec/volumes/0"]}
	places(found([])) == {["shape", "/spec"], ["shape", "/spec/containers"]}
}

test_allows_no_path_and_no_writer_without_lists if {
	result := rule.violation with input as {
		"review": pod({
			"serviceAccountName": "storage",
			"containers": [{"volumeMounts": [{"name": "a"}]}],
			"volumes": [{"name": "a", "hostPath": {"path": "/data", "type": "Directory"}}],
		}),
		"parameters": {},
	}
	places(result) == {
		["path", "/spec/volumes/0/hostPath/path"],
		["writer", "/spec/containers/0/volumeMounts/0/readOnly"],
	}
}

test_does_not_take_the_whole_disk_for_a_root if {
	result := rule.violation with input as {
		"review": pod({
			"containers": [{}],
			"volumes": [{"name": "a", "hostPath": {"path": "/etc", "type": "Directory"}}],
		}),
		"parameters": {"roots": ["/", ""]},
	}
	places(result) == {["path", "/spec/volumes/0/hostPath/path"]}
}

test_asks_only_what_is_switched_on[check] if {
	some check in ["path", "propagation", "shape", "sub_path_expr", "type", "writer"]
	mount := {"name": "a", "subPathExpr": "$(X)", "mountPropagation": "Bidirectional"}
	result := rule.violation with input as {
		"review": pod({
			"containers": [{"volumeMounts": [mount, "x"]}],
			"volumes": [{"name": "a", "hostPath": {"path": "/etc"}}],
		}),
		"parameters": object.union(parameters, {"checks": [check]}),
	}
	{violation.details.check | some violation in result} == {check}
}

test_says_nothing_on_delete if {
	review := object.union(pod({"volumes": [{"name": "a", "hostPath": {"path": "/etc"}}]}), {"operation": "DELETE"})
	result := rule.violation with input as {"review": review, "parameters": parameters}
	result == set()
}
