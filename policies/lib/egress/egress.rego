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
	unsaid(types)
	rules := shape.field(spec, "egress")
	not unsaid(rules)
}

unsaid(list) if list == null

unsaid(list) if {
	is_array(list)
	count(list) == 0
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

rule_broad(rule) if not is_object(rule)

rule_broad(rule) if {
	peers := shape.field(rule, "to")
	unsaid(peers)
}

rule_broad(rule) if {
	peers := shape.field(rule, "to")
	peers != null
	not is_array(peers)
}

rule_broad(rule) if {
	some peer in shape.members(shape.field(rule, "to"))
	not peer_named(peer)
}

peer_named(peer) if {
	is_object(shape.field(peer, "podSelector"))
}

peer_named(peer) if {
	is_object(shape.field(peer, "namespaceSelector"))
}

peer_named(peer) if {
	block := shape.field(shape.field(peer, "ipBlock"), "cidr")
	block_narrow(block)
}

# No private network is wider than 10.0.0.0/8 or fc00::/7: a wider block reaches the Internet, in halves too.
block_narrow(block) if {
	groups := regex.find_all_string_submatch_n(`^[0-9.]+/([0-9]{1,2})$`, block, 1)
	to_number(groups[0][1]) >= 8
}

block_narrow(block) if {
	groups := regex.find_all_string_submatch_n(`^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*/([0-9]{1,3})$`, block, 1)
	to_number(groups[0][1]) >= 7
}
