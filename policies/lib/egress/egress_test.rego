package lib.egress_test

import rego.v1

import data.lib.egress

labels := {"app": "records"}

policy(changes) := {"spec": object.union({"podSelector": {}, "policyTypes": ["Egress"]}, changes)}

to(peer) := policy({"egress": [{"to": [peer]}]})

closed := [
	policy({}),
	policy({"egress": []}),
	policy({"egress": null}),
	policy({"policyTypes": ["Ingress", "Egress"]}),
	policy({"policyTypes": null, "egress": [{"to": [{"podSelector": {}}]}]}),
	policy({"policyTypes": [], "egress": [{"to": [{"podSelector": {}}]}]}),
	to({"podSelector": {}}),
	to({"namespaceSelector": {"matchLabels": {"a": "b"}}}),
	to({"namespaceSelector": {}, "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}}}),
	to({"ipBlock": {"cidr": "172.16.0.0/12"}}),
	to({"ipBlock": {"cidr": "100.64.0.0/10"}}),
	to({"ipBlock": {"cidr": "fe80::/10"}}),
	to({"ipBlock": {"cidr": "10.0.0.0/8"}}),
	to({"ipBlock": {"cidr": "192.168.1.7/32"}}),
	to({"ipBlock": {"cidr": "fc00::/7"}}),
]

open := [
	policy({"egress": [{}]}),
	policy({"egress": [{"to": []}]}),
	policy({"egress": [{"to": null, "ports": [{"port": 443}]}]}),
	policy({"egress": [{"to": "x"}]}),
	policy({"egress": ["x"]}),
	policy({"egress": "x"}),
	policy({"egress": {}}),
	policy({"policyTypes": null, "egress": [{}]}),
	policy({"egress": [{"to": [{"podSelector": {}}]}, {}]}),
	to({}),
	to(null),
	to("x"),
	to({"podSelector": null}),
	to({"ipBlock": null}),
	to({"ipBlock": {}}),
	to({"ipBlock": {"cidr": "0.0.0.0/0"}}),
	to({"ipBlock": {"cidr": "128.0.0.0/1"}}),
	to({"ipBlock": {"cidr": "8.0.0.0/7"}}),
	to({"namespaceSelector": {}}),
	to({"namespaceSelector": ["x"]}),
	to({"ipBlock": {"cidr": "52.0.0.0/8"}}),
	to({"ipBlock": {"cidr": "8.8.8.8/32"}}),
	to({"ipBlock": {"cidr": "192.168.0.0/15"}}),
	to({"ipBlock": {"cidr": "172.32.0.0/16"}}),
	to({"ipBlock": {"cidr": "10.0.0.0/99"}}),
	to({"ipBlock": {"cidr": "169.254.169.254/32"}}),
	to({"ipBlock": {"cidr": "::ffff:0:0/96"}}),
	to({"ipBlock": {"cidr": "::/0"}}),
	to({"ipBlock": {"cidr": "2000::/3"}}),
	to({"ipBlock": {"cidr": "10.0.0.0"}}),
	to({"ipBlock": {"cidr": "x/24"}}),
	to({"ipBlock": {"cidr": 7}}),
]

idle := [
	policy({"policyTypes": ["Ingress"]}),
	policy({"policyTypes": ["Ingress"], "egress": [{}]}),
	policy({"policyTypes": null}),
	policy({"policyTypes": "Egress"}),
	policy({"podSelector": {"matchLabels": {"app": "x"}}}),
	policy({"podSelector": {"matchLabels": {"app": "x"}}, "egress": [{}]}),
	{},
	{"spec": null},
	{"spec": "x"},
	"x",
	null,
]

test_isolates_by_closed_policies if {
	every it in closed {
		egress.isolates(it, labels)
		not egress.opens(it, labels)
	}
}

test_opens_by_open_policies if {
	every it in open {
		egress.opens(it, labels)
		not egress.isolates(it, labels)
	}
}

test_does_neither_by_policies_that_do_not_govern_the_pod if {
	every it in idle {
		not egress.isolates(it, labels)
		not egress.opens(it, labels)
	}
}

test_fears_but_does_not_trust_a_selector_that_cannot_be_read if {
	every selector in [null, "x", {"x": 1}] {
		not egress.isolates(policy({"podSelector": selector}), labels)
		egress.opens(policy({"podSelector": selector, "egress": [{}]}), labels)
	}
}
