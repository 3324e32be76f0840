# METADATA
# title: Services stay inside
# description: >-
#   A Service in front of health data is a name inside the cluster for pods that it selects: it opens no port on nodes,
#   asks for no load balancer, takes no outside address and is no alias for a name elsewhere.
# scope: package
# custom:
#   id: HD-NET-04
#   severity: critical
#   controls: [hipaa-164.312.a.1, hipaa-164.312.e.1, gdpr-art25.2, gdpr-art44]
#   kinds: [{group: "", kind: Service}]
#   checks:
#     type: the type is ClusterIP
#     external_ip: no externalIPs
#     external_name: no externalName
#     load_balancer: no field that speaks to a load balancer
#     node_port: no port on nodes
#     selector: the Service selects pods
#     annotation: no annotation that makes a controller publish the Service
#     local_traffic: a Service of the storage workload stays on the node
#     shape: the Service and its ports can be read
#   remediation: >-
#     Write `type: ClusterIP` with a `selector`, and none of externalIPs, externalName, loadBalancerIP,
#     loadBalancerClass, loadBalancerSourceRanges, nodePort and healthCheckNodePort; for the storage workload
#     `internalTrafficPolicy: Local`.
#   limit: >-
#     It does not prove that nobody outside reaches the pods: a proxy in the cluster may pass requests on, other
#     controllers may know other annotations, and the storage workload is known by the labels that the Service selects.
#   parameters:
#     type: object
#     properties:
#       exposingAnnotations:
#         type: array
#         items: {type: string, minLength: 1}
#         default:
#           [external-dns.alpha.kubernetes.io/hostname, external-dns.alpha.kubernetes.io/internal-hostname,
#           external-dns.alpha.kubernetes.io/target, metallb.universe.tf/loadBalancerIPs,
#           metallb.io/loadBalancerIPs, tailscale.com/expose, tailscale.com/hostname]
#         description: annotations by which controllers publish a Service
#       storageApps:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [health-data-storage]
#         description: values of labels by which the storage workload is selected
package admission.service_exposure

import rego.v1

import data.lib.constraint
import data.lib.shape
import data.lib.text
import data.lib.workload

parameters := object.get(input, "parameters", {})

load_balancer_fields := ["loadBalancerClass", "loadBalancerIP", "loadBalancerSourceRanges"]

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "type")
	observed := shape.field(spec, "type")
	not inside_only(observed)
	shown := text.shown(observed)
	msg := sprintf("the Service has a type that is %s; it must be ClusterIP", [shown])
	details := {"check": "type", "path": "/spec/type", "observed": observed, "expected": "ClusterIP"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "external_ip")
	observed := shape.field(spec, "externalIPs")
	not none(observed)
	msg := "the Service has externalIPs, which catch the traffic to those addresses; they must be absent"
	details := {"check": "external_ip", "path": "/spec/externalIPs", "observed": "present", "expected": "absent"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "external_name")
	observed := shape.field(spec, "externalName")
	not none(observed)
	shown := text.shown(observed)
	msg := sprintf("the Service has an externalName that is %s, a name elsewhere; it must be absent", [shown])
	details := {"check": "external_name", "path": "/spec/externalName", "observed": observed, "expected": "absent"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "load_balancer")
	some field in load_balancer_fields
	observed := shape.field(spec, field)
	not none(observed)
	msg := sprintf("the Service has %s, which speaks to a load balancer; it must be absent", [field])
	path := shape.pointer("/spec", field)
	details := {"check": "load_balancer", "path": path, "observed": "present", "expected": "absent"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "node_port")
	some place in node_ports
	observed := place.value
	not closed(observed)
	path := place.path
	shown := text.shown(observed)
	msg := sprintf("%s is %s, a port on every node; it must be absent", [path, shown])
	details := {"check": "node_port", "path": path, "observed": observed, "expected": "absent"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "selector")
	selector := shape.field(spec, "selector")
	not selects(selector)
	msg := "the Service selects no pods, so it leads wherever its endpoints are written to; it must have a selector"
	details := {"check": "selector", "path": "/spec/selector", "observed": null, "expected": "labels of pods"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "annotation")
	some key in constraint.strings(parameters, "exposingAnnotations")
	key in object.keys(annotations)
	msg := sprintf("annotation %s lets a controller publish the Service; it must be absent", [key])
	path := shape.pointer("/metadata/annotations", key)
	details := {"check": "annotation", "path": path, "observed": "present", "expected": "absent"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "local_traffic")
	of_storage
	observed := shape.field(spec, "internalTrafficPolicy")
	observed != "Local"
	shown := text.shown(observed)
	msg := sprintf("the Service of the storage workload has an internalTrafficPolicy that is %s; it must be Local", [shown])
	path := "/spec/internalTrafficPolicy"
	details := {"check": "local_traffic", "path": path, "observed": observed, "expected": "Local"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shape")
	some defect in defects
	msg := defect.msg
	details := shape.details("shape", defect)
}

service := found if {
	workload.judged(input.review)
	workload.group_kind(input.review) == "/Service"
	found := object.get(input.review, "object", null)
}

spec := shape.field(service, "spec")

annotations := shape.fields(shape.field(shape.field(service, "metadata"), "annotations"))

# The API server takes these for ClusterIP.
inside_only(type) if type in {"ClusterIP", "", null}

none(value) if value in {"", null}

none(value) if {
	is_array(value)
	count(value) == 0
}

closed(port) if port in {0, null}

node_ports contains {"path": "/spec/healthCheckNodePort", "value": value} if {
	value := shape.field(spec, "healthCheckNodePort")
}

node_ports contains {"path": path, "value": value} if {
	some i, port in shape.members(shape.field(spec, "ports"))
	is_object(port)
	value := object.get(port, "nodePort", null)
	path := sprintf("/spec/ports/%d/nodePort", [i])
}

selects(selector) if {
	is_object(selector)
	count(selector) > 0
}

of_storage if {
	some value in shape.fields(shape.field(spec, "selector"))
	value in constraint.strings(parameters, "storageApps")
}

defects contains defect if some defect in shape.object_defects("/spec", spec)

defects contains defect if some defect in shape.list_defects("/spec/ports", shape.field(spec, "ports"))

defects contains defect if some defect in shape.object_defects("/spec/selector", shape.field(spec, "selector"))

defects contains defect if {
	written := shape.field(shape.field(service, "metadata"), "annotations")
	some defect in shape.object_defects("/metadata/annotations", written)
}
