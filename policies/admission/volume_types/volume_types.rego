# METADATA
# title: Volume types on the allow-list
# description: >-
#   Every volume comes from one source that cannot carry data off the node. What is not on the list, or not
#   known yet, is refused; so are raw block devices.
# scope: package
# custom:
#   id: HD-VOL-01
#   severity: critical
#   controls: [hipaa-164.310.d.1, hipaa-164.312.c.1, hipaa-164.312.e.1, gdpr-art5.1.f, gdpr-art44]
#   kinds:
#     [{group: "", kind: Pod}, {group: "", kind: PodTemplate}, {group: "", kind: ReplicationController},
#     {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment}, {group: apps, kind: ReplicaSet},
#     {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob}, {group: batch, kind: Job}]
#   checks:
#     source: the source of every volume is on the allow-list
#     two_sources: no volume has more than one source
#     projection: a projected volume is made of local API data only
#     device: no container has volumeDevices
#     size_limit: every emptyDir has a sizeLimit above 0
#     shape: the pod and its volumes can be read
#   remediation: >-
#     Use hostPath under the health-data root, a claim on a local class, emptyDir with sizeLimit, configMap or
#     secret; remove every other source and every volumeDevices.
#   limit: >-
#     It does not prove that the data stays: a host path may be a network mount, and where a claim ends is decided
#     by its StorageClass, which is not read, nor are the volumeClaimTemplates of a StatefulSet.
#   parameters:
#     type: object
#     properties:
#       allowed:
#         type: array
#         items: {type: string, minLength: 1}
#         default:
#           [configMap, downwardAPI, emptyDir, ephemeral, hostPath, image, persistentVolumeClaim, projected,
#           secret]
#         description: volume sources that may be used; csi is judged by csiDrivers instead
#       csiDrivers:
#         type: array
#         items: {type: string, minLength: 1}
#         default: []
#         description: CSI drivers that keep inline volumes on the node
package admission.volume_types

import rego.v1

import data.lib.constraint
import data.lib.quantity
import data.lib.shape
import data.lib.template
import data.lib.text
import data.lib.volume
import data.lib.workload

parameters := object.get(input, "parameters", {})

pod := workload.pod(input.review)

allowed := constraint.strings(parameters, "allowed")

projectable := ["clusterTrustBundle", "configMap", "downwardAPI", "secret", "serviceAccountToken"]

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "source")
	some used in template.volumes(pod)
	drivers := constraint.strings(parameters, "csiDrivers")
	some stranger in volume.strangers(used, allowed, drivers)
	name := used.name
	path := stranger.path
	observed := stranger.source
	shown := stranger.words
	expected := text.choice(allowed)
	msg := sprintf("volume \"%s\" %s; it must come from one of: %s", [name, shown, expected])
	details := {"check": "source", "path": path, "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "two_sources")
	some used in template.volumes(pod)
	sources := volume.sources(used.value)
	count(sources) > 1
	name := used.name
	path := used.path
	observed := concat(", ", sources)
	msg := sprintf("volume \"%s\" has more than one source: %s; it must have exactly one", [name, observed])
	details := {"check": "two_sources", "path": path, "observed": observed, "expected": "one source"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "projection")
	some used in template.volumes(pod)
	some part in volume.projections(used)
	member := part.member
	known := projectable
	not member in known
	name := used.name
	path := part.path
	expected := text.choice(known)
	msg := sprintf("volume \"%s\" projects %s; it may project only: %s", [name, member, expected])
	details := {"check": "projection", "path": path, "observed": member, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "device")
	some container in template.containers(pod)
	devices := object.get(container.value, "volumeDevices", null)
	not none(devices)
	name := container.name
	path := shape.pointer(container.path, "volumeDevices")
	msg := sprintf("container \"%s\" has volumeDevices; raw block devices must not be used", [name])
	details := {"check": "device", "path": path, "observed": "present", "expected": "absent"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "size_limit")
	some used in template.volumes(pod)
	source := shape.field(used.value, "emptyDir")
	is_object(source)
	observed := object.get(source, "sizeLimit", null)
	not quantity.positive(observed)
	name := used.name
	shown := text.shown(observed)
	msg := sprintf("emptyDir \"%s\" has a sizeLimit that is %s; it must be an amount above 0", [name, shown])
	parent := shape.pointer(used.path, "emptyDir")
	path := shape.pointer(parent, "sizeLimit")
	details := {"check": "size_limit", "path": path, "observed": observed, "expected": "above 0"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shape")
	some defect in defects
	msg := defect.msg
	details := shape.details("shape", defect)
}

defects := found if {
	inner := template.defects(pod)
	outer := template.volume_defects(pod)
	projected := volume.projection_defects(pod)
	found := inner | (outer | projected)
}

none(devices) if devices == null

none(devices) if {
	is_array(devices)
	count(devices) == 0
}
