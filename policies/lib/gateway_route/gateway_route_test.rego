package lib.gateway_route_test

import rego.v1

import data.lib.gateway_route

of(spec) := {"spec": spec}

attached(parents) := of({"parentRefs": parents})

internal_gateway := {"name": "internal", "namespace": "edge"}

paths(findings) := {finding.path | some finding in findings}

parent_paths(parents) := paths(gateway_route.parent_findings(attached(parents), "clinic", ["edge/internal", "clinic/own"]))

test_knows_gateways_by_namespace_and_name if {
	parent_paths([internal_gateway, {"name": "own"}]) == set()
	parent_paths([object.union(internal_gateway, {"group": "gateway.networking.k8s.io", "kind": "Gateway"})]) == set()
	gateway_route.parent_findings(attached([{"name": "internal"}]), "clinic", ["edge/internal"]) == {{
		"path": "/spec/parentRefs/0",
		"observed": "clinic/internal",
		"expected": "edge/internal",
		"msg": "the route takes requests from clinic/internal; it must be a Gateway among: edge/internal",
	}}
	{finding.observed | some finding in gateway_route.parent_findings(attached([{"name": 7}]), "clinic", [])} == {"clinic/?"}
	every parent in [{}, "x", {"name": 7}, object.union(internal_gateway, {"kind": "Service"}), object.union(internal_gateway, {"group": ""})] {
		parent_paths([internal_gateway, parent]) == {"/spec/parentRefs/1"}
	}
}

test_wants_a_parent if {
	gateway_route.parent_findings({}, "clinic", ["edge/internal"]) == {{
		"path": "/spec/parentRefs",
		"observed": null,
		"expected": "edge/internal",
		"msg": "the route names no gateway; it must name one of: edge/internal",
	}}
}

namespaces(version, listeners) := {"edge": {version: {"Gateway": {"internal": {"spec": {"listeners": listeners}}}}}}

encrypted(parent, known) if gateway_route.tls_findings(attached([parent]), "clinic", known) == set()

test_looks_at_the_listeners_that_the_route_may_use if {
	listeners := [{"name": "a", "port": 443, "protocol": "HTTPS"}, {"name": "b", "port": 80, "protocol": "HTTP"}]
	known := namespaces("gateway.networking.k8s.io/v1", listeners)
	encrypted(object.union(internal_gateway, {"sectionName": "a"}), known)
	encrypted(object.union(internal_gateway, {"port": 443}), known)
	not encrypted(internal_gateway, known)
	not encrypted(object.union(internal_gateway, {"sectionName": "b"}), known)
	not encrypted(object.union(internal_gateway, {"sectionName": "c"}), known)
	not encrypted(object.union(internal_gateway, {"sectionName": "a", "port": 80}), known)
	encrypted(internal_gateway, namespaces("gateway.networking.k8s.io/v1beta1", [{"protocol": "TLS"}]))
}

test_does_not_trust_gateways_that_cannot_be_read if {
	every known in [
		{},
		{"edge": null},
		namespaces("gateway.networking.k8s.io/v1", "x"),
		namespaces("gateway.networking.k8s.io/v1", []),
		namespaces("gateway.networking.k8s.io/v1", ["x"]),
		namespaces("gateway.networking.k8s.io/v1", [{}]),
	] {
		not encrypted(internal_gateway, known)
	}
	gateway_route.tls_findings(attached([internal_gateway]), "clinic", {}) == {{
		"path": "/spec/parentRefs/0",
		"observed": "edge/internal",
		"expected": "listeners of HTTPS or TLS",
		"msg": concat(" ", [
			"edge/internal takes requests without TLS, or is not in the inventory;",
			"every listener that the route may use must be of protocol HTTPS or TLS",
		]),
	}}
}

backend(reference) := gateway_route.backend_findings(of({"rules": [{}, {"backendRefs": [reference]}]}), "clinic")

test_wants_services_of_the_own_namespace if {
	every reference in [
		{"name": "records"},
		{"name": "records", "namespace": "clinic", "group": "", "kind": "Service"},
	] {
		backend(reference) == set()
	}
	every reference in [
		{"name": "records", "namespace": "shop"},
		{"name": "records", "kind": "ServiceImport"},
		{"name": "records", "group": "traefik.io"},
		"x",
	] {
		backend(reference) == {{
			"path": "/spec/rules/1/backendRefs/0",
			"observed": "another backend",
			"expected": "a Service of the namespace",
			"msg": "/spec/rules/1/backendRefs/0 leads to no Service of the own namespace; it must",
		}}
	}
}

test_wants_no_filter_that_leads_elsewhere if {
	findings := gateway_route.filter_findings(of({"rules": [{
		"filters": [{"type": "URLRewrite"}, {"type": "RequestMirror"}, {}, {"type": "RequestHeaderModifier"}],
		"backendRefs": [{"filters": [{"type": "CORS"}, {"type": "ExtensionRef"}, {"type": "ResponseHeaderModifier"}]}],
	}]}))
	paths(findings) == {
		"/spec/rules/0/filters/1/type",
		"/spec/rules/0/filters/2/type",
		"/spec/rules/0/backendRefs/0/filters/1/type",
	}
	{finding.msg | some finding in findings; finding.observed == "RequestMirror"} == {concat(" ", [
		"/spec/rules/0/filters/1/type is \"RequestMirror\", which may pass requests on to somewhere else;",
		"it must be absent",
	])}
}

test_reports_what_cannot_be_read if {
	paths(gateway_route.defects(of({"parentRefs": "x", "rules": [
		"x",
		{"backendRefs": "x", "filters": {}},
		{"backendRefs": [{"filters": "x"}]},
	]}))) == {
		"/spec/parentRefs",
		"/spec/rules/0",
		"/spec/rules/1/backendRefs",
		"/spec/rules/1/filters",
		"/spec/rules/2/backendRefs/0/filters",
	}
	paths(gateway_route.defects(of("x"))) == {"/spec"}
	gateway_route.defects({}) == set()
}
