# METADATA
# title: Wasm runtime class
# description: >-
#   Every pod that touches health data names a RuntimeClass from the allow-list, so that the node hands it to
#   the WasmEdge runtime and not to the default one.
# scope: package
# custom:
#   id: HD-RT-01
#   severity: high
#   controls: [hipaa-164.312.a.1, hipaa-164.308.a.5.ii.B, gdpr-art25.1, gdpr-art32.1.b]
#   kinds:
#     [{group: "", kind: Pod}, {group: "", kind: PodTemplate}, {group: "", kind: ReplicationController},
#     {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment}, {group: apps, kind: ReplicaSet},
#     {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob}, {group: batch, kind: Job}]
#   checks:
#     class: runtimeClassName of the pod is on the allow-list
#   remediation: >-
#     Write `runtimeClassName: wasmedge` in the spec of the pod template, beside `containers`.
#   limit: >-
#     A class name does not prove that Wasm runs: the node decides what its handler starts, and most handlers
#     also start native programs.
#   parameters:
#     type: object
#     properties:
#       allowed:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [wasmedge]
#         description: RuntimeClass names that run WebAssembly in WasmEdge
package admission.wasm_runtime_class

import rego.v1

import data.lib.constraint
import data.lib.text
import data.lib.workload

parameters := object.get(input, "parameters", {})

pod := workload.pod(input.review)

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "class")
	allowed := constraint.strings(parameters, "allowed")
	observed := object.get(pod.spec, "runtimeClassName", null)
	not observed in allowed
	shown := text.shown(observed)
	expected := text.choice(allowed)
	msg := sprintf("runtimeClassName is %s; a pod with health data must use one of: %s", [shown, expected])
	prefix := pod.path
	path := sprintf("%s/spec/runtimeClassName", [prefix])
	details := {"check": "class", "path": path, "observed": observed, "expected": expected}
}
