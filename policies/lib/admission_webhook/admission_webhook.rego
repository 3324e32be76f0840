package lib.admission_webhook

import rego.v1

import data.lib.scope
import data.lib.shape

# Asked for every namespace with health data, whatever else is written on it; only namespaces named in `exempt` may
# be left out. Undefined where that cannot be told.
open(selector, _) if selector == null

open(selector, exempt) if {
	is_object(selector)
	pairs := object.get(selector, "matchLabels", {})
	terms := object.get(selector, "matchExpressions", [])
	not tied(object_of(pairs))
	not excepted(array_of(terms), exempt)
}

tied(pairs) if {
	some key, value in pairs
	not about_health(key, value)
}

about_health(key, value) if {
	key == scope.label
	value == "true"
}

excepted(terms, exempt) if {
	some term in terms
	not harmless(term, exempt)
}

object_of(value) := value if {
	is_object(value)
} else := {} if {
	value == null
} else := {"": null}

array_of(value) := value if {
	is_array(value)
} else := [] if {
	value == null
} else := [null]

harmless(term, _) if {
	shape.field(term, "key") == scope.label
	keeps_health(shape.field(term, "operator"), shape.field(term, "values"))
}

harmless(term, exempt) if {
	shape.field(term, "key") == "kubernetes.io/metadata.name"
	shape.field(term, "operator") == "NotIn"
	values := shape.field(term, "values")
	is_array(values)
	not another(values, exempt)
}

another(values, exempt) if {
	some value in values
	not value in exempt
}

keeps_health(operator, _) if operator == "Exists"

keeps_health(operator, values) if {
	operator == "In"
	"true" in shape.members(values)
}

keeps_health(operator, values) if {
	operator == "NotIn"
	is_array(values)
	not "true" in values
}

# Never asked for a namespace with health data.
apart(selector) if {
	value := shape.field(shape.field(selector, "matchLabels"), scope.label)
	is_string(value)
	value != "true"
}

apart(selector) if {
	some term in shape.members(shape.field(selector, "matchExpressions"))
	shape.field(term, "key") == scope.label
	drops_health(shape.field(term, "operator"), shape.field(term, "values"))
}

drops_health(operator, _) if operator == "DoesNotExist"

drops_health(operator, values) if {
	operator == "NotIn"
	"true" in shape.members(values)
}

drops_health(operator, values) if {
	operator == "In"
	is_array(values)
	not "true" in values
}

# Fails closed, is asked for all health data, and no object or request can slip by.
guards(webhook, exempt) if {
	shape.field(webhook, "failurePolicy") == "Fail"
	open(shape.field(webhook, "namespaceSelector"), exempt)
	shape.field(webhook, "objectSelector") in {null, {}}
	shape.field(webhook, "matchConditions") in {null, []}
	shape.field(webhook, "matchPolicy") in {null, "Equivalent"}
}

# `wanted` names an operation, a group and a resource, with its subresource behind a slash.
covers(webhook, wanted) if {
	some rule in shape.members(shape.field(webhook, "rules"))
	listed(shape.field(rule, "operations"), shape.field(wanted, "operation"))
	listed(shape.field(rule, "apiGroups"), shape.field(wanted, "group"))
	listed(shape.field(rule, "apiVersions"), "v1")
	shape.field(rule, "scope") in {null, "*", "Namespaced"}
	some pattern in shape.members(shape.field(rule, "resources"))
	matches(pattern, shape.field(wanted, "resource"))
}

listed(list, value) if value in shape.members(list)

listed(list, value) if {
	"*" in shape.members(list)
	is_string(value)
}

# `*` is every resource without its subresources, `pods/*` is pods with all of theirs.
matches(pattern, resource) if {
	given := parts(pattern)
	asked := parts(resource)
	given[0] in {"*", asked[0]}
	given[1] in {"*", asked[1]}
}

parts(text) := found if {
	is_string(text)
	pieces := split(text, "/")
	count(pieces) == 2
	found := pieces
} else := [text, ""]
