# METADATA
# title: Encryption in transit
# description: >-
#   What leaves a pod is encrypted: an Ingress has a certificate for every host, Redis speaks TLS or stays in its pod,
#   and no address or setting asks for less.
# scope: package
# custom:
#   id: HD-ENC-02
#   severity: high
#   controls: [hipaa-164.312.e.2.i, hipaa-164.312.e.2.ii, gdpr-art32.1.a]
#   kinds:
#     [{group: "", kind: Pod}, {group: "", kind: PodTemplate}, {group: "", kind: ReplicationController},
#     {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment}, {group: apps, kind: ReplicaSet},
#     {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob}, {group: batch, kind: Job},
#     {group: "", kind: ConfigMap}, {group: networking.k8s.io, kind: Ingress}]
#   checks:
#     ingress: every host of an Ingress has a certificate, and plain HTTP is not served beside it
#     redis: Redis has no plain port that others than its pod reach
#     setting: no setting switches encryption or the check of certificates off
#     url: no address has a scheme without encryption, but on the loopback
#     shape: what is judged can be read
#   remediation: >-
#     Give the Ingress `tls` with the hosts and a secretName; start Redis with `--port 0 --tls-port 6379`, or with
#     `--port 0 --unixsocket` and a path; write https:// and rediss://.
#   limit: >-
#     It does not prove that a certificate is valid, that a program obeys its settings, or that traffic between nodes
#     is encrypted: flannel's vxlan is not, its wireguard-native is.
#   parameters:
#     type: object
#     properties:
#       identifierHosts:
#         type: array
#         items: {type: string, minLength: 1}
#         default:
#           [hl7.org, loinc.org, ns.adobe.com, schemas.xmlsoap.org, snomed.info, terminology.hl7.org,
#           unitsofmeasure.org, www.hl7.org, www.nlm.nih.gov, www.w3.org]
#         description: hosts whose http:// URLs are names of code systems and schemas, in small letters
package admission.encryption_in_transit

import rego.v1

import data.lib.arguments
import data.lib.constraint
import data.lib.redis
import data.lib.shape
import data.lib.template
import data.lib.transit
import data.lib.workload

parameters := object.get(input, "parameters", {})

pod := workload.pod(input.review)

namespace := workload.namespace(input.review)

config_maps := found if {
	found := data.inventory.namespace[namespace].v1.ConfigMap
} else := {}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "ingress")
	some path in transit.uncovered(shape.field(ingress, "spec"))
	expected := "a certificate named under tls"
	msg := sprintf("%s of the Ingress has no certificate; it must have %s", [path, expected])
	details := {"check": "ingress", "path": path, "observed": null, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "ingress")
	annotations := shape.fields(shape.field(shape.field(ingress, "metadata"), "annotations"))
	some key in transit.plain_annotations(annotations)
	msg := sprintf("annotation %s lets the Ingress serve plain HTTP; it must not", [key])
	path := shape.pointer("/metadata/annotations", key)
	details := {"check": "ingress", "path": path, "observed": "plain HTTP", "expected": "HTTPS alone"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "redis")
	some server in servers
	not redis.encrypted(server)
	not redis.pod_local(server)
	name := server.name
	path := server.path
	expected := "port 0 with a tls-port or a unixsocket, or the loopback alone"
	msg := sprintf("Redis in \"%s\" can be reached without encryption; it must have %s", [name, expected])
	details := {"check": "redis", "path": path, "observed": "a plain port", "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "setting")
	some text in texts
	weakened(text)
	name := text.name
	path := text.path
	msg := sprintf("%s weakens encryption in transit; it must not switch TLS or the check of certificates off", [name])
	details := {"check": "setting", "path": path, "observed": "a weak setting", "expected": "TLS 1.2 or later, verified"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "url")
	some text in texts
	hosts := constraint.strings(parameters, "identifierHosts")
	transit.open(text.value, hosts)
	name := text.name
	path := text.path
	msg := sprintf("%s holds an address without encryption; it must be https, rediss or the like", [name])
	details := {"check": "url", "path": path, "observed": "a plain scheme", "expected": "an encrypted scheme"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shape")
	some defect in defects
	msg := defect.msg
	details := shape.details("shape", defect)
}

ingress := manifest if workload.group_kind(input.review) == "networking.k8s.io/Ingress"

config_map := manifest if workload.group_kind(input.review) == "/ConfigMap"

manifest := found if {
	workload.judged(input.review)
	found := input.review.object
}

servers contains server if some server in redis.servers(pod, config_maps)

# A file alone may leave to the command line what it does not say: only a port that it opens counts.
servers contains file if {
	some file in redis.files(config_map)
	some values in redis.said(file, "port")
	values != ["0"]
}

texts contains {"key": key, "value": value, "path": path, "name": name} if {
	some variable in template.variables(pod)
	key := object.get(variable.value, "name", null)
	value := object.get(variable.value, "value", null)
	value != null
	path := shape.pointer(variable.path, "value")
	place := variable.place
	owner := variable.owner
	name := sprintf("variable #%d of container \"%s\"", [place, owner])
}

texts contains {"key": null, "value": value, "path": path, "name": name} if {
	some word in arguments.words(pod)
	value := word.value
	path := word.path
	owner := word.name
	name := sprintf("a command line of container \"%s\"", [owner])
}

texts contains {"key": key, "value": value, "path": path, "name": name} if {
	some key, value in shape.fields(shape.field(config_map, "data"))
	path := shape.pointer("/data", key)
	name := sprintf("%s of the ConfigMap", [path])
}

weakened(text) if transit.weak(text.key, text.value)

weakened(text) if {
	text.key == null
	transit.careless(text.value)
}

defects contains defect if some defect in template.defects(pod)

defects contains defect if some defect in template.list_defects(pod, "env")

defects contains defect if some defect in arguments.defects(pod)

defects contains defect if some defect in shape.object_defects("/data", shape.field(config_map, "data"))

defects contains defect if {
	spec := shape.field(ingress, "spec")
	some list in ["rules", "tls"]
	some defect in shape.list_defects(shape.pointer("/spec", list), shape.field(spec, list))
}
