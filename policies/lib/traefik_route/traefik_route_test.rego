package lib.traefik_route_test

import rego.v1

import data.lib.traefik_route

of(spec) := {"spec": spec}

paths(findings) := {finding.path | some finding in findings}

test_knows_entry_points if {
	traefik_route.entry_findings(of({"entryPoints": ["internal"]}), ["internal"]) == set()
	traefik_route.entry_findings(of({"entryPoints": ["internal", "web"]}), ["internal"]) == {{
		"path": "/spec/entryPoints/1",
		"observed": "web",
		"expected": "internal",
		"msg": "the route takes requests from the entry point \"web\"; it must be one of: internal",
	}}
}

test_takes_no_entry_points_for_the_outer_ones if {
	every route in [{}, of({"entryPoints": []}), of({"entryPoints": "internal"}), of({"entryPoints": null})] {
		traefik_route.entry_findings(route, ["internal"]) == {{
			"path": "/spec/entryPoints",
			"observed": null,
			"expected": "internal",
			"msg": concat(" ", [
				"the route names no entry points, so it takes the outer ones;",
				"it must name some of: internal",
			]),
		}}
	}
}

test_wants_tls_and_never_finds_it_for_datagrams if {
	traefik_route.tls_findings(of({"tls": {}}), "IngressRoute") == set()
	traefik_route.tls_findings(of({"tls": {}}), "IngressRouteUDP") == {{
		"path": "/spec/tls",
		"observed": null,
		"expected": "tls",
		"msg": "the IngressRouteUDP takes requests without TLS; it must have `tls`",
	}}
	every route in [{}, of({"tls": null}), of({"tls": true})] {
		paths(traefik_route.tls_findings(route, "IngressRouteTCP")) == {"/spec/tls"}
	}
	traefik_route.tls_findings(null, "IngressRouteTCP") == set()
}

test_wants_services_of_the_own_namespace if {
	services := [{"name": "a"}, {"kind": "Service", "namespace": "clinic"}, {"kind": "", "namespace": ""}]
	traefik_route.backend_findings(of({"routes": [{"services": services}]}), "clinic") == set()
	every service in [{"kind": "TraefikService"}, {"namespace": "shop"}, "x"] {
		traefik_route.backend_findings(of({"routes": [{}, {"services": [service]}]}), "clinic") == {{
			"path": "/spec/routes/1/services/0",
			"observed": "another backend",
			"expected": "a Service of the namespace",
			"msg": "/spec/routes/1/services/0 leads to no Service of the own namespace; it must",
		}}
	}
}

test_wants_no_middleware if {
	traefik_route.middleware_findings(of({"routes": [{"middlewares": [{"name": "a"}]}, {"middlewares": []}]})) == {{
		"path": "/spec/routes/0/middlewares/0",
		"observed": "present",
		"expected": "absent",
		"msg": concat(" ", [
			"/spec/routes/0/middlewares/0 is a middleware, which may pass requests on to somewhere else;",
			"it must be absent",
		]),
	}}
}

test_reports_what_cannot_be_read if {
	paths(traefik_route.defects(of({"routes": ["x", {"services": "x", "middlewares": ["x"]}]}))) == {
		"/spec/routes/0",
		"/spec/routes/1/services",
		"/spec/routes/1/middlewares/0",
	}
	paths(traefik_route.defects(of("x"))) == {"/spec"}
	traefik_route.defects({}) == set()
}

# The first group is that of Traefik 2, which Traefik 3 took away.
test_knows_the_routes_of_both_versions_of_traefik if {
	traefik_route.groups == {"traefik.containo.us", "traefik.io"}
	traefik_route.kinds == {"IngressRoute", "IngressRouteTCP", "IngressRouteUDP"}
}
