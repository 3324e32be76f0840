# METADATA
# title: No service account token by default
# description: >-
#   A pod that says nothing of its service account token gets none mounted.
# scope: package
# custom:
#   id: MU-04
#   severity: low
#   controls: [hipaa-164.312.a.1, hipaa-164.308.a.4, gdpr-art25.1]
#   kinds:
#     [{group: "", kind: Pod}, {group: "", kind: PodTemplate}, {group: "", kind: ReplicationController},
#     {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment}, {group: apps, kind: ReplicaSet},
#     {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob}, {group: batch, kind: Job}]
#   checks: {}
#   remediation: >-
#     Write automountServiceAccountToken yourself; a written one is never changed.
#   limit: >-
#     A default proves nothing: a pod that asks for the token, or projects one, still gets it.
#   parameters:
#     type: object
#     properties: {}
package mutation.service_account_token

import rego.v1

import data.lib.mutable

mutation contains {"op": "add", "path": path, "value": false} if {
	pod := mutable.pod(input.review)
	mutable.absent(pod.spec, "automountServiceAccountToken")
	prefix := pod.path
	path := sprintf("%s/spec/automountServiceAccountToken", [prefix])
}
