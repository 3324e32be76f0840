package lib.gateway_route

import rego.v1

import data.lib.shape
import data.lib.text

kinds := {"GRPCRoute", "HTTPRoute", "TCPRoute", "TLSRoute", "UDPRoute"}

# A route takes its requests from the parents that it names. `home` is the namespace of the route; a gateway is written
# as namespace/name.
parents(route, home) := [parent |
	some i, reference in shape.members(shape.field(spec(route), "parentRefs"))
	path := sprintf("/spec/parentRefs/%d", [i])
	namespace := filled(shape.field(reference, "namespace"), home)
	name := shape.field(reference, "name")
	mark := sprintf("%s/%s", [shown(namespace), shown(name)])
	parent := {"path": path, "namespace": namespace, "name": name, "mark": mark, "value": reference}
]

parent_findings(route, home, gateways) := found if {
	count(parents(route, home)) == 0
	expected := text.choice(gateways)
	msg := sprintf("the route names no gateway; it must name one of: %s", [expected])
	found := {{"path": "/spec/parentRefs", "observed": null, "expected": expected, "msg": msg}}
} else := found if {
	found := strange_parents(route, home, gateways)
}

strange_parents(route, home, gateways) := {finding |
	some parent in parents(route, home)
	not is_internal(parent, gateways)
	path := parent.path
	observed := parent.mark
	expected := text.choice(gateways)
	msg := sprintf("the route takes requests from %s; it must be a Gateway among: %s", [observed, expected])
	finding := {"path": path, "observed": observed, "expected": expected, "msg": msg}
}

is_internal(parent, gateways) if {
	parent.mark in gateways
	filled(shape.field(parent.value, "group"), "gateway.networking.k8s.io") == "gateway.networking.k8s.io"
	filled(shape.field(parent.value, "kind"), "Gateway") == "Gateway"
}

# TLS is a matter of the listeners that the route may be attached to, and those are the gateway's. `namespaces` is that
# part of the inventory.
tls_findings(route, home, namespaces) := {finding |
	some parent in parents(route, home)
	not encrypted(listeners(parent, namespaces))
	path := parent.path
	mark := parent.mark
	msg := concat(" ", [
		sprintf("%s takes requests without TLS, or is not in the inventory;", [mark]),
		"every listener that the route may use must be of protocol HTTPS or TLS",
	])
	finding := {"path": path, "observed": mark, "expected": "listeners of HTTPS or TLS", "msg": msg}
}

listeners(parent, namespaces) := [listener |
	some version in ["gateway.networking.k8s.io/v1", "gateway.networking.k8s.io/v1beta1"]
	gateway := object.get(namespaces, [parent.namespace, version, "Gateway", parent.name], null)
	some listener in shape.members(shape.field(spec(gateway), "listeners"))
	chosen(listener, parent.value, "sectionName", "name")
	chosen(listener, parent.value, "port", "port")
]

# A reference without a section or a port takes them all.
chosen(listener, reference, asked, key) if {
	wanted := shape.field(reference, asked)
	wanted in {null, shape.field(listener, key)}
}

encrypted(found) if {
	count(found) > 0
	protocols := {protocol |
		some listener in found
		protocol := shape.field(listener, "protocol")
	}
	others := protocols - {"HTTPS", "TLS"}
	count(others) == 0
}

# Where a route leads: `backendRefs` of each rule, in every form that the kinds have.
backend_findings(route, home) := {finding |
	some backend in backends(route)
	not is_own_service(backend.value, home)
	path := backend.path
	msg := sprintf("%s leads to no Service of the own namespace; it must", [path])
	finding := {"path": path, "observed": "another backend", "expected": "a Service of the namespace", "msg": msg}
}

backends(route) := [backend |
	some i, rule in shape.members(shape.field(spec(route), "rules"))
	some j, reference in shape.members(shape.field(rule, "backendRefs"))
	path := sprintf("/spec/rules/%d/backendRefs/%d", [i, j])
	backend := {"path": path, "value": reference}
]

is_own_service(reference, home) if {
	is_object(reference)
	filled(shape.field(reference, "group"), "") == ""
	filled(shape.field(reference, "kind"), "Service") == "Service"
	filled(shape.field(reference, "namespace"), home) == home
}

harmless := {"CORS", "RequestHeaderModifier", "ResponseHeaderModifier", "URLRewrite"}

# Filters that send a request, or who asked, to somewhere else; so may any that is not known.
filter_findings(route) := {finding |
	some filter in filters(route)
	observed := shape.field(filter.value, "type")
	not observed in harmless
	path := shape.pointer(filter.path, "type")
	shown_type := text.shown(observed)
	msg := sprintf("%s is %s, which may pass requests on to somewhere else; it must be absent", [path, shown_type])
	finding := {"path": path, "observed": observed, "expected": "absent", "msg": msg}
}

filters(route) := array.concat(of_rules, of_backends) if {
	of_rules := [filter |
		some i, rule in shape.members(shape.field(spec(route), "rules"))
		some j, item in shape.members(shape.field(rule, "filters"))
		path := sprintf("/spec/rules/%d/filters/%d", [i, j])
		filter := {"path": path, "value": item}
	]
	of_backends := [filter |
		some backend in backends(route)
		some j, item in shape.members(shape.field(backend.value, "filters"))
		place := backend.path
		path := sprintf("%s/filters/%d", [place, j])
		filter := {"path": path, "value": item}
	]
}

defects(route) := found if {
	whole := shape.object_defects("/spec", shape.field(route, "spec"))
	lists := {defect |
		some list in ["parentRefs", "rules"]
		place := shape.pointer("/spec", list)
		some defect in shape.list_defects(place, shape.field(spec(route), list))
	}
	inner := {defect |
		some i, rule in shape.members(shape.field(spec(route), "rules"))
		some list in ["backendRefs", "filters"]
		place := sprintf("/spec/rules/%d/%s", [i, list])
		some defect in shape.list_defects(place, shape.field(rule, list))
	}
	deepest := {defect |
		some backend in backends(route)
		place := shape.pointer(backend.path, "filters")
		some defect in shape.list_defects(place, shape.field(backend.value, "filters"))
	}
	found := (whole | lists) | (inner | deepest)
}

# What the API server puts in for what is left out.
filled(value, fallback) := fallback if {
	value == null
} else := value

shown(value) := value if {
	is_string(value)
} else := "?"

spec(route) := shape.fields(shape.field(route, "spec"))
