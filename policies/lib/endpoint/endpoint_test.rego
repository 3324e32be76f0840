package lib.endpoint_test

import rego.v1

import data.lib.endpoint

slice(addresses, target) := {"endpoints": [{"addresses": addresses, "targetRef": target}]}

of_pod := {"kind": "Pod", "name": "records", "namespace": "clinic"}

pods := {"records": {"status": {"podIP": "10.42.1.7", "podIPs": [{"ip": "10.42.1.7"}, {"ip": "fd42::7"}]}}, "new": {}, "waiting": {"status": {"podIP": ""}}}

paths(findings) := {finding.path | some finding in findings}

test_finds_the_addresses_of_both_kinds if {
	endpoint.addresses({"subsets": [{"addresses": [{"ip": "a", "targetRef": "x"}], "notReadyAddresses": [{"ip": "b"}]}]}) == [
		{"path": "/subsets/0/addresses/0", "value": "a", "target": "x"},
		{"path": "/subsets/0/notReadyAddresses/0", "value": "b", "target": null},
	]
	endpoint.addresses({"endpoints": [{"addresses": ["a", "b"]}, "x"]}) == [
		{"path": "/endpoints/0/addresses/0", "value": "a", "target": null},
		{"path": "/endpoints/0/addresses/1", "value": "b", "target": null},
	]
}

test_wants_addresses_inside_the_networks if {
	endpoint.address_findings(slice(["10.42.1.7"], null), ["10.42.0.0/16"]) == set()
	endpoint.address_findings(slice(["10.42.1.7", "8.8.8.8"], null), ["10.42.0.0/16"]) == {{
		"path": "/endpoints/0/addresses/1",
		"observed": "8.8.8.8",
		"expected": "10.42.0.0/16",
		"msg": "the address \"8.8.8.8\" is none of a pod of this cluster; it must lie inside: 10.42.0.0/16",
	}}
	every address in ["cloud.example.com", "", null, 7, "010.42.1.7"] {
		count(endpoint.address_findings(slice([address], null), ["10.42.0.0/16"])) == 1
	}
}

test_wants_addresses_of_known_pods if {
	endpoint.target_findings(slice(["10.42.1.7"], of_pod), "clinic", pods) == set()
	endpoint.target_findings(slice(["fd42::7"], {"kind": "Pod", "name": "records"}), "clinic", pods) == set()
	endpoint.target_findings(slice(["10.42.1.7"], object.union(of_pod, {"namespace": ""})), "clinic", pods) == set()
	every name in ["new", "waiting"] {
		endpoint.target_findings(slice(["10.42.1.9"], object.union(of_pod, {"name": name})), "clinic", pods) == set()
	}
	endpoint.target_findings(slice(["10.42.1.8"], of_pod), "clinic", pods) == {{
		"path": "/endpoints/0/addresses/0",
		"observed": "another address",
		"expected": "the address of a pod",
		"msg": "/endpoints/0/addresses/0 is not known as the address of a pod of the namespace; it must be",
	}}
	every target in [
		null,
		"x",
		{},
		object.union(of_pod, {"name": "other"}),
		object.union(of_pod, {"namespace": "shop"}),
		object.union(of_pod, {"kind": "Node"}),
	] {
		paths(endpoint.target_findings(slice(["10.42.1.7"], target), "clinic", pods)) == {"/endpoints/0/addresses/0"}
	}
	count(endpoint.target_findings(slice(["10.42.1.7"], of_pod), "clinic", {})) == 1
}

test_reports_what_cannot_be_read if {
	paths(endpoint.defects({"endpoints": ["x", {"addresses": "x"}, {}], "subsets": [{"addresses": "x", "notReadyAddresses": "x"}, 7]})) == {
		"/endpoints/0",
		"/endpoints/0/addresses",
		"/endpoints/1/addresses",
		"/endpoints/2/addresses",
		"/subsets/0/addresses",
		"/subsets/0/notReadyAddresses",
		"/subsets/1",
	}
	paths(endpoint.defects({"endpoints": "x", "subsets": "x"})) == {"/endpoints", "/subsets"}
	endpoint.defects({"endpoints": null}) == set()
}
