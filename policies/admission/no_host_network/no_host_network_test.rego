package admission.no_host_network_test

import rego.v1

import data.admission.no_host_network as rule

pod(spec) := {
	"kind": {"group": "", "version": "v1", "kind": "Pod"},
	"operation": "CREATE",
	"object": {"spec": spec},
}

found(spec) := result if {
	result := rule.violation with input as {"review": pod(spec), "parameters": {}}
}

port(fields) := found({"containers": [{"name": "app", "ports": [fields]}]})

sysctl(name) := found({"containers": [{}], "securityContext": {"sysctls": [{"name": name}]}})

places(violations) := {[violation.details.check, violation.details.path] | some violation in violations}

test_allows_a_pod_in_its_own_network if {
	every value in [false, null] {
		found({"hostNetwork": value, "containers": [{"ports": [{"containerPort": 80}]}]}) == set()
	}
}

test_denies_the_network_of_the_host if {
	found({"hostNetwork": true, "containers": [{}]}) == {{
		"msg": "hostNetwork is set; a pod with health data must have a network of its own",
		"details": {"check": "host_network", "path": "/spec/hostNetwork", "observed": true, "expected": false},
	}}
}

test_denies_a_host_network_that_is_not_false if {
	every value in ["false", 0, [], ""] {
		places(found({"hostNetwork": value, "containers": [{}]})) == {["host_network", "/spec/hostNetwork"]}
	}
}

test_denies_ports_of_the_node if {
	port({"containerPort": 80, "hostPort": 80}) == {{
		"msg": "port #0 of container \"app\" has the hostPort 80; it must be absent",
		"details": {
			"check": "host_port",
			"path": "/spec/containers/0/ports/0/hostPort",
			"observed": 80,
			"expected": "absent",
		},
	}}
	places(port({"hostPort": "80"})) == {["host_port", "/spec/containers/0/ports/0/hostPort"]}
}

test_denies_addresses_of_the_node if {
	port({"hostIP": "0.0.0.0"}) == {{
		"msg": "port #0 of container \"app\" has the hostIP \"0.0.0.0\"; it must be absent",
		"details": {
			"check": "host_ip",
			"path": "/spec/containers/0/ports/0/hostIP",
			"observed": "0.0.0.0",
			"expected": "absent",
		},
	}}
	places(port({"hostIP": 7})) == {["host_ip", "/spec/containers/0/ports/0/hostIP"]}
}

test_takes_zero_empty_and_null_for_absent if {
	port({"hostPort": 0, "hostIP": ""}) == set()
	port({"hostPort": null, "hostIP": null}) == set()
}

test_denies_network_settings_in_both_spellings if {
	sysctl("net.ipv4.ip_forward") == {{
		"msg": "sysctl #0 is \"net.ipv4.ip_forward\"; the network settings of the kernel must stay as they are",
		"details": {
			"check": "sysctl",
			"path": "/spec/securityContext/sysctls/0/name",
			"observed": "net.ipv4.ip_forward",
			"expected": "a name outside net",
		},
	}}
	every name in ["net/ipv4/ip_forward", "net.core/somaxconn", null, 7] {
		places(sysctl(name)) == {["sysctl", "/spec/securityContext/sysctls/0/name"]}
	}
}

test_allows_other_settings if {
	every name in ["kernel.sem", "netfilter.x", "fs/mqueue/net."] {
		sysctl(name) == set()
	}
}

test_looks_at_all_kinds_of_containers if {
	places(found({
		"containers": [{"ports": [{"hostPort": 1}]}],
		"initContainers": [{"ports": [{}, {"hostPort": 2}]}],
		"ephemeralContainers": [{"ports": [{"hostPort": 3}]}],
	})) == {
		["host_port", "/spec/containers/0/ports/0/hostPort"],
		["host_port", "/spec/initContainers/0/ports/1/hostPort"],
		["host_port", "/spec/ephemeralContainers/0/ports/0/hostPort"],
	}
}

test_denies_what_cannot_be_read if {
	places(found({"containers": [{"ports": {}}]})) == {["shape", "/spec/containers/0/ports"]}
	found({"containers": [{"ports": [80]}]}) == {{
		"msg": "/spec/containers/0/ports/0 is of type number; it must be an object",
		"details": {"check": "shape", "path": "/spec/containers/0/ports/0", "observed": "number", "expected": "an object"},
	}}
	places(found({"containers": [{}], "securityContext": "x"})) == {["shape", "/spec/securityContext"]}
	places(found({"containers": [{}], "securityContext": {"sysctls": "x"}})) == {
		["shape", "/spec/securityContext/sysctls"],
	}
	places(found({"containers": [{}], "securityContext": {"sysctls": ["x"]}})) == {
		["shape", "/spec/securityContext/sysctls/0"],
	}
	places(found("x")) == {["shape", "/spec"], ["shape", "/spec/containers"]}
}

test_says_nothing_on_delete if {
	review := object.union(pod({"hostNetwork": true}), {"operation": "DELETE"})
	result := rule.violation with input as {"review": review, "parameters": {}}
	result == set()
}

test_asks_only_what_is_switched_on[check] if {
	some check in ["host_ip", "host_network", "host_port", "shape", "sysctl"]
	spec := {
		"hostNetwork": true,
		"containers": [{"ports": [{"hostPort": 80, "hostIP": "0.0.0.0"}]}],
		"securityContext": {"sysctls": [{"name": "net.x"}, "x"]},
	}
	result := rule.violation with input as {"review": pod(spec), "parameters": {"checks": [check]}}
	{violation.details.check | some violation in result} == {check}
}
