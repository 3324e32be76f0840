package lib.probe_test

import rego.v1

import data.lib.probe

pod(container) := {"path": "/t", "spec": {"initContainers": [object.union({"name": "a"}, container)]}}

test_finds_hosts_of_every_handler if {
	found := probe.hosts(pod({
		"livenessProbe": {"httpGet": {"host": "a"}},
		"readinessProbe": {"tcpSocket": {"host": "b"}},
		"startupProbe": {"httpGet": {"host": 7}},
		"lifecycle": {"postStart": {"httpGet": {"host": "d"}}, "preStop": {"tcpSocket": {"host": "e"}}},
	}))
	[it.value | some it in found] == ["a", "b", 7, "d", "e"]
	found[0] == {
		"path": "/t/spec/initContainers/0/livenessProbe/httpGet/host",
		"name": "livenessProbe of container \"a\"",
		"value": "a",
	}
	found[4] == {
		"path": "/t/spec/initContainers/0/lifecycle/preStop/tcpSocket/host",
		"name": "preStop of container \"a\"",
		"value": "e",
	}
}

test_finds_none_where_there_are_none if {
	every container in [
		{},
		{"livenessProbe": {"httpGet": {"host": "", "port": 80}}},
		{"livenessProbe": {"tcpSocket": {"host": null}}},
		{"livenessProbe": {"exec": {"command": ["true"]}}},
		{"livenessProbe": "x", "lifecycle": "x"},
	] {
		probe.hosts(pod(container)) == []
	}
}

test_finds_commands_of_every_handler if {
	run := {"exec": {"command": ["true"]}}
	found := probe.commands(pod({
		"livenessProbe": run,
		"readinessProbe": {"exec": {}},
		"startupProbe": {"exec": "x"},
		"lifecycle": {"postStart": run, "preStop": run},
	}))
	found == [
		{"path": "/t/spec/initContainers/0/livenessProbe/exec", "name": "livenessProbe of container \"a\""},
		{"path": "/t/spec/initContainers/0/readinessProbe/exec", "name": "readinessProbe of container \"a\""},
		{"path": "/t/spec/initContainers/0/startupProbe/exec", "name": "startupProbe of container \"a\""},
		{"path": "/t/spec/initContainers/0/lifecycle/postStart/exec", "name": "postStart of container \"a\""},
		{"path": "/t/spec/initContainers/0/lifecycle/preStop/exec", "name": "preStop of container \"a\""},
	]
}

test_finds_no_commands_where_there_are_none if {
	every container in [
		{},
		{"livenessProbe": {"exec": null}},
		{"livenessProbe": {"httpGet": {"port": 80}}},
		{"livenessProbe": "x", "lifecycle": "x"},
		{"exec": {}, "lifecycle": {"exec": {}}},
	] {
		probe.commands(pod(container)) == []
	}
}

test_reports_what_cannot_be_read if {
	{defect.path | some defect in probe.defects(pod({
		"livenessProbe": "x",
		"readinessProbe": {"httpGet": "x"},
		"startupProbe": {"tcpSocket": []},
		"lifecycle": {"preStop": {"httpGet": true}},
	}))} == {
		"/t/spec/initContainers/0/livenessProbe",
		"/t/spec/initContainers/0/readinessProbe/httpGet",
		"/t/spec/initContainers/0/startupProbe/tcpSocket",
		"/t/spec/initContainers/0/lifecycle/preStop/httpGet",
	}
	{defect.path | some defect in probe.defects(pod({"lifecycle": "x"}))} == {"/t/spec/initContainers/0/lifecycle"}
	probe.defects(pod({})) == set()
}
