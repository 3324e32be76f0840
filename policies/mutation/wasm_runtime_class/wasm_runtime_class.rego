# METADATA
# title: Default Wasm runtime class
# description: >-
#   A pod that names no RuntimeClass gets the one that runs WebAssembly in WasmEdge.
# scope: package
# custom:
#   id: MU-01
#   severity: low
#   controls: [hipaa-164.312.a.1, gdpr-art25.1]
#   kinds:
#     [{group: "", kind: Pod}, {group: "", kind: PodTemplate}, {group: "", kind: ReplicationController},
#     {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment}, {group: apps, kind: ReplicaSet},
#     {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob}, {group: batch, kind: Job}]
#   checks: {}
#   remediation: >-
#     Write runtimeClassName yourself; a written one is never changed.
#   limit: >-
#     A default proves nothing: HD-RT-01 judges what the pod ends up with.
#   parameters:
#     type: object
#     properties:
#       runtimeClassName: {type: string, minLength: 1, default: wasmedge, description: the class to add}
package mutation.wasm_runtime_class

import rego.v1

import data.lib.constraint
import data.lib.mutable

parameters := object.get(input, "parameters", {})

mutation contains {"op": "add", "path": path, "value": value} if {
	pod := mutable.pod(input.review)
	mutable.absent(pod.spec, "runtimeClassName")
	value := constraint.given(parameters, "runtimeClassName", null)
	is_string(value)
	prefix := pod.path
	path := sprintf("%s/spec/runtimeClassName", [prefix])
}
