# METADATA
# title: Audit switched on
# description: >-
#   The pod says that its audit is on, says it to its program as well, and names where the records go; nothing
#   that the program reads says the opposite.
# scope: package
# custom:
#   id: HD-AUD-01
#   severity: critical
#   controls: [hipaa-164.312.b, hipaa-164.308.a.1.ii.D, gdpr-art5.2, gdpr-art30, gdpr-art32.1.d]
#   kinds:
#     [{group: "", kind: Pod}, {group: "", kind: PodTemplate}, {group: "", kind: ReplicationController},
#     {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment}, {group: apps, kind: ReplicaSet},
#     {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob}, {group: batch, kind: Job},
#     {group: "", kind: ConfigMap}]
#   checks:
#     annotation: edgeward.io/audit on the pod template is enabled
#     contradiction: neither AUDIT_ENABLED nor audit_enabled in a ConfigMap is anything but "true"
#     setting: AUDIT_ENABLED in a container or audit_enabled in the ConfigMap health-data-config is "true"
#     sink: edgeward.io/audit-sink on the pod template is not empty
#     shape: the pod and the environment of its containers can be read
#   remediation: >-
#     Write `edgeward.io/audit: enabled` and `edgeward.io/audit-sink` under metadata.annotations of the pod
#     template, and `AUDIT_ENABLED: "true"` in the environment.
#   limit: >-
#     It proves what was declared, not that the program writes a record or that the sink keeps it.
#   parameters:
#     type: object
#     properties: {}
package admission.audit_switched_on

import rego.v1

import data.lib.audit
import data.lib.constraint
import data.lib.shape
import data.lib.template
import data.lib.text
import data.lib.workload

parameters := object.get(input, "parameters", {})

pod := workload.pod(input.review)

namespace := workload.namespace(input.review)

config_maps := found if {
	found := data.inventory.namespace[namespace].v1.ConfigMap
} else := {}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "annotation")
	observed := object.get(pod.annotations, "edgeward.io/audit", null)
	observed != "enabled"
	shown := text.shown(observed)
	msg := sprintf("annotation edgeward.io/audit of the pod template is %s; it must be enabled", [shown])
	path := annotation_path("edgeward.io/audit")
	details := {"check": "annotation", "path": path, "observed": observed, "expected": "enabled"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "contradiction")
	some place in audit.contradictions(pod, config_maps)
	path := place.path
	name := place.name
	msg := sprintf("%s does not say \"true\"; it must agree with the annotation that audit is on", [name])
	details := {"check": "contradiction", "path": path, "observed": "another value", "expected": "true"}
}

# The switch may be turned after the pods are in.
violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "contradiction")
	some switch in audit.switches(reviewed_config_map)
	switch.value != "true"
	key := switch.key
	path := shape.pointer("/data", key)
	msg := sprintf("%s of the ConfigMap is not \"true\"; audit must stay on where health data is", [key])
	details := {"check": "contradiction", "path": path, "observed": "another value", "expected": "true"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "setting")
	prefix := pod.path
	not told
	msg := concat(" ", [
		"nothing tells the program that audit is on;",
		"set AUDIT_ENABLED to \"true\" in a container, or audit_enabled in ConfigMap health-data-config",
	])
	path := sprintf("%s/spec/containers/0/env", [prefix])
	details := {"check": "setting", "path": path, "observed": null, "expected": "true"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "sink")
	observed := object.get(pod.annotations, "edgeward.io/audit-sink", null)
	not shape.filled(observed)
	shown := text.shown(observed)
	msg := sprintf("annotation edgeward.io/audit-sink of the pod template is %s; it must name a sink", [shown])
	path := annotation_path("edgeward.io/audit-sink")
	details := {"check": "sink", "path": path, "observed": observed, "expected": "the name of a sink"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shape")
	some defect in defects
	msg := defect.msg
	details := shape.details("shape", defect)
}

told if audit.told(pod, config_maps)

reviewed_config_map := config_map if {
	workload.judged(input.review)
	workload.group_kind(input.review) == "/ConfigMap"
	config_map := input.review.object
}

defects contains defect if some defect in template.defects(pod)

defects contains defect if some defect in template.list_defects(pod, "env")

defects contains defect if some defect in template.list_defects(pod, "envFrom")

defects contains defect if some defect in shape.object_defects("/data", shape.field(reviewed_config_map, "data"))

annotation_path(key) := path if {
	prefix := pod.path
	path := shape.pointer(sprintf("%s/metadata/annotations", [prefix]), key)
}
