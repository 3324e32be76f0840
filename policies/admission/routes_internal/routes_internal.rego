# METADATA
# title: Routes stay inside
# description: >-
#   No Ingress and no route brings requests from outside to health data: only over TLS, through a class, gateway or entry
#   point that is listed as internal, to Services of the namespace; and no endpoints lead anywhere but to its pods.
# scope: package
# custom:
#   id: HD-NET-05
#   severity: critical
#   controls: [hipaa-164.312.a.1, hipaa-164.312.e.1, gdpr-art25.2, gdpr-art44]
#   kinds:
#     [{group: networking.k8s.io, kind: Ingress},
#     {group: gateway.networking.k8s.io, kind: GRPCRoute}, {group: gateway.networking.k8s.io, kind: HTTPRoute},
#     {group: gateway.networking.k8s.io, kind: ReferenceGrant}, {group: gateway.networking.k8s.io, kind: TCPRoute},
#     {group: gateway.networking.k8s.io, kind: TLSRoute}, {group: gateway.networking.k8s.io, kind: UDPRoute},
#     {group: traefik.io, kind: IngressRoute}, {group: traefik.io, kind: IngressRouteTCP},
#     {group: traefik.io, kind: IngressRouteUDP}, {group: traefik.containo.us, kind: IngressRoute},
#     {group: traefik.containo.us, kind: IngressRouteTCP}, {group: traefik.containo.us, kind: IngressRouteUDP},
#     {group: "", kind: Endpoints}, {group: discovery.k8s.io, kind: EndpointSlice}]
#   checks:
#     entrance: requests come in through a listed class, gateway or entry point
#     tls: requests come in over TLS
#     backend: a route leads to Services of its own namespace
#     detour: nothing on the way may pass requests on to somewhere else
#     grant: no ReferenceGrant opens the namespace to routes of others
#     address: every address behind a Service lies inside a network of pods
#     target: every address behind a Service is that of a pod of the namespace
#     shape: the route and its lists can be read
#   remediation: >-
#     Remove the route; or write the internal class, gateway or entry point and TLS for every host. Give Services a
#     selector instead of writing endpoints, and call Services of other namespaces by name.
#   limit: >-
#     It does not prove that what is listed as internal cannot be reached from outside, nor that certificates are good or
#     plain HTTP is redirected; custom resources of other proxies are not read; an address is compared with its pod only
#     once the inventory has seen both.
#   parameters:
#     type: object
#     properties:
#       internalClasses:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [internal]
#         description: ingress classes that cannot be reached from outside the site
#       internalGateways:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [kube-system/internal]
#         description: gateways that cannot be reached from outside the site, as namespace/name
#       internalEntryPoints:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [internal]
#         description: entry points of Traefik that cannot be reached from outside the site
#       detouringAnnotations:
#         type: array
#         items: {type: string, minLength: 1}
#         default:
#           [nginx.ingress.kubernetes.io/auth-signin, nginx.ingress.kubernetes.io/auth-snippet,
#           nginx.ingress.kubernetes.io/auth-url, nginx.ingress.kubernetes.io/configuration-snippet,
#           nginx.ingress.kubernetes.io/mirror-target, nginx.ingress.kubernetes.io/permanent-redirect,
#           nginx.ingress.kubernetes.io/server-snippet, nginx.ingress.kubernetes.io/stream-snippet,
#           nginx.ingress.kubernetes.io/temporal-redirect, traefik.ingress.kubernetes.io/router.middlewares]
#         description: annotations by which an ingress controller passes requests on
#       podNetworks:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [10.42.0.0/16]
#         description: networks of pods
package admission.routes_internal

import rego.v1

import data.lib.constraint
import data.lib.endpoint
import data.lib.gateway_route
import data.lib.ingress
import data.lib.shape
import data.lib.traefik_route
import data.lib.workload

parameters := object.get(input, "parameters", {})

