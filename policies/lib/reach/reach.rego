package lib.reach

import rego.v1

import data.lib.label_selector
import data.lib.shape

# Who may connect to a pod with these labels is said by the policies of its namespace, and none says everybody.
limited(policies, labels) if {
	limiting := {name |
		some name, policy in shape.fields(policies)
		selects(policy, labels)
		governs(shape.field(policy, "spec"))
	}
	count(limiting) > 0
	opening := {name |
		some name, policy in shape.fields(policies)
		not dismissed(policy, labels)
		some rule in shape.members(shape.field(shape.field(policy, "spec"), "ingress"))
		not narrow(rule)
	}
	count(opening) == 0
}

selects(policy, labels) if {
	spec := shape.field(policy, "spec")
	label_selector.matches(shape.field(spec, "podSelector"), labels)
}

dismissed(policy, labels) if {
	spec := shape.field(policy, "spec")
	label_selector.misses(shape.field(spec, "podSelector"), labels)
}

# A policy that does not say what it is about is about what comes in.
governs(spec) if "Ingress" in shape.members(shape.field(spec, "policyTypes"))

governs(spec) if shape.field(spec, "policyTypes") in {null, []}

narrow(rule) if {
	peers := shape.members(shape.field(rule, "from"))
	count(peers) > 0
	wide := [peer | some peer in peers; not named(peer)]
	count(wide) == 0
}

named(peer) if {
	is_object(shape.field(peer, "podSelector"))
	shape.field(peer, "namespaceSelector") == null
}

named(peer) if {
	selector := shape.field(peer, "namespaceSelector")
	is_object(selector)
	count(selector) > 0
}
