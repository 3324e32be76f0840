package lib.template_test

import rego.v1

import data.lib.template

pod(spec) := {"path": "/t", "spec": spec, "written": spec}

paths(found) := {item.path | some item in found}

test_goes_through_all_three_lists_of_containers if {
	template.containers(pod({
		"containers": [{"name": "a"}, {}],
		"initContainers": [{"name": "i"}],
		"ephemeralContainers": [{"name": "e"}],
	})) == [
		{"list": "containers", "path": "/t/spec/containers/0", "name": "a", "value": {"name": "a"}},
		{"list": "containers", "path": "/t/spec/containers/1", "name": "#1", "value": {}},
		{"list": "initContainers", "path": "/t/spec/initContainers/0", "name": "i", "value": {"name": "i"}},
		{"list": "ephemeralContainers", "path": "/t/spec/ephemeralContainers/0", "name": "e", "value": {"name": "e"}},
	]
}

test_skips_what_is_no_container_and_keeps_the_place_of_the_others if {
	spec := {"containers": ["x", null, {"name": "a"}], "initContainers": "x", "ephemeralContainers": null}
	paths(template.containers(pod(spec))) == {"/t/spec/containers/2"}
}

test_reads_volumes_mounts_and_ports if {
	spec := {
		"volumes": [{"name": "v"}, "x", {"name": ""}],
		"containers": [{"name": "a", "volumeMounts": [{"name": "v"}, "x"], "ports": [{}, null]}],
	}
	template.volumes(pod(spec)) == [
		{"path": "/t/spec/volumes/0", "name": "v", "value": {"name": "v"}},
		{"path": "/t/spec/volumes/2", "name": "#2", "value": {"name": ""}},
	]
	template.mounts(pod(spec)) == [{
		"path": "/t/spec/containers/0/volumeMounts/0",
		"name": "volumeMount #0 of container \"a\"",
		"handle": "v",
		"value": {"name": "v"},
	}]
	template.ports(pod(spec)) == [{
		"path": "/t/spec/containers/0/ports/0",
		"name": "port #0 of container \"a\"",
		"value": {},
	}]
}

test_reads_the_variables_of_every_container if {
	spec := {"containers": [{"name": "a", "env": ["x", {"name": "A"}]}], "initContainers": [{"env": [{"value": 7}]}, {"env": "x"}]}
	template.variables(pod(spec)) == [
		{"path": "/t/spec/containers/0/env/1", "list": "containers", "owner": "a", "place": 1, "value": {"name": "A"}},
		{"path": "/t/spec/initContainers/0/env/0", "list": "initContainers", "owner": "#0", "place": 0, "value": {"value": 7}},
	]
}

test_finds_no_defect_in_a_pod_that_can_be_read if {
	every spec in [{"containers": [{}]}, {"containers": [{}], "initContainers": null, "ephemeralContainers": []}] {
		template.defects(pod(spec)) == set()
	}
}

test_reports_whatever_hides_containers if {
	every spec in [{}, {"containers": null}, {"containers": []}, {"containers": "x"}, {"containers": {}}] {
		paths(template.defects(pod(spec))) == {"/t/spec/containers"}
	}
	paths(template.defects(pod({"containers": [{}, "x"], "initContainers": [null]}))) == {
		"/t/spec/containers/1",
		"/t/spec/initContainers/0",
	}
	paths(template.defects({"path": "/t", "spec": {}, "written": "x"})) == {"/t/spec", "/t/spec/containers"}
}

test_reports_lists_that_cannot_be_read if {
	spec := {"volumes": "x", "containers": [{"env": {}, "volumeMounts": "x"}, {"env": ["x"]}]}
	paths(template.list_defects(pod(spec), "env")) == {"/t/spec/containers/0/env", "/t/spec/containers/1/env/0"}
	paths(template.volume_defects(pod(spec))) == {"/t/spec/volumes"}
	nameless := {"volumes": [{}, {"name": 7}, {"name": "v"}], "containers": [{"volumeMounts": [{"name": ""}]}]}
	paths(template.mount_defects(pod(nameless))) == {
		"/t/spec/volumes/0/name",
		"/t/spec/volumes/1/name",
		"/t/spec/containers/0/volumeMounts/0/name",
	}
	paths(template.mount_defects(pod(spec))) == {"/t/spec/volumes", "/t/spec/containers/0/volumeMounts"}
}

test_a_defect_says_what_belongs_there if {
	wanted(template.defects({"path": "/t", "spec": {}, "written": "x"})) == {
		"/t/spec": "an object",
		"/t/spec/containers": "an array of at least one container",
	}
	wanted(template.mount_defects(pod({"containers": [{}], "volumes": [{}]}))) == {"/t/spec/volumes/0/name": "a name"}
}

wanted(defects) := {defect.path: defect.expected | some defect in defects}
