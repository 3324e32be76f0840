package lib.cluster_policy_test

import rego.v1

import data.lib.cluster_policy

review(group, kind) := {
	"kind": {"group": group, "version": "v1", "kind": kind},
	"operation": "CREATE",
	"object": {"metadata": {"name": "site"}},
}

namespaces := {
	"clinic": {"metadata": {"labels": {"edgeward.io/health-data": "true"}}},
	"shop": {"metadata": {"labels": {}}},
	"bare": {},
	"odd": "x",
}

of(selector) := {"spec": {"subject": {"namespaces": selector}}}

expression(key, operator, values) := {"matchExpressions": [{"key": key, "operator": operator, "values": values}]}

test_knows_its_kinds if {
	manifest := {"metadata": {"name": "site"}}
	every kind in ["AdminNetworkPolicy", "ClusterNetworkPolicy"] {
		cluster_policy.admin(review("policy.networking.k8s.io", kind)) == manifest
	}
	every group in ["crd.projectcalico.org", "projectcalico.org"] {
		cluster_policy.foreign(review(group, "NetworkPolicy")) == manifest
		cluster_policy.foreign(review(group, "GlobalNetworkPolicy")) == manifest
		cluster_policy.trusted(review(group, "GlobalNetworkPolicy"), ["site"])
	}
	deleted := object.union(review("policy.networking.k8s.io", "AdminNetworkPolicy"), {"operation": "DELETE"})
	not cluster_policy.admin(deleted)
	not cluster_policy.admin(review("networking.k8s.io", "NetworkPolicy"))
	not cluster_policy.foreign(review("networking.k8s.io", "NetworkPolicy"))
	not cluster_policy.foreign(object.union(review("cilium.io", "CiliumNetworkPolicy"), {"operation": "DELETE"}))
}

test_trusts_by_name_only_what_is_for_the_whole_cluster if {
	cluster_policy.trusted(review("cilium.io", "CiliumClusterwideNetworkPolicy"), ["site"])
	not cluster_policy.trusted(review("cilium.io", "CiliumClusterwideNetworkPolicy"), ["other"])
	not cluster_policy.trusted(review("cilium.io", "CiliumNetworkPolicy"), ["site"])
}

test_overrides_unless_it_is_of_the_baseline_tier if {
	every policy in [{}, {"spec": {"tier": "Admin"}}, {"spec": {"tier": "baseline"}}, null] {
		cluster_policy.overrides(policy)
	}
	not cluster_policy.overrides({"spec": {"tier": "Baseline"}})
}

test_opens_by_every_action_but_two if {
	policy := {"spec": {
		"egress": [{"action": "Deny"}, {"action": "Allow"}, {}],
		"ingress": [{"action": "Accept"}, {"action": "Pass"}, "x"],
	}}
	cluster_policy.openings(policy) == [
		{"path": "/spec/egress/1", "action": "Allow"},
		{"path": "/spec/egress/2", "action": null},
		{"path": "/spec/ingress/0", "action": "Accept"},
		{"path": "/spec/ingress/2", "action": null},
	]
}

test_spares_what_the_subject_leaves_out if {
	every selector in [
		{"matchLabels": {"edgeward.io/health-data": "false"}},
		expression("edgeward.io/health-data", "DoesNotExist", []),
		expression("edgeward.io/health-data", "NotIn", ["true", "x"]),
		expression("edgeward.io/health-data", "In", ["false"]),
		{"matchLabels": {"kubernetes.io/metadata.name": "shop"}},
		expression("kubernetes.io/metadata.name", "In", ["shop", "bare"]),
	] {
		cluster_policy.spares(of(selector), namespaces)
	}
	every selector in [expression("edgeward.io/health-data", "DoesNotExist", [])] {
		cluster_policy.spares({"spec": {"subject": {"pods": {"namespaceSelector": selector}}}}, {})
	}
}

test_does_not_spare_what_may_be_selected if {
	every selector in [
		{},
		null,
		"x",
		{"matchLabels": {"edgeward.io/health-data": "true"}},
		{"matchLabels": {"team": "shop"}},
		expression("edgeward.io/health-data", "Exists", []),
		expression("edgeward.io/health-data", "NotIn", ["false"]),
		expression("edgeward.io/health-data", "In", ["true", "false"]),
		expression("team", "DoesNotExist", []),
		expression("team", "NotIn", ["true"]),
		{"matchLabels": {"edgeward.io/health-data": "false"}, "matchExpressions": "x"},
		{"matchLabels": {"kubernetes.io/metadata.name": "shop"}, "matchExpressions": "x"},
		expression("edgeward.io/health-data", "doesNotExist", []),
		{"matchLabels": {"kubernetes.io/metadata.name": "clinic"}},
		{"matchLabels": {"kubernetes.io/metadata.name": "unknown"}},
		{"matchLabels": {"kubernetes.io/metadata.name": "odd"}},
		expression("kubernetes.io/metadata.name", "In", ["shop", "clinic"]),
		expression("kubernetes.io/metadata.name", "NotIn", ["clinic"]),
	] {
		not cluster_policy.spares(of(selector), namespaces)
	}
	not cluster_policy.spares({}, namespaces)
	left_out := expression("edgeward.io/health-data", "DoesNotExist", [])
	not cluster_policy.spares({"spec": {"subject": {"namespaces": left_out, "pods": {}}}}, namespaces)
	not cluster_policy.spares({"spec": {"subject": {"namespaces": {}, "pods": {"namespaceSelector": left_out}}}}, namespaces)
	not cluster_policy.spares({"spec": {"subject": {"namespaceSelector": left_out}}}, namespaces)
}
