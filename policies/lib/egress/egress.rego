package lib.egress

import rego.v1

import data.lib.label_selector
import data.lib.shape

# The policy cuts the pod off from every destination that some policy does not name.
isolates(policy, labels) if {
	spec := shape.field(policy, "spec")
	label_selector.matches(shape.field(spec, "podSelector"), labels)
	governs(spec)
	not broad(spec)
}

# Policies add up: one that opens everything undoes all the others. A selector that cannot be read is taken to
# select the pod.
opens(policy, labels) if {
	spec := shape.field(policy, "spec")
	selector := shape.field(spec, "podSelector")
	not label_selector.misses(selector, labels)
	governs(spec)
	broad(spec)
}

# Without policyTypes a policy governs egress only when it has egress rules.
governs(spec) if {
	"Egress" in shape.members(shape.field(spec, "policyTypes"))
}

governs(spec) if {
	types := shape.field(spec, "policyTypes")
	shape.unsaid(types)
	rules := shape.field(spec, "egress")
	not shape.unsaid(rules)
}

broad(spec) if {
	rules := shape.field(spec, "egress")
	rules != null
	not is_array(rules)
}

broad(spec) if {
	some rule in shape.members(shape.field(spec, "egress"))
	rule_broad(rule)
}

rule_broad(rule) if {
	peers := shape.field(rule, "to")
	shape.unsaid(peers)
}

rule_broad(rule) if {
	peers := shape.field(rule, "to")
	not is_array(peers)
}

rule_broad(rule) if {
	some peer in shape.members(shape.field(rule, "to"))
	not peer_named(peer)
}

peer_named(peer) if {
	is_object(shape.field(peer, "podSelector"))
}

# An empty selector of namespaces is every pod of the cluster, with no word on which.
peer_named(peer) if {
	selector := shape.field(peer, "namespaceSelector")
	is_object(selector)
	count(selector) > 0
}

peer_named(peer) if {
	block := shape.field(shape.field(peer, "ipBlock"), "cidr")
	block_local(block)
}

# Private networks (RFC 1918, RFC 4193), shared and link-local ones, each no wider than it is: anything else
# leads out, in halves too. 169.254.0.0/16 is left out, because metadata services answer there.
local_blocks := [
	`^(10|127)\.[0-9.]+/([89]|[12][0-9]|3[0-2])$`,
	`^172\.(1[6-9]|2[0-9]|3[01])\.[0-9.]+/(1[2-9]|2[0-9]|3[0-2])$`,
	`^192\.168\.[0-9.]+/(1[6-9]|2[0-9]|3[0-2])$`,
	`^100\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\.[0-9.]+/(1[0-9]|2[0-9]|3[0-2])$`,
	`^[fF][cCdD][0-9A-Fa-f]{2}:[0-9A-Fa-f:]*/([7-9]|[1-9][0-9]|1[01][0-9]|12[0-8])$`,
	`^[fF][eE][89abAB][0-9A-Fa-f]:[0-9A-Fa-f:]*/([1-9][0-9]|1[01][0-9]|12[0-8])$`,
]

block_local(block) if {
	is_string(block)
	patterns := local_blocks
	some pattern in patterns
	regex.match(pattern, block)
}
