# METADATA
# title: Default tolerations of a cut-off node
# description: >-
#   A pod template that says nothing of unreachable or not-ready nodes lets its pods stay on an edge node
#   that is cut off, instead of moving them where their data is not.
# scope: package
# custom:
#   id: MU-03
#   severity: low
#   controls: [hipaa-164.308.a.7.i, gdpr-art32.1.b]
#   kinds:
#     [{group: "", kind: Pod}, {group: "", kind: PodTemplate}, {group: "", kind: ReplicationController},
#     {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment}, {group: apps, kind: ReplicaSet},
#     {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob}, {group: batch, kind: Job}]
#   checks: {}
#   remediation: >-
#     Write tolerations for both taints yourself; a written one is never changed.
#   limit: >-
#     It reaches templates only: to bare pods the API server itself adds tolerations of 300 seconds before
#     any webhook is asked.
#   parameters:
#     type: object
#     properties:
#       tolerationSeconds:
#         type: integer
#         minimum: 0
#         default: 604800
#         description: how long a pod stays on a node that cannot be reached
package mutation.unreachable_tolerations

import rego.v1

import data.lib.constraint
import data.lib.mutable
import data.lib.shape

parameters := object.get(input, "parameters", {})

taints := ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"]

additions := [toleration |
	some taint in taints
	pod := mutable.pod(input.review)
	not named(pod, taint)
	seconds := constraint.given(parameters, "tolerationSeconds", null)
	is_number(seconds)
	toleration := {
		"key": taint,
		"operator": "Exists",
		"effect": "NoExecute",
		"tolerationSeconds": seconds,
	}
]

mutation contains {"op": "add", "path": path, "value": value} if {
	pod := mutable.pod(input.review)
	mutable.absent(pod.spec, "tolerations")
	prefix := pod.path
	path := sprintf("%s/spec/tolerations", [prefix])
	value := additions
	count(value) > 0
}

mutation contains {"op": "add", "path": path, "value": value} if {
	pod := mutable.pod(input.review)
	is_array(pod.spec.tolerations)
	prefix := pod.path
	path := sprintf("%s/spec/tolerations/-", [prefix])
	some value in additions
}

# A toleration without a key tolerates these taints too.
named(pod, taint) if {
	some toleration in shape.members(object.get(pod.spec, "tolerations", null))
	shape.field(toleration, "key") in {taint, "", null}
}
