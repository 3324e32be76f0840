package admission.egress_shape_test

import rego.v1

import data.admission.egress_shape as rule

parameters := {
	"localNetworks": ["10.0.0.0/8", "fc00::/7"],
	"clusterNetworks": ["10.42.0.0/16"],
	"dnsNamespace": "kube-system",
	"dnsApp": "kube-dns",
	"trustedPolicies": ["site"],
}

review(group, kind, manifest) := {
	"kind": {"group": group, "version": "v1", "kind": kind},
	"namespace": "clinic",
	"operation": "CREATE",
	"object": manifest,
	"oldObject": null,
}

judged(it, inventory) := result if {
	result := rule.violation with input as {"review": it, "parameters": parameters}
		with data.inventory as inventory
}

policy(spec) := {"metadata": {"name": "allow"}, "spec": spec}

found(spec) := judged(review("networking.k8s.io", "NetworkPolicy", policy(spec)), {})

egress(rules) := found({"podSelector": {}, "policyTypes": ["Egress"], "egress": rules})

https := [{"port": 443}]

to(destination) := egress([{"to": [destination], "ports": https}])

places(violations) := {[violation.details.check, violation.details.path] | some violation in violations}

dns := {
	"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
	"podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
}

test_allows_named_destinations_and_ports if {
	egress([
		{
			"to": [
				{"podSelector": {}},
				{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "ward"}}},
				{"ipBlock": {"cidr": "10.7.0.0/16"}},
				{"ipBlock": {"cidr": "fd00::1/128"}},
				{"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.42.0.0/16"]}},
			],
			"ports": [{"protocol": "TCP", "port": 443}, {"port": "https"}],
		},
		{"to": [dns], "ports": [{"protocol": "UDP", "port": 53}]},
	]) == set()
	found({"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}) == set()
}

test_denies_a_rule_without_destinations if {
	every rules in [[{"ports": https}], [{"to": [], "ports": https}], [{"to": null, "ports": https}]] {
		egress(rules) == {{
			"msg": "egress rule #0 names no destination, so it opens all of them; `to` must name each",
			"details": {
				"check": "destination",
				"path": "/spec/egress/0/to",
				"observed": "every destination",
				"expected": "named destinations",
			},
		}}
	}
}

test_judges_rules_whatever_the_policy_types_say if {
	places(found({"podSelector": {}, "policyTypes": ["Ingress"], "egress": [{}]})) == {
		["destination", "/spec/egress/0/to"],
		["port", "/spec/egress/0/ports"],
	}
}

test_denies_a_destination_in_another_form if {
	to({}) == {{
		"msg": concat(" ", [
			"destination #0 of egress rule #0 is neither selectors in the form of the API nor one ipBlock;",
			"it must be either",
		]),
		"details": {
			"check": "peer",
			"path": "/spec/egress/0/to/0",
			"observed": "another form",
			"expected": "selectors or one ipBlock",
		},
	}}
}

test_denies_a_selector_of_every_namespace if {
	to({"namespaceSelector": {}}) == {{
		"msg": concat(" ", [
			"destination #0 of egress rule #0 has a namespaceSelector that may select every namespace;",
			"it must name them by matchLabels or In",
		]),
		"details": {
			"check": "namespace",
			"path": "/spec/egress/0/to/0/namespaceSelector",
			"observed": "any namespace",
			"expected": "named namespaces",
		},
	}}
	exists := {"matchExpressions": [{"key": "kubernetes.io/metadata.name", "operator": "Exists"}]}
	places(to({"namespaceSelector": exists, "podSelector": {"matchLabels": {"a": "b"}}})) == {
		["namespace", "/spec/egress/0/to/0/namespaceSelector"],
	}
}

test_denies_a_block_outside_the_local_networks if {
	to({"ipBlock": {"cidr": "0.0.0.0/1", "except": ["0.0.0.0/0"]}}) == {{
		"msg": concat(" ", [
			"destination #0 of egress rule #0 has an ipBlock that is \"0.0.0.0/1\";",
			"it must be written plainly and lie inside one of: 10.0.0.0/8, fc00::/7",
		]),
		"details": {
			"check": "block",
			"path": "/spec/egress/0/to/0/ipBlock/cidr",
			"observed": "0.0.0.0/1",
			"expected": "10.0.0.0/8, fc00::/7",
		},
	}}
}

test_denies_a_block_that_cannot_be_read_for_both_reasons if {
	every block in [{}, {"cidr": null}, {"cidr": "010.1.0.0/16"}, {"cidr": 7}] {
		places(to({"ipBlock": block})) == {
			["block", "/spec/egress/0/to/0/ipBlock/cidr"],
			["cluster_block", "/spec/egress/0/to/0/ipBlock/cidr"],
		}
	}
}

test_denies_a_block_of_the_cluster if {
	to({"ipBlock": {"cidr": "10.42.0.0/15"}}) == {{
		"msg": concat(" ", [
			"destination #0 of egress rule #0 has an ipBlock that is \"10.42.0.0/15\", which reaches into 10.42.0.0/16;",
			"pods must be named by selectors",
		]),
		"details": {
			"check": "cluster_block",
			"path": "/spec/egress/0/to/0/ipBlock/cidr",
			"observed": "10.42.0.0/15",
			"expected": "nothing of the cluster's networks",
		},
	}}
}

test_names_every_network_of_the_cluster_that_a_block_reaches if {
	networks := {"clusterNetworks": ["10.42.0.0/16", "10.43.0.0/16", "10.50.0.0/16"]}
	wide := policy({"podSelector": {}, "egress": [{"to": [{"ipBlock": {"cidr": "10.42.0.0/15"}}], "ports": https}]})
	result := rule.violation with input as {
		"review": review("networking.k8s.io", "NetworkPolicy", wide),
		"parameters": object.union(parameters, networks),
	}
		with data.inventory as {}
	some violation in result
	contains(violation.msg, "which reaches into 10.42.0.0/16, 10.43.0.0/16;")
}

test_denies_a_rule_without_ports if {
	every rules in [[{"to": [dns]}], [{"to": [dns], "ports": []}]] {
		egress(rules) == {{
			"msg": "egress rule #0 names no ports, so it opens all of them; `ports` must name each",
			"details": {
				"check": "port",
				"path": "/spec/egress/0/ports",
				"observed": "every port",
				"expected": "named ports",
			},
		}}
	}
}

test_denies_a_range_of_ports if {
	egress([{"to": [{"podSelector": {}}], "ports": [{"port": 443}, {"port": 1, "endPort": 65535}]}]) == {{
		"msg": "port #1 of egress rule #0 opens more than one port; it must have one `port` and no wider endPort",
		"details": {
			"check": "port",
			"path": "/spec/egress/0/ports/1",
			"observed": "several ports",
			"expected": "one port",
		},
	}}
}

test_denies_dns_beside_the_dns_of_the_cluster if {
	egress([{"to": [dns, {"ipBlock": {"cidr": "10.7.0.1/32"}}], "ports": [{"port": 443}, {"port": 53}]}]) == {{
		"msg": concat(" ", [
			"destination #1 of egress rule #0 is open on the port of DNS;",
			"only the pods of the cluster's DNS may be",
		]),
		"details": {
			"check": "dns",
			"path": "/spec/egress/0/to/1",
			"observed": "another destination",
			"expected": "the cluster's DNS",
		},
	}}
}

admin(subject, action) := judged(
	review("policy.networking.k8s.io", "AdminNetworkPolicy", {"spec": {
		"subject": subject,
		"egress": [{"action": action}],
	}}),
	{},
)

test_denies_what_overrides_network_policies if {
	admin({"namespaces": {}}, "Allow") == {{
		"msg": concat(" ", [
			"a rule of the admin tier has the action \"Allow\" and overrides network policies;",
			"it must be Deny or Pass, or the subject must leave out namespaces with health data",
		]),
		"details": {
			"check": "admin_tier",
			"path": "/spec/egress/0/action",
			"observed": "Allow",
			"expected": "Deny or Pass",
		},
	}}
	admin({"namespaces": {}}, "Pass") == set()
}

test_allows_what_network_policies_override if {
	judged(
		review("policy.networking.k8s.io", "ClusterNetworkPolicy", {"spec": {
			"tier": "Baseline",
			"subject": {"namespaces": {}},
			"egress": [{"action": "Accept"}],
		}}),
		{},
	) == set()
}

test_allows_what_leaves_health_data_alone if {
	admin({"namespaces": {"matchLabels": {"edgeward.io/health-data": "false"}}}, "Allow") == set()
	manifest := {"spec": {
		"subject": {"namespaces": {"matchLabels": {"kubernetes.io/metadata.name": "shop"}}},
		"ingress": [{"action": "Accept"}],
	}}
	shop := {"cluster": {"v1": {"Namespace": {"shop": {"metadata": {"name": "shop"}}}}}}
	judged(review("policy.networking.k8s.io", "ClusterNetworkPolicy", manifest), shop) == set()
	places(judged(review("policy.networking.k8s.io", "ClusterNetworkPolicy", manifest), {})) == {
		["admin_tier", "/spec/ingress/0/action"],
	}
}

test_denies_policies_of_plug_ins if {
	judged(review("cilium.io", "CiliumNetworkPolicy", {"metadata": {"name": "site"}, "spec": {}}), {}) == {{
		"msg": concat(" ", [
			"a CiliumNetworkPolicy may open what network policies close;",
			"it must not exist where health data is, or for the whole cluster be listed in trustedPolicies",
		]),
		"details": {
			"check": "foreign",
			"path": "/spec",
			"observed": "CiliumNetworkPolicy",
			"expected": "NetworkPolicy",
		},
	}}
	judged(review("crd.projectcalico.org", "GlobalNetworkPolicy", {"metadata": {"name": "site"}}), {}) == set()
}

deny_all := {"metadata": {"name": "deny"}, "spec": {"podSelector": {}, "policyTypes": ["Egress"]}}

removal(inventory) := result if {
	added := {"operation": "DELETE", "object": null, "oldObject": deny_all}
	it := object.union(review("networking.k8s.io", "NetworkPolicy", null), added)
	result := judged(it, inventory)
}

inhabited(objects) := {"namespace": {"clinic": objects}}

test_denies_taking_the_default_deny_from_running_pods if {
	removal(inhabited({"v1": {"Pod": {"a": {}, "b": {}}}})) == {{
		"msg": "running pods whose egress no other NetworkPolicy denies by default: 2; one must before this goes",
		"details": {"check": "isolation", "path": "/spec", "observed": 2, "expected": 0},
	}}
}

test_lets_a_policy_go_that_opens if {
	opened := policy({"podSelector": {}, "policyTypes": ["Egress"], "egress": [{}]})
	added := {"operation": "DELETE", "oldObject": opened}
	it := object.union(review("networking.k8s.io", "NetworkPolicy", opened), added)
	judged(it, inhabited({"v1": {"Pod": {"a": {}}}})) == set()
}

test_lets_policies_of_other_kinds_go if {
	added := {"operation": "DELETE", "object": null, "oldObject": deny_all}
	it := object.union(review("cilium.io", "CiliumNetworkPolicy", null), added)
	judged(it, inhabited({"v1": {"Pod": {"a": {}}}})) == set()
	judged(it, {}) == set()
}

test_allows_taking_it_where_nobody_relies_on_it if {
	other := {"networking.k8s.io/v1": {"NetworkPolicy": {"deny": deny_all, "other": deny_all}}}
	removal(inhabited(object.union(other, {"v1": {"Pod": {"a": {}}}}))) == set()
	removal({"namespace": {"kube-system": {"v1": {"Pod": {"a": {}}}}}}) == set()
}

test_denies_taking_it_where_no_pods_are_known if {
	every inventory in [{}, {"namespace": {}}, {"namespace": {"clinic": null}}, inhabited({"v1": {}})] {
		removal(inventory) == {{
			"msg": concat(" ", [
				"the inventory has no Pod at all, so nobody can say that none relies on this default deny of egress;",
				"it must be kept",
			]),
			"details": {
				"check": "isolation",
				"path": "/spec",
				"observed": null,
				"expected": "an inventory with Pods",
			},
		}}
	}
}

test_denies_an_update_that_opens if {
	opened := object.union(deny_all, {"spec": {"egress": [{"to": [{"podSelector": {}}], "ports": https}, {}]}})
	it := object.union(
		review("networking.k8s.io", "NetworkPolicy", opened),
		{"operation": "UPDATE", "oldObject": deny_all},
	)
	places(judged(it, inhabited({"v1": {"Pod": {"a": {}}}}))) == {
		["destination", "/spec/egress/1/to"],
		["isolation", "/spec"],
		["port", "/spec/egress/1/ports"],
	}
}

test_denies_what_cannot_be_read if {
	found("x") == {{
		"msg": "/spec is of type string; it must be an object",
		"details": {"check": "shape", "path": "/spec", "observed": "string", "expected": "an object"},
	}}
	places(found({"egress": "x"})) == {["shape", "/spec/egress"]}
	places(egress(["x", {"to": ["x"], "ports": "x"}])) == {
		["shape", "/spec/egress/0"],
		["shape", "/spec/egress/1/to/0"],
		["shape", "/spec/egress/1/ports"],
	}
	places(judged(review("policy.networking.k8s.io", "AdminNetworkPolicy", {"spec": "x"}), {})) == {["shape", "/spec"]}
	every direction in ["egress", "ingress"] {
		manifest := {"spec": {direction: {}}}
		places(judged(review("policy.networking.k8s.io", "AdminNetworkPolicy", manifest), {})) == {
			["shape", sprintf("/spec/%s", [direction])],
		}
	}
}

test_allows_nothing_without_lists if {
	it := review("networking.k8s.io", "NetworkPolicy", policy({"egress": [
		{"to": [{"ipBlock": {"cidr": "10.0.0.0/8"}}], "ports": https},
		{"to": [dns], "ports": [{"port": 53}]},
	]}))
	result := rule.violation with input as {"review": it, "parameters": {}}
	places(result) == {["block", "/spec/egress/0/to/0/ipBlock/cidr"], ["dns", "/spec/egress/1/to/0"]}
}

test_says_nothing_of_other_kinds if judged(review("", "Pod", {"spec": {"egress": [{}]}}), {}) == set()

wrong := [
	review("networking.k8s.io", "NetworkPolicy", policy({"podSelector": {}, "egress": [
		{},
		"x",
		{
			"to": [{}, {"namespaceSelector": {}}, {"ipBlock": {"cidr": "8.8.8.0/24"}}, {"ipBlock": {"cidr": "10.42.1.0/24"}}],
			"ports": [{"port": 53}, {"port": 80, "endPort": 90}],
		},
	]})),
	review("networking.k8s.io", "NetworkPolicy", policy({"podSelector": {}, "egress": [{"to": [{"podSelector": {}}]}]})),
	review("policy.networking.k8s.io", "AdminNetworkPolicy", {"spec": {
		"subject": {"namespaces": {}},
		"egress": [{"action": "Allow"}],
		"ingress": "x",
	}}),
	review("cilium.io", "CiliumNetworkPolicy", {"metadata": {"name": "a"}}),
]

# A policy that denied by default is gone: once with a pod that it held, once with none that is known.
gone := {
	"kind": {"group": "networking.k8s.io", "version": "v1", "kind": "NetworkPolicy"},
	"namespace": "clinic",
	"name": "deny",
	"operation": "DELETE",
	"object": null,
	"oldObject": {"metadata": {"name": "deny"}, "spec": {"podSelector": {}, "policyTypes": ["Egress"]}},
}

known := {"namespace": {"clinic": {"v1": {"Pod": {"p": {"metadata": {"name": "p"}, "spec": {}}}}}}}

findings(extra) := {violation |
	some request in array.concat(wrong, [gone])
	some held in [known, {}]
	given := object.union(parameters, extra)
	result := rule.violation with input as {"review": request, "parameters": given} with data.inventory as held
	some violation in result
}

test_asks_only_what_is_switched_on[check] if {
	some check in [
		"admin_tier", "block", "cluster_block", "destination", "dns", "foreign", "isolation", "namespace", "peer", "port",
		"shape",
	]
	asked := findings({"checks": [check]})
	count(asked) > 0
	asked == {violation | some violation in findings({}); violation.details.check == check}
}
