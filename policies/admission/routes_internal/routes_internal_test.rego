package admission.routes_internal_test

import rego.v1

import data.admission.routes_internal as rule

parameters := {
	"internalClasses": ["internal"],
	"internalGateways": ["edge/internal"],
	"internalEntryPoints": ["internal"],
	"detouringAnnotations": ["nginx.ingress.kubernetes.io/mirror-target"],
	"podNetworks": ["10.42.0.0/16"],
}

review(group, kind, manifest) := {
	"kind": {"group": group, "version": "v1", "kind": kind},
	"namespace": "clinic",
	"operation": "CREATE",
	"object": manifest,
}

inventory := {"namespace": {
	"edge": {"gateway.networking.k8s.io/v1": {"Gateway": {"internal": {"spec": {"listeners": [{"protocol": "HTTPS"}]}}}}},
	"clinic": {"v1": {"Pod": {"records": {"status": {"podIP": "10.42.1.7"}}}}},
}}

judged(it) := result if {
	result := rule.violation with input as {"review": it, "parameters": parameters}
		with data.inventory as inventory
}

found(group, kind, manifest) := judged(review(group, kind, manifest))

places(violations) := {[violation.details.check, violation.details.path] | some violation in violations}

internal_ingress := {"spec": {
	"ingressClassName": "internal",
	"tls": [{"hosts": ["a.example"]}],
	"rules": [{"host": "a.example", "http": {"paths": [{"backend": {"service": {"name": "records"}}}]}}],
}}

internal_route := {"spec": {
	"parentRefs": [{"name": "internal", "namespace": "edge"}],
	"rules": [{"backendRefs": [{"name": "records"}]}],
}}

internal_traefik_route := {"spec": {
	"entryPoints": ["internal"],
	"tls": {},
	"routes": [{"services": [{"name": "records"}]}],
}}

slice(address) := {"endpoints": [{"addresses": [address], "targetRef": {"kind": "Pod", "name": "records"}}]}

test_allows_what_stays_inside if {
	found("networking.k8s.io", "Ingress", internal_ingress) == set()
	found("gateway.networking.k8s.io", "HTTPRoute", internal_route) == set()
	found("traefik.io", "IngressRoute", internal_traefik_route) == set()
	found("discovery.k8s.io", "EndpointSlice", slice("10.42.1.7")) == set()
	found("", "Endpoints", {"subsets": null}) == set()
}

test_denies_other_entrances if {
	found("networking.k8s.io", "Ingress", {}) == {{
		"msg": "the class of the Ingress is missing; it must be one of: internal",
		"details": {
			"check": "entrance",
			"path": "/spec/ingressClassName",
			"observed": null,
			"expected": "internal",
		},
	}}
	annotations := {"traefik.ingress.kubernetes.io/router.entrypoints": "web"}
	places(found("networking.k8s.io", "Ingress", object.union(internal_ingress, {"metadata": {"annotations": annotations}}))) == {
		["entrance", "/metadata/annotations/traefik.ingress.kubernetes.io~1router.entrypoints"],
	}
	places(found("gateway.networking.k8s.io", "GRPCRoute", {})) == {["entrance", "/spec/parentRefs"]}
	places(found("traefik.containo.us", "IngressRouteTCP", {"spec": {"tls": {}}})) == {["entrance", "/spec/entryPoints"]}
}

test_denies_requests_without_tls if {
	found("traefik.io", "IngressRouteUDP", internal_traefik_route) == {{
		"msg": "the IngressRouteUDP takes requests without TLS; it must have `tls`",
		"details": {"check": "tls", "path": "/spec/tls", "observed": null, "expected": "tls"},
	}}
	places(found("networking.k8s.io", "Ingress", object.union(internal_ingress, {"spec": {"tls": []}}))) == {
		["tls", "/spec/rules/0/host"],
	}
	result := rule.violation with input as {
		"review": review("gateway.networking.k8s.io", "TLSRoute", internal_route),
		"parameters": parameters,
	}
		with data.inventory as {}
	places(result) == {["tls", "/spec/parentRefs/0"]}
}

test_denies_other_backends if {
	backend := {"spec": {"defaultBackend": {"resource": {}}}}
	places(found("networking.k8s.io", "Ingress", object.union(internal_ingress, backend))) == {
		["tls", "/spec/defaultBackend"],
		["backend", "/spec/defaultBackend/resource"],
	}
	elsewhere := {"spec": {"rules": [{"backendRefs": [{"name": "a", "namespace": "shop"}]}]}}
	found("gateway.networking.k8s.io", "TCPRoute", object.union(internal_route, elsewhere)) == {{
		"msg": "/spec/rules/0/backendRefs/0 leads to no Service of the own namespace; it must",
		"details": {
			"check": "backend",
			"path": "/spec/rules/0/backendRefs/0",
			"observed": "another backend",
			"expected": "a Service of the namespace",
		},
	}}
	mirrored := {"spec": {"routes": [{"services": [{"kind": "TraefikService"}]}]}}
	places(found("traefik.io", "IngressRoute", object.union(internal_traefik_route, mirrored))) == {
		["backend", "/spec/routes/0/services/0"],
	}
}

