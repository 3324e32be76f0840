package lib.egress_rule

import rego.v1

import data.lib.shape

# Whatever policyTypes says: a rule that is not asked today is one word away from being asked.
rules(policy) := [rule |
	some i, item in shape.members(shape.field(shape.field(policy, "spec"), "egress"))
	is_object(item)
	path := sprintf("/spec/egress/%d", [i])
	name := sprintf("egress rule #%d", [i])
	rule := {"path": path, "name": name, "value": item}
]

# `rule` is the rule that the destination stands in.
destinations(policy) := [found |
	some rule in rules(policy)
	some i, item in shape.members(shape.field(rule.value, "to"))
	is_object(item)
	place := rule.path
	path := sprintf("%s/to/%d", [place, i])
	owner := rule.name
	name := sprintf("destination #%d of %s", [i, owner])
	whole := rule.value
	found := {"path": path, "name": name, "value": item, "rule": whole}
]

blocks(policy) := [block |
	some destination in destinations(policy)
	value := shape.field(destination.value, "ipBlock")
	is_object(value)
	path := shape.pointer(destination.path, "ipBlock")
	name := destination.name
	written := shape.field(value, "cidr")
	block := {"path": path, "name": name, "value": value, "cidr": written}
]

ports(policy) := [port |
	some rule in rules(policy)
	some i, item in shape.members(shape.field(rule.value, "ports"))
	is_object(item)
	place := rule.path
	path := sprintf("%s/ports/%d", [place, i])
	owner := rule.name
	name := sprintf("port #%d of %s", [i, owner])
	port := {"path": path, "name": name, "value": item}
]

# One port and no range behind it.
single(port) if {
	written := shape.field(port, "port")
	given(written)
	last := shape.field(port, "endPort")
	last in {null, written}
}

given(port) if {
	is_number(port)
	port > 0
}

given(port) if {
	is_string(port)
	port != ""
}

# What a port's name means the pod at the other end decides; these are the names that DNS goes by.
opens_dns(rule) if {
	some port in shape.members(shape.field(rule, "ports"))
	shape.field(port, "port") in {53, "53", "dns", "dns-tcp", "dns-udp", "domain"}
}

defects(policy) := found if {
	whole := shape.object_defects("/spec", shape.field(policy, "spec"))
	listed := shape.list_defects("/spec/egress", shape.field(shape.field(policy, "spec"), "egress"))
	inner := {defect |
		some rule in rules(policy)
		some list in ["ports", "to"]
		place := shape.pointer(rule.path, list)
		some defect in shape.list_defects(place, shape.field(rule.value, list))
	}
	found := whole | (listed | inner)
}
