package lib.peer

import rego.v1

import data.lib.cidr
import data.lib.label_selector
import data.lib.shape

# Who a network policy lets through, in the API's three ways: pods, namespaces, a block of addresses.
readable(peer) if {
	is_object(peer)
	block := shape.field(peer, "ipBlock")
	is_object(block)
	written(peer) == {"ipBlock"}
}

readable(peer) if {
	is_object(peer)
	kinds := written(peer)
	unknown := kinds - {"namespaceSelector", "podSelector"}
	count(kinds) > 0
	count(unknown) == 0
	selectable(shape.field(peer, "namespaceSelector"))
	selectable(shape.field(peer, "podSelector"))
}

selectable(selector) if selector == null

selectable(selector) if label_selector.well_formed(selector)

# The API server drops nulls.
written(peer) := {key |
	some key, value in peer
	value != null
}

# Some pair or some `In` holds a selector to what it names: what only excludes, or only asks whether a label is there,
# may select everything.
names(selector) if {
	label_selector.well_formed(selector)
	pairs := shape.fields(shape.field(selector, "matchLabels"))
	count(pairs) > 0
}

names(selector) if {
	label_selector.well_formed(selector)
	some term in shape.members(shape.field(selector, "matchExpressions"))
	term.operator == "In"
}

# The values that a selector allows a label to have. Undefined where it leaves the label open.
allowed(selector, key) := values if {
	value := object.get(shape.fields(shape.field(selector, "matchLabels")), key, null)
	is_string(value)
	values := {value}
} else := values if {
	listed := listings(selector, key)
	count(listed) > 0
	values := intersection(listed)
}

listings(selector, key) := {values |
	some term in shape.members(shape.field(selector, "matchExpressions"))
	shape.field(term, "key") == key
	shape.field(term, "operator") == "In"
	values := {value | some value in shape.members(shape.field(term, "values"))}
}

# The pods of the cluster's DNS and nobody else, in one element: in two, either would do.
serves_dns(peer, namespace, app) if {
	readable(peer)
	allowed(shape.field(peer, "namespaceSelector"), "kubernetes.io/metadata.name") == {namespace}
	allowed(shape.field(peer, "podSelector"), "k8s-app") == {app}
}

# Networks that the block reaches into and does not except. One that cannot be read reaches into all of them.
reached(block, networks) := {network |
	text := shape.field(block, "cidr")
	some network in networks
	reaches(text, network)
	not excepted(block, network)
}

reaches(text, network) if cidr.overlap(text, network)

reaches(text, _) if not cidr.block(text)

excepted(block, network) if {
	some exception in shape.members(shape.field(block, "except"))
	cidr.inside(network, exception)
}
