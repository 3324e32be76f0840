# METADATA
# title: Host paths confined
# description: >-
#   A pod reaches the node's disk only inside the health-data root, through a directory that an administrator
#   made, and writes there only as the storage workload.
# scope: package
# custom:
#   id: HD-VOL-02
#   severity: critical
#   controls: [hipaa-164.312.c.1, hipaa-164.312.a.1, gdpr-art32.1.b]
#   kinds:
#     [{group: "", kind: Pod}, {group: "", kind: PodTemplate}, {group: "", kind: ReplicationController},
#     {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment}, {group: apps, kind: ReplicaSet},
#     {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob}, {group: batch, kind: Job}]
#   checks:
#     path: every hostPath lies inside an allowed root, element by element, without ".."
#     type: every hostPath has type Directory
#     writer: only a listed service account mounts a hostPath read-write
#     sub_path_expr: no volumeMount has subPathExpr
#     propagation: no volumeMount passes mounts on between pod and node
#     shape: the pod, its volumes and its mounts can be read
#   remediation: >-
#     Write `hostPath: {path: /var/lib/health-data, type: Directory}`, make the directory on the node, and mount
#     it with `readOnly: true` unless the pod is the storage workload.
#   limit: >-
#     It does not see links on the node: an element of an allowed path may be a symbolic link or a network mount.
#   parameters:
#     type: object
#     properties:
#       roots:
#         type: array
#         items: {type: string, pattern: "^/."}
#         default: [/var/lib/health-data]
#         description: directories on the node that hold health data; each counts as inside itself
#       writers:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [health-data-storage]
#         description: names of service accounts that may write to a hostPath
package admission.host_path_confined

import rego.v1

import data.lib.constraint
import data.lib.path as disk
import data.lib.shape
import data.lib.template
import data.lib.text
import data.lib.volume
import data.lib.workload

parameters := object.get(input, "parameters", {})

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "path")
	some source in host_paths
	observed := shape.field(source.value, "path")
	roots := constraint.strings(parameters, "roots")
	not disk.inside_any(observed, roots)
	name := source.name
	shown := text.shown(observed)
	expected := text.choice(roots)
	msg := sprintf("hostPath of volume \"%s\" is %s; it must lie inside: %s", [name, shown, expected])
	path := shape.pointer(source.path, "path")
	details := {"check": "path", "path": path, "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "type")
	some source in host_paths
	observed := shape.field(source.value, "type")
	observed != "Directory"
	name := source.name
	shown := text.shown(observed)
	msg := sprintf("hostPath of volume \"%s\" has a type that is %s; it must be Directory", [name, shown])
	path := shape.pointer(source.path, "type")
	details := {"check": "type", "path": path, "observed": observed, "expected": "Directory"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "writer")
	some mount in template.mounts(pod)
	some source in host_paths
	source.handle == mount.handle
	observed := object.get(mount.value, "readOnly", null)
	observed != true
	writers := constraint.strings(parameters, "writers")
	writer := account
	not writer in writers
	name := mount.name
	expected := text.choice(writers)
	shown := text.shown(writer)
	msg := sprintf("%s lets service account %s write; only these may: %s", [name, shown, expected])
	path := shape.pointer(mount.path, "readOnly")
	details := {"check": "writer", "path": path, "observed": observed, "expected": true}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "sub_path_expr")
	some mount in template.mounts(pod)
	observed := object.get(mount.value, "subPathExpr", null)
	not empty(observed)
	name := mount.name
	msg := sprintf("%s has subPathExpr, which its environment fills in; it must be absent", [name])
	path := shape.pointer(mount.path, "subPathExpr")
	details := {"check": "sub_path_expr", "path": path, "observed": "present", "expected": "absent"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "propagation")
	some mount in template.mounts(pod)
	observed := object.get(mount.value, "mountPropagation", null)
	not empty(observed)
	observed != "None"
	name := mount.name
	shown := text.shown(observed)
	msg := sprintf("%s has a mountPropagation that is %s; it must be None", [name, shown])
	path := shape.pointer(mount.path, "mountPropagation")
	details := {"check": "propagation", "path": path, "observed": observed, "expected": "None"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shape")
	some defect in template.mount_defects(pod)
	msg := defect.msg
	details := shape.details("shape", defect)
}

pod := workload.pod(input.review)

host_paths := volume.host_paths(pod)

# The API server fills in `default` for a pod that names none.
account := name if {
	name := object.get(pod.spec, "serviceAccountName", null)
	not empty(name)
} else := "default"

# What the API server takes for absent.
empty(value) if value == null

empty(value) if value == ""
