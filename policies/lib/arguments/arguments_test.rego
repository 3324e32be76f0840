package lib.arguments_test

import rego.v1

import data.lib.arguments

pod(container) := {"path": "/p", "spec": {"containers": [container]}}

test_strings_command_and_args_together if {
	arguments.words(pod({"name": "a", "command": ["x", "y"], "args": ["z"]})) == [
		{"path": "/p/spec/containers/0/command/0", "name": "a", "value": "x", "next": "y"},
		{"path": "/p/spec/containers/0/command/1", "name": "a", "value": "y", "next": "z"},
		{"path": "/p/spec/containers/0/args/0", "name": "a", "value": "z", "next": null},
	]
}

test_finds_what_the_kubelet_runs if {
	exec := {"exec": {"command": ["x"]}}
	found := arguments.words(pod({
		"livenessProbe": exec,
		"readinessProbe": exec,
		"startupProbe": exec,
		"lifecycle": {"preStop": exec, "postStart": exec},
	}))
	[word.path | some word in found] == [
		"/p/spec/containers/0/livenessProbe/exec/command/0",
		"/p/spec/containers/0/readinessProbe/exec/command/0",
		"/p/spec/containers/0/startupProbe/exec/command/0",
		"/p/spec/containers/0/lifecycle/preStop/exec/command/0",
		"/p/spec/containers/0/lifecycle/postStart/exec/command/0",
	]
}

test_passes_over_what_is_no_text if {
	every value in [null, "x", {}, [7, null]] {
		arguments.words(pod({"command": value, "livenessProbe": value, "lifecycle": value})) == []
	}
}

test_reports_what_is_no_text if {
	arguments.defects(pod({"command": ["x"], "args": null})) == set()
	arguments.defects(pod({"command": "x", "args": ["x", 7]})) == {
		{
			"path": "/p/spec/containers/0/command",
			"observed": "string",
			"expected": "an array",
			"msg": "/p/spec/containers/0/command is of type string; it must be an array",
		},
		{
			"path": "/p/spec/containers/0/args/1",
			"observed": "number",
			"expected": "a string",
			"msg": "/p/spec/containers/0/args/1 is of type number; it must be a string",
		},
	}
}
