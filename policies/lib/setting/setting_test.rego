package lib.setting_test

import rego.v1

import data.lib.setting

pod(container) := {"path": "/t", "spec": {"containers": [object.union({"name": "a"}, container)]}}

test_reads_variables_command_and_arguments if {
	setting.of_pod(pod({"env": [{"name": "A", "value": "1"}, "x"], "command": ["c"], "args": ["d", 7]})) == [
		{"path": "/t/spec/containers/0/env/0", "name": "env #0 of container \"a\"", "key": "A", "value": "1", "source": null},
		{"path": "/t/spec/containers/0/command/0", "name": "command #0 of container \"a\"", "key": "", "value": "c", "source": null},
		{"path": "/t/spec/containers/0/args/0", "name": "args #0 of container \"a\"", "key": "", "value": "d", "source": null},
		{"path": "/t/spec/containers/0/args/1", "name": "args #1 of container \"a\"", "key": "", "value": 7, "source": null},
	]
	source := {"secretKeyRef": {"name": "s", "key": "k"}}
	[[it.value, it.source] | some it in setting.of_pod(pod({"env": [{"name": "A", "valueFrom": source}]}))] == [[null, source]]
	setting.of_pod(pod({"env": "x", "command": "x", "args": null})) == []
}

test_reads_config_maps if {
	setting.of_config_map({"data": {"a/b": "1"}}) == [
		{"path": "/data/a~1b", "name": "a/b of the ConfigMap", "key": "a/b", "value": "1", "source": null},
	]
	every it in [null, {}, {"data": "x"}] {
		setting.of_config_map(it) == []
	}
}

test_knows_proxies_in_any_letters if {
	every key in [
		"HTTP_PROXY", "https_proxy", "All_Proxy", "ftp_proxy", "grpc_proxy", "rsync_proxy", "SOCKS_PROXY", "ws_proxy",
		"wss_proxy",
	] {
		setting.is_proxy({"key": key})
	}
	every key in ["NO_PROXY", "PROXY", "", null, 7] {
		not setting.is_proxy({"key": key})
	}
}

test_reports_what_cannot_be_read if {
	{defect.path | some defect in setting.defects(pod({"env": ["x"], "command": "x", "args": {}}))} == {
		"/t/spec/containers/0/env/0",
		"/t/spec/containers/0/command",
		"/t/spec/containers/0/args",
	}
	setting.defects(pod({})) == set()
}
