# METADATA
# title: Encryption at rest declared
# description: >-
#   For everything on which health data comes to lie somebody has declared how it is encrypted, where its key is
#   kept and when that was looked at: on the namespace, the class or the volume.
# scope: package
# custom:
#   id: HD-ENC-01
#   severity: high
#   controls: [hipaa-164.312.a.2.iv, hipaa-164.402, gdpr-art32.1.a, gdpr-art34.3.a]
#   kinds:
#     [{group: "", kind: Namespace}, {group: "", kind: PersistentVolume}, {group: "", kind: PersistentVolumeClaim},
#     {group: storage.k8s.io, kind: StorageClass},
#     {group: "", kind: Pod}, {group: "", kind: PodTemplate}, {group: "", kind: ReplicationController},
#     {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment}, {group: apps, kind: ReplicaSet},
#     {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob}, {group: batch, kind: Job}]
#   checks:
#     declared: what holds health data is covered by a whole declaration
#     mechanism: a declaration names a mechanism that is on the list
#     key: a declaration refers to a key, and does not hold it
#     attested: a declaration says on which day it was looked at, and none that is still to come
#   remediation: >-
#     Annotate the namespace, or the StorageClass or PersistentVolume, with `edgeward.io/encryption-at-rest: luks`,
#     `edgeward.io/encryption-key-ref: tpm2:disk-1` and `edgeward.io/encryption-attested: "2026-01-15"`.
#   limit: >-
#     It does not prove that anything is encrypted: it reads what somebody declared, and any day that is past will do,
#     however long ago; days are those of UTC. It does not look at
#     emptyDir, swap and logs, nor at the API server's own store (K3s: --secrets-encryption).
#   parameters:
#     type: object
#     properties:
#       mechanisms:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [luks, sqlcipher, csi]
#         description: ways of encryption that may be declared
package admission.encryption_at_rest

import rego.v1

import data.lib.calendar
import data.lib.clock
import data.lib.constraint
import data.lib.declaration
import data.lib.scope
import data.lib.shape
import data.lib.storage
import data.lib.text
import data.lib.volume
import data.lib.workload

parameters := object.get(input, "parameters", {})

pod := workload.pod(input.review)

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "declared")
	some place in resting_places
	not covered(place)
	name := place.name
	msg := sprintf("nothing declares how data at rest in %s is encrypted; its namespace, class or volume must", [name])
	path := place.path
	expected := "a declaration of encryption at rest"
	details := {"check": "declared", "path": path, "observed": null, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "mechanism")
	some manifest in declaring
	observed := declaration.annotation(manifest, "encryption-at-rest")
	mechanisms := constraint.strings(parameters, "mechanisms")
	not observed in mechanisms
	shown := text.shown(observed)
	expected := text.choice(mechanisms)
	msg := sprintf("encryption-at-rest is %s; it must be one of: %s", [shown, expected])
	path := declaration.annotation_path("encryption-at-rest")
	details := {"check": "mechanism", "path": path, "observed": observed, "expected": expected}
}

# What stands there is not repeated: it might be the key.
violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "key")
	some manifest in declaring
	written := declaration.annotation(manifest, "encryption-key-ref")
	not refers_to_key(written)
	observed := presence(written)
	msg := sprintf("encryption-key-ref is %s; it must be a reference such as tpm2:disk-1, and no key", [observed])
	path := declaration.annotation_path("encryption-key-ref")
	expected := "a scheme, a colon and a name"
	details := {"check": "key", "path": path, "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "attested")
	some manifest in declaring
	observed := declaration.annotation(manifest, "encryption-attested")
	not attested(manifest)
	shown := text.shown(observed)
	msg := sprintf("encryption-attested is %s; it must be a day written as YYYY-MM-DD, and none to come", [shown])
	path := declaration.annotation_path("encryption-attested")
	details := {"check": "attested", "path": path, "observed": observed, "expected": "a day, and none to come"}
}

marks := ["encryption-at-rest", "encryption-key-ref", "encryption-attested"]

# What has begun to declare must declare wholly.
declaring contains manifest if {
	workload.judged(input.review)
	declarable := {"/Namespace", "/PersistentVolume", "storage.k8s.io/StorageClass"}
	workload.group_kind(input.review) in declarable
	manifest := object.get(input.review, "object", null)
	some mark in marks
	declaration.annotation(manifest, mark) != null
}

whole(manifest) if {
	declaration.annotation(manifest, "encryption-at-rest") in constraint.strings(parameters, "mechanisms")
	refers_to_key(declaration.annotation(manifest, "encryption-key-ref"))
	attested(manifest)
}

refers_to_key(written) if {
	is_string(written)
	regex.match(`^[a-z][a-z0-9+.-]*:[A-Za-z0-9][A-Za-z0-9/_.:-]{0,127}$`, written)
}

presence(written) := "missing" if {
	written == null
} else := "unreadable"

attested(manifest) if calendar.day(declaration.annotation(manifest, "encryption-attested")) <= clock.today

# Where data comes to rest: `own` may declare for it, and so may what `kept` names.
resting_places contains found if {
	some source in volume.host_paths(pod)
	source.value != null
	owner := source.name
	name := sprintf("volume \"%s\"", [owner])
	found := {"name": name, "path": source.path, "own": {}, "kept": {}}
}

resting_places contains found if {
	some claim in storage.claims(input.review)
	found := {"name": claim.name, "path": storage.class_path(claim), "own": {}, "kept": claim.manifest}
}

resting_places contains found if {
	some reference in storage.references(pod)
	claims := storage.claims_of(workload.namespace(input.review))
	owner := reference.name
	name := sprintf("volume \"%s\"", [owner])
	found := {"name": name, "path": reference.path, "own": {}, "kept": claim_named(claims, reference.claim)}
}

resting_places contains found if {
	workload.judged(input.review)
	workload.group_kind(input.review) == "storage.k8s.io/StorageClass"
	manifest := object.get(input.review, "object", null)
	scope.marked(manifest, "true")
	found := {"name": "volumes of the class", "path": "/metadata/annotations", "own": manifest, "kept": {}}
}

resting_places contains found if {
	workload.judged(input.review)
	workload.group_kind(input.review) == "/PersistentVolume"
	manifest := object.get(input.review, "object", null)
	not storage.volume_elsewhere(manifest)
	found := {"name": "the volume", "path": "/metadata/annotations", "own": manifest, "kept": manifest}
}

claim_named(claims, name) := claim if {
	claim := storage.object_of(claims, name)
} else := {}

# By the class or volume itself, by its class, by its volume, or by the namespace of whoever uses it. What a claim says
# of itself counts for nothing: it does not know where it ends.
covered(place) if whole(place.own)

covered(place) if {
	class := storage.object_of(storage.classes, storage.class(place.kept))
	whole(class)
}

covered(place) if {
	name := shape.field(shape.field(place.kept, "spec"), "volumeName")
	manifest := storage.object_of(storage.volumes, name)
	whole(manifest)
}

covered(place) if {
	owner := storage.volume_owner(place.kept)
	whole(data.inventory.cluster.v1.Namespace[owner])
}

covered(_) if {
	namespaced
	whole(data.inventory.cluster.v1.Namespace[workload.namespace(input.review)])
}

namespaced if pod

namespaced if workload.group_kind(input.review) == "/PersistentVolumeClaim"
