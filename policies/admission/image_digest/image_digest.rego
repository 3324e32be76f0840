# METADATA
# title: Images pinned by digest
# description: >-
#   Every image is named by the digest of its content, so that what was examined is what runs, on every node and
#   after every restart.
# scope: package
# custom:
#   id: HD-IMG-02
#   severity: medium
#   controls: [hipaa-164.308.a.5.ii.B, hipaa-164.312.c.1, gdpr-art32]
#   kinds:
#     [{group: "", kind: Pod}, {group: "", kind: PodTemplate}, {group: "", kind: ReplicationController},
#     {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment}, {group: apps, kind: ReplicaSet},
#     {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob}, {group: batch, kind: Job}]
#   checks:
#     digest: the image has a sha256 digest
#     tag: an image without a digest has at least a tag, and not latest
#     shape: the pod and its volumes can be read
#   remediation: >-
#     Write `image: registry.example.com/name@sha256:…` with the digest that the registry shows; a tag may stay.
#   limit: >-
#     A digest does not prove that the image is harmless, nor who built it.
#   parameters:
#     type: object
#     properties: {}
package admission.image_digest

import rego.v1

import data.lib.constraint
import data.lib.image
import data.lib.shape
import data.lib.template
import data.lib.text
import data.lib.workload

parameters := object.get(input, "parameters", {})

pod := workload.pod(input.review)

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "digest")
	some used in image.used(pod)
	observed := used.reference
	not image.pinned(observed)
	name := used.name
	path := used.path
	shown := text.shown(observed)
	msg := sprintf("image of %s is %s; it must end in @sha256: and 64 hex digits", [name, shown])
	details := {"check": "digest", "path": path, "observed": observed, "expected": "name@sha256:digest"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "tag")
	some used in image.used(pod)
	observed := used.reference
	image.floating(observed)
	name := used.name
	path := used.path
	shown := text.shown(observed)
	msg := sprintf(
		"image of %s is %s, which changes with every push; it must have a digest or a version",
		[name, shown],
	)
	details := {"check": "tag", "path": path, "observed": observed, "expected": "a digest or a version tag"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shape")
	some defect in defects
	msg := defect.msg
	details := shape.details("shape", defect)
}

defects contains defect if some defect in template.defects(pod)

defects contains defect if some defect in template.volume_defects(pod)
