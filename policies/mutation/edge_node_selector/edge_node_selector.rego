# METADATA
# title: Default edge node selector
# description: >-
#   A pod whose nodeSelector does not speak of the edge label is bound to edge nodes.
# scope: package
# custom:
#   id: MU-02
#   severity: low
#   controls: [hipaa-164.310.d.1, gdpr-art25.1]
#   kinds:
#     [{group: "", kind: Pod}, {group: "", kind: PodTemplate}, {group: "", kind: ReplicationController},
#     {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment}, {group: apps, kind: ReplicaSet},
#     {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob}, {group: batch, kind: Job}]
#   checks: {}
#   remediation: >-
#     Write the edge label in nodeSelector yourself; a written one is never changed.
#   limit: >-
#     A default proves nothing: HD-PL-01 judges what the pod ends up with.
#   parameters:
#     type: object
#     properties:
#       key: {type: string, minLength: 1, default: node-type, description: label of edge nodes}
#       value: {type: string, default: edge, description: its value}
package mutation.edge_node_selector

import rego.v1

import data.lib.constraint
import data.lib.mutable
import data.lib.shape

parameters := object.get(input, "parameters", {})

key := name if {
	name := constraint.given(parameters, "key", null)
	is_string(name)
}

label := value if {
	value := constraint.given(parameters, "value", null)
	is_string(value)
}

mutation contains {"op": "add", "path": path, "value": value} if {
	pod := mutable.pod(input.review)
	mutable.absent(pod.spec, "nodeSelector")
	prefix := pod.path
	path := sprintf("%s/spec/nodeSelector", [prefix])
	name := key
	edge := label
	value := {name: edge}
}

mutation contains {"op": "add", "path": path, "value": value} if {
	pod := mutable.pod(input.review)
	mutable.absent(pod.spec.nodeSelector, key)
	prefix := pod.path
	path := shape.pointer(sprintf("%s/spec/nodeSelector", [prefix]), key)
	value := label
}
