# METADATA
# title: Edge nodes only
# description: >-
#   The scheduler may place the pod on edge nodes and nowhere else: by nodeSelector, or by a required node
#   affinity of which every term demands the edge label.
# scope: package
# custom:
#   id: HD-PL-01
#   severity: critical
#   controls: [hipaa-164.310.d.1, hipaa-164.312.e.1, gdpr-art44, gdpr-art25.1]
#   kinds:
#     [{group: "", kind: Pod}, {group: "", kind: PodTemplate}, {group: "", kind: ReplicationController},
#     {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment}, {group: apps, kind: ReplicaSet},
#     {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob}, {group: batch, kind: Job}]
#   checks:
#     node: nodeSelector or required node affinity leaves no node but edge nodes
#   remediation: >-
#     Write `nodeSelector: {node-type: edge}` in the spec of the pod template.
#   limit: >-
#     It does not prove that a node with the label stands at the edge: a kubelet may set node-type on itself.
#   parameters:
#     type: object
#     properties:
#       labels:
#         type: array
#         items:
#           type: object
#           required: [key, values]
#           properties:
#             key: {type: string, minLength: 1}
#             values: {type: array, items: {type: string}, minItems: 1}
#         default:
#           - {key: node-type, values: [edge]}
#         description: node labels that only edge nodes have; any one of them is enough
package admission.edge_nodes_only

import rego.v1

import data.lib.constraint
import data.lib.node_terms
import data.lib.text
import data.lib.workload

parameters := object.get(input, "parameters", {})

pod := workload.pod(input.review)

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "node")
	observed := object.get(pod.spec, "nodeSelector", null)
	not placed
	expected := text.choice(node_terms.pairs(labels))
	msg := sprintf("nothing keeps the pod on edge nodes; its nodeSelector must have one of: %s", [expected])
	prefix := pod.path
	path := sprintf("%s/spec/nodeSelector", [prefix])
	details := {"check": "node", "path": path, "observed": observed, "expected": expected}
}

placed if {
	some label in labels
	node_terms.pinned(pod.spec, label)
}

labels := node_terms.labels(constraint.objects(parameters, "labels"))