namespace := workload.namespace(input.review)

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "entrance")
	some finding in entrances
	msg := finding.msg
	details := shape.details("entrance", finding)
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "tls")
	some finding in plain
	msg := finding.msg
	details := shape.details("tls", finding)
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "backend")
	some finding in backends
	msg := finding.msg
	details := shape.details("backend", finding)
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "detour")
	some finding in detours
	msg := finding.msg
	details := shape.details("detour", finding)
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "grant")
	some finding in grants
	msg := finding.msg
	details := shape.details("grant", finding)
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "address")
	some finding in addresses
	msg := finding.msg
	details := shape.details("address", finding)
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "target")
	some finding in targets
	msg := finding.msg
	details := shape.details("target", finding)
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shape")
	some finding in defects
	msg := finding.msg
	details := shape.details("shape", finding)
}

kind := input.review.kind.kind

group := input.review.kind.group

object_of_review := found if {
	workload.judged(input.review)
	found := object.get(input.review, "object", null)
}

reviewed_ingress := object_of_review if {
	group == "networking.k8s.io"
	kind == "Ingress"
}

gateway_api_route := object_of_review if {
	group == "gateway.networking.k8s.io"
	kind in gateway_route.kinds
}

traefik_api_route := object_of_review if {
	group in traefik_route.groups
	kind in traefik_route.kinds
}

endpoints := object_of_review if {
	workload.group_kind(input.review) in {"/Endpoints", "discovery.k8s.io/EndpointSlice"}
}

grants contains finding if {
	group == "gateway.networking.k8s.io"
	kind == "ReferenceGrant"
	is_object(object_of_review)
	msg := "the ReferenceGrant lets routes of other namespaces lead here; it must be removed"
	finding := {"path": "/spec", "observed": "present", "expected": "absent", "msg": msg}
}

classes := constraint.strings(parameters, "internalClasses")

gateways := constraint.strings(parameters, "internalGateways")

entries := constraint.strings(parameters, "internalEntryPoints")

entrances contains finding if some finding in ingress.class_findings(reviewed_ingress, classes)

entrances contains finding if some finding in ingress.entry_findings(reviewed_ingress, entries)

entrances contains finding if some finding in gateway_route.parent_findings(gateway_api_route, namespace, gateways)

entrances contains finding if some finding in traefik_route.entry_findings(traefik_api_route, entries)

plain contains finding if some finding in ingress.tls_findings(reviewed_ingress)

plain contains finding if some finding in gateway_route.tls_findings(gateway_api_route, namespace, neighbours)

plain contains finding if some finding in traefik_route.tls_findings(traefik_api_route, kind)

backends contains finding if some finding in ingress.backend_findings(reviewed_ingress)

backends contains finding if some finding in gateway_route.backend_findings(gateway_api_route, namespace)

backends contains finding if some finding in traefik_route.backend_findings(traefik_api_route, namespace)

detours contains finding if {
	keys := constraint.strings(parameters, "detouringAnnotations")
	some finding in ingress.annotation_findings(reviewed_ingress, keys)
}

detours contains finding if some finding in gateway_route.filter_findings(gateway_api_route)

detours contains finding if some finding in traefik_route.middleware_findings(traefik_api_route)

addresses contains finding if {
	networks := constraint.strings(parameters, "podNetworks")
	some finding in endpoint.address_findings(endpoints, networks)
}

targets contains finding if {
	pods := object.get(neighbours, [namespace, "v1", "Pod"], {})
	some finding in endpoint.target_findings(endpoints, namespace, pods)
}

defects contains defect if some defect in ingress.defects(reviewed_ingress)

defects contains defect if some defect in gateway_route.defects(gateway_api_route)

defects contains defect if some defect in traefik_route.defects(traefik_api_route)

defects contains defect if some defect in endpoint.defects(endpoints)

# Objects of namespaces, as far as anybody knows them.
neighbours := found if {
	found := data.inventory.namespace
	is_object(found)
} else := {}
