package lib.egress_rule_test

import rego.v1

import data.lib.egress_rule

policy := {"spec": {"egress": [
	{"to": [{"podSelector": {}}, {"ipBlock": {"cidr": "10.0.0.0/8"}}, "x"], "ports": [{"port": 443}, null]},
	"x",
	{"to": "x", "ports": {}},
]}}

test_finds_rules_with_their_places if {
	[[rule.path, rule.name] | some rule in egress_rule.rules(policy)] == [
		["/spec/egress/0", "egress rule #0"],
		["/spec/egress/2", "egress rule #2"],
	]
	every it in [null, "x", {}, {"spec": "x"}, {"spec": {"egress": {}}}] {
		egress_rule.rules(it) == []
	}
}

test_finds_destinations_with_their_rule if {
	egress_rule.destinations(policy) == [
		{
			"path": "/spec/egress/0/to/0",
			"name": "destination #0 of egress rule #0",
			"value": {"podSelector": {}},
			"rule": policy.spec.egress[0],
		},
		{
			"path": "/spec/egress/0/to/1",
			"name": "destination #1 of egress rule #0",
			"value": {"ipBlock": {"cidr": "10.0.0.0/8"}},
			"rule": policy.spec.egress[0],
		},
	]
}

test_finds_blocks if {
	egress_rule.blocks(policy) == [{
		"path": "/spec/egress/0/to/1/ipBlock",
		"name": "destination #1 of egress rule #0",
		"value": {"cidr": "10.0.0.0/8"},
		"cidr": "10.0.0.0/8",
	}]
}

test_finds_ports if {
	egress_rule.ports(policy) == [{
		"path": "/spec/egress/0/ports/0",
		"name": "port #0 of egress rule #0",
		"value": {"port": 443},
	}]
}

test_takes_one_port_for_single if {
	every it in [{"port": 443}, {"port": "https"}, {"port": 443, "endPort": 443}, {"port": 1, "endPort": null}] {
		egress_rule.single(it)
	}
}

test_takes_all_ports_and_ranges_for_several if {
	every it in [{}, {"protocol": "TCP"}, {"port": null}, {"port": 0}, {"port": ""}, {"port": []}, {"port": 1, "endPort": 65535}] {
		not egress_rule.single(it)
	}
}

test_knows_dns_by_number_and_name if {
	every port in [53, "53", "dns", "dns-tcp", "dns-udp", "domain"] {
		egress_rule.opens_dns({"ports": [{"port": 443}, {"port": port}]})
	}
	every rule in [{}, "x", {"ports": "x"}, {"ports": [{"port": 5353}, {"port": "https"}, "x"]}] {
		not egress_rule.opens_dns(rule)
	}
}

test_reports_what_cannot_be_read if {
	{defect.path | some defect in egress_rule.defects(policy)} == {
		"/spec/egress/0/to/2",
		"/spec/egress/0/ports/1",
		"/spec/egress/1",
		"/spec/egress/2/to",
		"/spec/egress/2/ports",
	}
	{defect.path | some defect in egress_rule.defects({"spec": "x"})} == {"/spec"}
	{defect.path | some defect in egress_rule.defects({"spec": {"egress": "x"}})} == {"/spec/egress"}
	egress_rule.defects({}) == set()
}
