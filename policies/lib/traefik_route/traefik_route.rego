package lib.traefik_route

import rego.v1

import data.lib.shape
import data.lib.text

groups := {"traefik.containo.us", "traefik.io"}

kinds := {"IngressRoute", "IngressRouteTCP", "IngressRouteUDP"}

# Without a list Traefik takes every default entry point, and those are the outer ones.
entry_findings(route, entries) := found if {
	written := shape.members(shape.field(spec(route), "entryPoints"))
	count(written) == 0
	expected := text.choice(entries)
	msg := sprintf("the route names no entry points, so it takes the outer ones; it must name some of: %s", [expected])
	found := {{"path": "/spec/entryPoints", "observed": null, "expected": expected, "msg": msg}}
} else := found if {
	found := strange_entries(route, entries)
}

strange_entries(route, entries) := {finding |
	some i, observed in shape.members(shape.field(spec(route), "entryPoints"))
	not observed in entries
	shown := text.shown(observed)
	expected := text.choice(entries)
	msg := sprintf("the route takes requests from the entry point %s; it must be one of: %s", [shown, expected])
	path := sprintf("/spec/entryPoints/%d", [i])
	finding := {"path": path, "observed": observed, "expected": expected, "msg": msg}
}

# Datagrams have no TLS here, whatever is written.
tls_findings(route, kind) := {finding |
	is_object(route)
	some place in ["/spec/tls"]
	not encrypted(route, kind)
	msg := sprintf("the %s takes requests without TLS; it must have `tls`", [kind])
	finding := {"path": place, "observed": null, "expected": "tls", "msg": msg}
}

encrypted(route, kind) if {
	kind != "IngressRouteUDP"
	is_object(shape.field(spec(route), "tls"))
}

backend_findings(route, home) := {finding |
	some service in services(route)
	not is_own_service(service.value, home)
	path := service.path
	msg := sprintf("%s leads to no Service of the own namespace; it must", [path])
	finding := {"path": path, "observed": "another backend", "expected": "a Service of the namespace", "msg": msg}
}

services(route) := [service |
	some i, rule in shape.members(shape.field(spec(route), "routes"))
	some j, item in shape.members(shape.field(rule, "services"))
	path := sprintf("/spec/routes/%d/services/%d", [i, j])
	service := {"path": path, "value": item}
]

is_own_service(service, home) if {
	is_object(service)
	shape.field(service, "kind") in {"Service", "", null}
	shape.field(service, "namespace") in {home, "", null}
}

middleware_findings(route) := {finding |
	some i, rule in shape.members(shape.field(spec(route), "routes"))
	some j, _ in shape.members(shape.field(rule, "middlewares"))
	path := sprintf("/spec/routes/%d/middlewares/%d", [i, j])
	msg := sprintf("%s is a middleware, which may pass requests on to somewhere else; it must be absent", [path])
	finding := {"path": path, "observed": "present", "expected": "absent", "msg": msg}
}

defects(route) := found if {
	whole := shape.object_defects("/spec", shape.field(route, "spec"))
	routes := shape.list_defects("/spec/routes", shape.field(spec(route), "routes"))
	inner := {defect |
		some i, rule in shape.members(shape.field(spec(route), "routes"))
		some list in ["middlewares", "services"]
		place := sprintf("/spec/routes/%d/%s", [i, list])
		some defect in shape.list_defects(place, shape.field(rule, list))
	}
	found := whole | (routes | inner)
}

spec(route) := shape.fields(shape.field(route, "spec"))
