package lib.peer_test

import rego.v1

import data.lib.peer

test_reads_pods_namespaces_and_blocks if {
	every it in [
		{"podSelector": {}},
		{"namespaceSelector": {}},
		{"namespaceSelector": {"matchLabels": {"a": "b"}}, "podSelector": {}},
		{"podSelector": {}, "ipBlock": null},
		{"ipBlock": {}, "podSelector": null},
	] {
		peer.readable(it)
	}
}

test_does_not_read_anything_else if {
	every it in [
		null,
		"x",
		{},
		{"podSelector": null},
		{"podSelector": "x"},
		{"podSelector": {"x": 1}},
		{"namespaceSelector": {"matchLabels": []}},
		{"ipBlock": "10.0.0.0/8"},
		{"ipBlock": {}, "podSelector": {}},
		{"ipBlock": {}, "fqdn": "x"},
		{"fqdn": "x"},
		{"podSelector": {}, "networks": ["0.0.0.0/0"]},
	] {
		not peer.readable(it)
	}
}

test_names_by_a_pair_or_a_list if {
	peer.names({"matchLabels": {"a": "b"}})
	peer.names({"matchExpressions": [
		{"key": "a", "operator": "Exists"},
		{"key": "b", "operator": "In", "values": ["c"]},
	]})
}

test_does_not_name_by_absence_or_presence if {
	every it in [
		null,
		"x",
		{},
		{"matchLabels": {}},
		{"matchLabels": {"a": 1}},
		{"matchExpressions": [{"key": "a", "operator": "Exists"}]},
		{"matchExpressions": [{"key": "a", "operator": "DoesNotExist"}]},
		{"matchExpressions": [{"key": "a", "operator": "NotIn", "values": ["b"]}]},
		{"matchExpressions": [{"key": "a", "operator": "In", "values": []}]},
	] {
		not peer.names(it)
	}
}

test_knows_the_values_that_are_left if {
	peer.allowed({"matchLabels": {"a": "b"}}, "a") == {"b"}
	peer.allowed(
		{"matchExpressions": [
			{"key": "a", "operator": "In", "values": ["b", "c"]},
			{"key": "a", "operator": "In", "values": ["c", "d"]},
			{"key": "x", "operator": "In", "values": ["y"]},
		]},
		"a",
	) == {"c"}
	every it in [null, {}, {"matchExpressions": [{"key": "a", "operator": "NotIn", "values": ["b"]}]}] {
		not peer.allowed(it, "a")
	}
}

dns_namespace := {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}}

dns_pods := {"matchLabels": {"k8s-app": "kube-dns"}}

test_knows_the_pods_of_dns if {
	peer.serves_dns({"namespaceSelector": dns_namespace, "podSelector": dns_pods}, "kube-system", "kube-dns")
}

test_takes_nobody_else_for_dns if {
	every it in [
		{"podSelector": dns_pods},
		{"namespaceSelector": dns_namespace},
		{"namespaceSelector": dns_namespace, "podSelector": dns_pods, "ipBlock": {"cidr": "10.0.0.0/8"}},
		{"namespaceSelector": dns_namespace, "podSelector": {}},
		{"namespaceSelector": {}, "podSelector": dns_pods},
		{"namespaceSelector": {"matchLabels": {"name": "kube-system"}}, "podSelector": dns_pods},
		{
			"namespaceSelector": {"matchExpressions": [{
				"key": "kubernetes.io/metadata.name",
				"operator": "In",
				"values": ["kube-system", "clinic"],
			}]},
			"podSelector": dns_pods,
		},
		{"ipBlock": {"cidr": "10.43.0.10/32"}},
		"x",
	] {
		not peer.serves_dns(it, "kube-system", "kube-dns")
	}
}

networks := ["10.42.0.0/16", "10.43.0.0/16"]

test_reaches_into_networks_from_both_sides if {
	peer.reached({"cidr": "10.42.7.0/24"}, networks) == {"10.42.0.0/16"}
	peer.reached({"cidr": "10.0.0.0/8"}, networks) == {"10.42.0.0/16", "10.43.0.0/16"}
	peer.reached({"cidr": "192.168.0.0/16"}, networks) == set()
}

test_reaches_everywhere_by_what_cannot_be_read if {
	every it in [{"cidr": "010.0.0.0/8"}, {}, {"cidr": 7}] {
		count(peer.reached(it, networks)) == 2
	}
}

test_counts_exceptions_that_take_all_of_a_network_out if {
	peer.reached({"cidr": "10.0.0.0/8", "except": ["10.42.0.0/15"]}, networks) == set()
	peer.reached({"cidr": "10.0.0.0/8", "except": ["10.42.0.0/16"]}, networks) == {"10.43.0.0/16"}
	peer.reached({"cidr": "10.0.0.0/8", "except": ["10.42.0.0/17", "x", 7]}, networks) == {"10.42.0.0/16", "10.43.0.0/16"}
}
