# METADATA
# title: Images from listed registries
# description: >-
#   Every image, of containers and of volumes, comes from a registry on the allow-list; its host is read as container
#   runtimes read it.
# scope: package
# custom:
#   id: HD-IMG-01
#   severity: high
#   controls: [hipaa-164.308.a.5.ii.B, hipaa-164.312.c.1, gdpr-art32]
#   kinds:
#     [{group: "", kind: Pod}, {group: "", kind: PodTemplate}, {group: "", kind: ReplicationController},
#     {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment}, {group: apps, kind: ReplicaSet},
#     {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob}, {group: batch, kind: Job}]
#   checks:
#     registry: the registry of the image is on the allow-list
#     shape: the pod and its volumes can be read
#   remediation: >-
#     Push the image to a listed registry and write its host in full, `registry.example.com/name@sha256:…`; or have
#     the registry added to the list.
#   limit: >-
#     It does not prove what the registry delivers, nor that the node asks it: a mirror configured on the node may
#     answer in its place.
#   parameters:
#     type: object
#     properties:
#       registries:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [registry.example.com]
#         description: >-
#           hosts, with the port if images name one, optionally followed by the first elements of a repository path;
#           docker.io stands for images without a host
package admission.registry_allow_list

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
	constraint.switched_on(parameters, "registry")
	some used in image.used(pod)
	observed := used.reference
	registries := constraint.strings(parameters, "registries")
	not image.from_any(observed, registries)
	name := used.name
	path := used.path
	shown := text.shown(observed)
	expected := text.choice(registries)
	msg := sprintf("image of %s is %s; it must come from one of: %s", [name, shown, expected])
	details := {"check": "registry", "path": path, "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shape")
	some defect in defects
	msg := defect.msg
	details := shape.details("shape", defect)
}

defects contains defect if some defect in template.defects(pod)

defects contains defect if some defect in template.volume_defects(pod)
