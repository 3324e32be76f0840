package admission.no_privilege_test

import rego.v1

import data.admission.no_privilege as rule

parameters := {"capabilities": ["CHOWN"], "sysctls": ["kernel.shm_rmid_forced"]}

safe := {"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}}

review(spec) := {
	"kind": {"group": "", "version": "v1", "kind": "Pod"},
	"operation": "CREATE",
	"object": {"spec": spec},
}

found(spec) := result if {
	result := rule.violation with input as {"review": review(spec), "parameters": parameters}
}

pod(extra) := found(object.union({"containers": [{"name": "app", "securityContext": safe}]}, extra))

container(extra) := found({"containers": [{"name": "app", "securityContext": object.union(safe, extra)}]})

settings(list) := pod({"securityContext": {"sysctls": list}})

places(violations) := {[violation.details.check, violation.details.path] | some violation in violations}

place(check, key) := {[check, concat("/", ["/spec/containers/0/securityContext", key])]}

test_allows_a_pod_without_privilege if {
	pod({}) == set()
	pod({"hostPID": false, "hostIPC": null, "shareProcessNamespace": false}) == set()
	container({"privileged": false, "procMount": "Default", "windowsOptions": {"hostProcess": false}}) == set()
	container({"capabilities": {"drop": ["ALL"], "add": ["CHOWN"]}}) == set()
	container({"capabilities": {"drop": ["CHOWN", "ALL"], "add": null}}) == set()
	settings([{"name": "kernel.shm_rmid_forced", "value": "1"}]) == set()
	settings([{"name": "kernel/shm_rmid_forced"}]) == set()
}

test_denies_a_privileged_container if {
	container({"privileged": true}) == {{
		"msg": "privileged of container \"app\" is true; it must be absent or false",
		"details": {
			"check": "privileged",
			"path": "/spec/containers/0/securityContext/privileged",
			"observed": true,
			"expected": false,
		},
	}}
	every value in ["true", "false", 0, [], {}] {
		places(container({"privileged": value})) == place("privileged", "privileged")
	}
}

test_denies_in_every_list_of_containers if {
	bad := {"name": "x", "securityContext": object.union(safe, {"privileged": true})}
	result := pod({"initContainers": [bad], "ephemeralContainers": [bad]})
	places(result) == {
		["privileged", "/spec/initContainers/0/securityContext/privileged"],
		["privileged", "/spec/ephemeralContainers/0/securityContext/privileged"],
	}
}

test_denies_the_namespaces_of_the_host if {
	pod({"hostPID": true}) == {{
		"msg": "hostPID is true; it must be absent or false",
		"details": {"check": "host_pid", "path": "/spec/hostPID", "observed": true, "expected": false},
	}}
	places(pod({"hostIPC": "no"})) == {["host_ipc", "/spec/hostIPC"]}
	places(pod({"shareProcessNamespace": true})) == {["shared_processes", "/spec/shareProcessNamespace"]}
}

test_denies_an_open_proc if {
	container({"procMount": "Unmasked"}) == {{
		"msg": "procMount of container \"app\" is \"Unmasked\"; it must be absent or \"Default\"",
		"details": {
			"check": "proc_mount",
			"path": "/spec/containers/0/securityContext/procMount",
			"observed": "Unmasked",
			"expected": "Default",
		},
	}}
	places(container({"procMount": ""})) == place("proc_mount", "procMount")
}

test_denies_capabilities_off_the_list if {
	container({"capabilities": {"drop": ["ALL"], "add": ["CHOWN", "SYS_ADMIN"]}}) == {{
		"msg": "container \"app\" adds the capability \"SYS_ADMIN\"; it may add only: CHOWN",
		"details": {
			"check": "capability",
			"path": "/spec/containers/0/securityContext/capabilities/add/1",
			"observed": "SYS_ADMIN",
			"expected": "CHOWN",
		},
	}}
	every value in ["chown", "CAP_CHOWN", "", null, 7, "ALL"] {
		result := container({"capabilities": {"drop": ["ALL"], "add": [value]}})
		places(result) == place("capability", "capabilities/add/0")
	}
}

test_denies_sysctls_of_the_network if {
	settings([{"name": "net.ipv4.ip_forward"}]) == {{
		"msg": "sysctl #0 is \"net.ipv4.ip_forward\"; the network settings of the kernel must stay as they are",
		"details": {
			"check": "net_sysctl",
			"path": "/spec/securityContext/sysctls/0/name",
			"observed": "net.ipv4.ip_forward",
			"expected": "a name outside net",
		},
	}}
	every name in ["net/ipv4/ip_forward", null, 7] {
		places(settings([{"name": name}])) == {["net_sysctl", "/spec/securityContext/sysctls/0/name"]}
	}
}

test_denies_other_sysctls_off_the_list if {
	settings([{"name": "kernel.msgmax"}]) == {{
		"msg": "sysctl #0 is \"kernel.msgmax\"; it must be one of: kernel.shm_rmid_forced",
		"details": {
			"check": "sysctl",
			"path": "/spec/securityContext/sysctls/0/name",
			"observed": "kernel.msgmax",
			"expected": "kernel.shm_rmid_forced",
		},
	}}
}

test_finds_the_network_at_the_start_of_a_name_only if {
	every name in ["fs.net.x", "kernel/net/x", "netfilter.x", "x.net."] {
		places(settings([{"name": name}])) == {["sysctl", "/spec/securityContext/sysctls/0/name"]}
	}
}

test_denies_a_way_to_more_rights if {
	context := {"capabilities": {"drop": ["ALL"]}}
	found({"containers": [{"name": "app", "securityContext": context}]}) == {{
		"msg": "allowPrivilegeEscalation of container \"app\" is missing; it must be false",
		"details": {
			"check": "escalation",
			"path": "/spec/containers/0/securityContext/allowPrivilegeEscalation",
			"observed": null,
			"expected": false,
		},
	}}
	every value in [true, "false", 0, null] {
		result := container({"allowPrivilegeEscalation": value})
		places(result) == place("escalation", "allowPrivilegeEscalation")
	}
}

test_denies_kept_capabilities if {
	context := {"allowPrivilegeEscalation": false}
	found({"containers": [{"name": "app", "securityContext": context}]}) == {{
		"msg": "container \"app\" keeps capabilities; it must drop ALL",
		"details": {
			"check": "drop",
			"path": "/spec/containers/0/securityContext/capabilities/drop",
			"observed": null,
			"expected": "ALL",
		},
	}}
	every value in [["all"], [], "ALL", ["NET_RAW"], null, {"x": "ALL"}] {
		places(container({"capabilities": {"drop": value}})) == place("drop", "capabilities/drop")
	}
}

test_denies_host_processes_of_windows if {
	container({"windowsOptions": {"hostProcess": true}}) == {{
		"msg": "hostProcess of container \"app\" is true; it must be absent or false",
		"details": {
			"check": "host_process",
			"path": "/spec/containers/0/securityContext/windowsOptions/hostProcess",
			"observed": true,
			"expected": false,
		},
	}}
	places(pod({"securityContext": {"windowsOptions": {"hostProcess": true}}})) == {
		["host_process", "/spec/securityContext/windowsOptions/hostProcess"],
	}
}

test_denies_what_cannot_be_read if {
	places(pod({"securityContext": "x"})) == {["shape", "/spec/securityContext"]}
	settings("x") == {{
		"msg": "/spec/securityContext/sysctls is of type string; it must be an array",
		"details": {"check": "shape", "path": "/spec/securityContext/sysctls", "observed": "string", "expected": "an array"},
	}}
	places(settings(["x"])) == {["shape", "/spec/securityContext/sysctls/0"]}
	places(container({"capabilities": "x"})) == place("drop", "capabilities/drop") | place("shape", "capabilities")
	result := container({"capabilities": {"drop": ["ALL"], "add": "NET_RAW"}})
	place_of_list := "/spec/containers/0/securityContext/capabilities/add"
	result == {{
		"msg": sprintf("%s is of type string; it must be an array", [place_of_list]),
		"details": {"check": "shape", "path": place_of_list, "observed": "string", "expected": "an array"},
	}}
	places(found({"containers": ["app"]})) == {["shape", "/spec/containers/0"]}
	places(found(null)) == {["shape", "/spec"], ["shape", "/spec/containers"]}
}

test_allows_nothing_without_lists if {
	spec := {
		"securityContext": {"sysctls": [{"name": "kernel.shm_rmid_forced"}]},
		"containers": [{
			"name": "app",
			"securityContext": {"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"], "add": ["CHOWN"]}},
		}],
	}
	result := rule.violation with input as {"review": review(spec), "parameters": {}}
	{violation.details.expected | some violation in result} == {"nothing, for the list is empty"}
	count(result) == 2
}

test_says_nothing_of_a_check_that_is_off if {
	result := rule.violation with input as {"review": review({"hostPID": true}), "parameters": {"checks": []}}
	result == set()
}

test_says_nothing_on_delete if {
	changed := object.union(review({"hostPID": true}), {"operation": "DELETE"})
	result := rule.violation with input as {"review": changed, "parameters": parameters}
	result == set()
}

wrong := {
	"hostIPC": true,
	"hostPID": true,
	"shareProcessNamespace": true,
	"securityContext": {"sysctls": [{"name": "net.x"}, {"name": "kernel.x"}, "x"]},
	"containers": [{"name": "app", "securityContext": {
		"privileged": true,
		"procMount": "Unmasked",
		"capabilities": {"add": ["SYS_ADMIN"]},
		"windowsOptions": {"hostProcess": true},
	}}],
}

test_asks_only_what_is_switched_on[check] if {
	some check in [
		"capability", "drop", "escalation", "host_ipc", "host_pid", "host_process", "net_sysctl", "privileged",
		"proc_mount", "shape", "shared_processes", "sysctl",
	]
	given := object.union(parameters, {"checks": [check]})
	result := rule.violation with input as {"review": review(wrong), "parameters": given}
	{violation.details.check | some violation in result} == {check}
}
