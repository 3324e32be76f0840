# METADATA
# title: Jurisdiction pin
# description: >-
#   A namespace with health data names its jurisdiction, and its pods run on nodes of that jurisdiction and no others:
#   by nodeSelector, or by a required node affinity of which every term demands it.
# scope: package
# custom:
#   id: HD-PL-03
#   severity: high
#   controls: [hipaa-164.312.e.1, gdpr-art44, gdpr-art46, gdpr-art49]
#   kinds:
#     [{group: "", kind: Namespace}, {group: "", kind: Pod}, {group: "", kind: PodTemplate},
#     {group: "", kind: ReplicationController}, {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment},
#     {group: apps, kind: ReplicaSet}, {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob},
#     {group: batch, kind: Job}]
#   checks:
#     declared: the namespace names a jurisdiction that is on the list
#     pinned: the pod is kept on nodes of the jurisdiction of its namespace
#   remediation: >-
#     Label the namespace `edgeward.io/jurisdiction: <name>` and the nodes likewise, and write
#     `nodeSelector: {edgeward.io/jurisdiction: <name>}` in the spec of the pod template.
#   limit: >-
#     It does not prove where a node stands, for its label is somebody's word, nor who reads the data from another
#     country, nor that the law of the place permits what is done there.
#   parameters:
#     type: object
#     properties:
#       keys:
#         type: array
#         items: {type: string, minLength: 1}
#         minItems: 1
#         default: [topology.kubernetes.io/region, edgeward.io/jurisdiction]
#         description: node labels that say where a node stands; any one of them is enough
#       jurisdictions:
#         type: array
#         items: {type: string, minLength: 1}
#         default: []
#         description: jurisdictions that may be named; an empty list leaves the choice to the namespace
#       regions:
#         type: array
#         items:
#           type: object
#           required: [jurisdiction, values]
#           properties:
#             jurisdiction: {type: string, minLength: 1}
#             values: {type: array, items: {type: string, minLength: 1}, minItems: 1}
#         default: []
#         description: values of node labels that lie in a jurisdiction, besides its own name
package admission.jurisdiction_pin

import rego.v1

import data.lib.constraint
import data.lib.namespaces
import data.lib.node_terms
import data.lib.shape
import data.lib.text
import data.lib.workload

parameters := object.get(input, "parameters", {})

label := "edgeward.io/jurisdiction"

pod := workload.pod(input.review)

home := workload.namespace(input.review)

# Where the jurisdiction has to be named: in the namespace that is judged, or in that of the pod.
declaration := found if {
	workload.group_kind(input.review) == "/Namespace"
	workload.judged(input.review)
	manifest := object.get(input.review, "object", null)
	labels := namespaces.labels(manifest)
	object.get(labels, "edgeward.io/health-data", null) == "true"
	not namespaces.untouched(input.review)
	path := shape.pointer("/metadata/labels", label)
	value := object.get(labels, label, null)
	found := {"path": path, "value": value, "words": "the namespace"}
} else := found if {
	prefix := pod.path
	path := sprintf("%s/spec/nodeSelector", [prefix])
	labels := namespaces.labels(data.inventory.cluster.v1.Namespace[home])
	value := object.get(labels, label, null)
	words := sprintf("namespace \"%s\"", [home])
	found := {"path": path, "value": value, "words": words}
} else := found if {
	prefix := pod.path
	path := sprintf("%s/spec/nodeSelector", [prefix])
	words := sprintf("namespace \"%s\", which the inventory does not have,", [home])
	found := {"path": path, "value": null, "words": words}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "declared")
	place := declaration
	observed := place.value
	not permitted(observed)
	words := place.words
	shown := text.shown(observed)
	expected := wanted
	msg := sprintf("the jurisdiction of %s is %s; its label edgeward.io/jurisdiction must be %s", [words, shown, expected])
	path := place.path
	details := {"check": "declared", "path": path, "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "pinned")
	observed := object.get(pod.spec, "nodeSelector", null)
	not pinned
	expected := accepted
	msg := sprintf("nothing keeps the pod on nodes of its jurisdiction; its nodeSelector must have %s", [expected])
	prefix := pod.path
	path := sprintf("%s/spec/nodeSelector", [prefix])
	details := {"check": "pinned", "path": path, "observed": observed, "expected": expected}
}

permitted(jurisdiction) if {
	constraint.given(parameters, "jurisdictions", []) == []
	is_string(jurisdiction)
	jurisdiction != ""
}

permitted(jurisdiction) if jurisdiction in constraint.strings(parameters, "jurisdictions")

wanted := "a name" if {
	constraint.given(parameters, "jurisdictions", []) == []
} else := text.choice(constraint.strings(parameters, "jurisdictions"))

pinned if {
	some key in constraint.strings(parameters, "keys")
	node_terms.pinned(pod.spec, {"key": key, "values": values})
}

# What a node of the jurisdiction may be labelled with. Without a jurisdiction, nothing.
values := found if {
	jurisdiction := declaration.value
	permitted(jurisdiction)
	own := [jurisdiction]
	more := [value |
		some region in constraint.objects(parameters, "regions")
		region.jurisdiction == jurisdiction
		some value in shape.members(shape.field(region, "values"))
		is_string(value)
	]
	found := array.concat(own, more)
} else := []

accepted := "the jurisdiction that its namespace has yet to name" if {
	count(pairs) == 0
} else := words if {
	listed := concat(", ", pairs)
	words := sprintf("one of: %s", [listed])
}

pairs := [pair |
	some key in constraint.strings(parameters, "keys")
	some value in values
	pair := sprintf("%s=%s", [key, value])
]