test_denies_detours if {
	annotations := {"nginx.ingress.kubernetes.io/mirror-target": "x"}
	found("networking.k8s.io", "Ingress", object.union(internal_ingress, {"metadata": {"annotations": annotations}})) == {{
		"msg": concat(" ", [
			"annotation nginx.ingress.kubernetes.io/mirror-target may pass requests on to somewhere else;",
			"it must be absent",
		]),
		"details": {
			"check": "detour",
			"path": "/metadata/annotations/nginx.ingress.kubernetes.io~1mirror-target",
			"observed": "present",
			"expected": "absent",
		},
	}}
	filtered := {"spec": {"rules": [{"filters": [{"type": "RequestMirror"}]}]}}
	places(found("gateway.networking.k8s.io", "HTTPRoute", object.union(internal_route, filtered))) == {
		["detour", "/spec/rules/0/filters/0/type"],
	}
	asked := {"spec": {"routes": [{"middlewares": [{"name": "a"}]}]}}
	places(found("traefik.io", "IngressRoute", object.union(internal_traefik_route, asked))) == {
		["detour", "/spec/routes/0/middlewares/0"],
	}
}

test_denies_grants if {
	found("gateway.networking.k8s.io", "ReferenceGrant", {"spec": {}}) == {{
		"msg": "the ReferenceGrant lets routes of other namespaces lead here; it must be removed",
		"details": {"check": "grant", "path": "/spec", "observed": "present", "expected": "absent"},
	}}
}

test_denies_addresses_elsewhere if {
	found("discovery.k8s.io", "EndpointSlice", slice("8.8.8.8")) == {
		{
			"msg": "the address \"8.8.8.8\" is none of a pod of this cluster; it must lie inside: 10.42.0.0/16",
			"details": {
				"check": "address",
				"path": "/endpoints/0/addresses/0",
				"observed": "8.8.8.8",
				"expected": "10.42.0.0/16",
			},
		},
		{
			"msg": "/endpoints/0/addresses/0 is not known as the address of a pod of the namespace; it must be",
			"details": {
				"check": "target",
				"path": "/endpoints/0/addresses/0",
				"observed": "another address",
				"expected": "the address of a pod",
			},
		},
	}
	places(found("", "Endpoints", {"subsets": [{"addresses": [{"ip": "10.42.1.7"}]}]})) == {
		["target", "/subsets/0/addresses/0"],
	}
}

test_denies_addresses_of_pods_that_nobody_knows[i] if {
	some i, known in [{}, {"namespace": "x"}, {"namespace": {}}]
	result := rule.violation with input as {
		"review": review("discovery.k8s.io", "EndpointSlice", slice("10.42.1.7")),
		"parameters": parameters,
	}
		with data.inventory as known
	places(result) == {["target", "/endpoints/0/addresses/0"]}
}

test_denies_what_cannot_be_read if {
	places(found("networking.k8s.io", "Ingress", {"spec": {"ingressClassName": "internal", "rules": "x"}})) == {
		["shape", "/spec/rules"],
	}
	places(found("gateway.networking.k8s.io", "UDPRoute", object.union(internal_route, {"spec": {"rules": "x"}}))) == {
		["shape", "/spec/rules"],
	}
	places(found("traefik.io", "IngressRoute", object.union(internal_traefik_route, {"spec": {"routes": "x"}}))) == {
		["shape", "/spec/routes"],
	}
	found("discovery.k8s.io", "EndpointSlice", {"endpoints": "x"}) == {{
		"msg": "/endpoints is of type string; it must be an array",
		"details": {"check": "shape", "path": "/endpoints", "observed": "string", "expected": "an array"},
	}}
}

test_says_nothing_on_delete_and_of_other_kinds if {
	judged(object.union(review("networking.k8s.io", "Ingress", null), {"operation": "DELETE"})) == set()
	judged(object.union(review("gateway.networking.k8s.io", "ReferenceGrant", null), {"operation": "DELETE"})) == set()
	unreadable := {"spec": {"rules": "x", "routes": "x"}, "endpoints": "x"}
	every it in [
		["", "EndpointSlice"], ["", "Service"], ["discovery.k8s.io", "Endpoints"], ["example.com", "HTTPRoute"],
		["example.com", "Ingress"], ["example.com", "IngressRoute"], ["example.com", "ReferenceGrant"],
		["gateway.networking.k8s.io", "Gateway"], ["networking.k8s.io", "NetworkPolicy"], ["traefik.io", "Middleware"],
	] {
		found(it[0], it[1], unreadable) == set()
	}
}

wrong := [
	review("networking.k8s.io", "Ingress", {
		"metadata": {"annotations": {"nginx.ingress.kubernetes.io/mirror-target": "x"}},
		"spec": {"defaultBackend": {"resource": {}}, "rules": "x"},
	}),
	review("gateway.networking.k8s.io", "ReferenceGrant", {}),
	review("discovery.k8s.io", "EndpointSlice", slice("8.8.8.8")),
]

test_asks_only_what_is_switched_on[check] if {
	some check in ["address", "backend", "detour", "entrance", "grant", "shape", "target", "tls"]
	given := object.union(parameters, {"checks": [check]})
	{violation.details.check |
		some request in wrong
		result := rule.violation with input as {"review": request, "parameters": given} with data.inventory as inventory
		some violation in result
	} == {check}
}
