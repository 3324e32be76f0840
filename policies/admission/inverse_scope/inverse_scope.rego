# METADATA
# title: Health data stays in its namespaces
# description: >-
#   Outside the namespaces for health data nothing reaches what is theirs: no directory of the node that holds
#   health data, no class, volume or claim of theirs, no image and no service. Leaving the label off a namespace
#   is then no way around the other rules.
# scope: package
# custom:
#   id: HD-NS-02
#   severity: critical
#   controls: [hipaa-164.312.a.1, hipaa-164.308.a.4, gdpr-art5.1.f]
#   kinds:
#     [{group: "", kind: PersistentVolumeClaim},
#     {group: "", kind: Pod}, {group: "", kind: PodTemplate}, {group: "", kind: ReplicationController},
#     {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment}, {group: apps, kind: ReplicaSet},
#     {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob}, {group: batch, kind: Job}]
#   checks:
#     path: no hostPath lies in, at or above a directory with health data
#     class: no claim names a StorageClass for health data
#     volume: no claim ends on a volume of health data
#     data_source: no claim is filled from a namespace with health data
#     image: no container and no image volume uses an image repository for health data
#     service: no command, argument or variable names a service in a namespace with health data
#     shape: the pod or claim can be read
#   remediation: >-
#     Move the workload into a namespace with the label `edgeward.io/health-data: "true"`, or take its hostPath,
#     claim, image or service name out; use a StorageClass of its own for other data.
#   limit: >-
#     It does not see links on the node, nor addresses that are no service names, nor what a ConfigMap, a Secret or
#     the program itself names; a privileged pod on the same node reaches everything without naming it.
#   parameters:
#     type: object
#     properties:
#       roots:
#         type: array
#         items: {type: string, pattern: "^/."}
#         default: [/var/lib/health-data]
#         description: directories on the node that hold health data and nothing else
#       sharedRoots:
#         type: array
#         items: {type: string, pattern: "^/."}
#         default: [/var/lib/rancher/k3s/storage]
#         description: directories on the node in which a provisioner keeps volumes of all namespaces
#       exempt:
#         type: array
#         items:
#           type: object
#           required: [namespace, serviceAccount]
#           properties:
#             namespace: {type: string, minLength: 1}
#             serviceAccount: {type: string, minLength: 1}
#         default:
#           - {namespace: kube-system, serviceAccount: local-path-provisioner-service-account}
#         description: who may mount sharedRoots, because it makes and removes the volumes there
#       classes:
#         type: array
#         items: {type: string, minLength: 1}
#         default: []
#         description: names of classes for health data only, besides those that carry its label
#       repositories:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [registry.example.com/health-data, registry.example.com/health-data-storage]
#         description: image repositories for health data, and folders of such
package admission.inverse_scope

import rego.v1

import data.lib.constraint
import data.lib.image
import data.lib.path as disk
import data.lib.scope
import data.lib.setting
import data.lib.shape
import data.lib.storage
import data.lib.template
import data.lib.text
import data.lib.volume
import data.lib.workload

parameters := object.get(input, "parameters", {})

pod := workload.pod(input.review)

namespace := workload.namespace(input.review)

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "path")
	some source in volume.host_paths(pod)
	observed := shape.field(source.value, "path")
	not apart(observed, forbidden_roots)
	name := source.name
	shown := text.shown(observed)
	expected := text.choice(forbidden_roots)
	msg := sprintf(
		"hostPath of volume \"%s\" is %s; outside health data it must not touch: %s",
		[name, shown, expected],
	)
	path := shape.pointer(source.path, "path")
	wanted := sprintf("apart from: %s", [expected])
	details := {"check": "path", "path": path, "observed": observed, "expected": wanted}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "class")
	some claim in storage.claims(input.review)
	observed := class_taken(claim.manifest)
	class_for_health(observed)
	name := claim.name
	msg := sprintf("%s names StorageClass \"%s\", which is for health data; it must name another", [name, observed])
	path := storage.class_path(claim)
	details := {"check": "class", "path": path, "observed": observed, "expected": "a class for other data"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "volume")
	some taken in volumes_taken
	observed := taken.volume
	volume_for_health(observed)
	name := taken.name
	msg := sprintf("%s ends on volume \"%s\", which holds health data; it must end on another", [name, observed])
	path := taken.path
	details := {"check": "volume", "path": path, "observed": observed, "expected": "a volume for other data"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "data_source")
	some claim in storage.claims(input.review)
	source := shape.field(claim.spec, "dataSourceRef")
	observed := shape.field(source, "namespace")
	not own(observed)
	scope.health(observed)
	name := claim.name
	shown := text.shown(observed)
	msg := sprintf(
		"%s is filled from namespace %s, which may have health data; it must be filled from its own",
		[name, shown],
	)
	path := sprintf("%s/spec/dataSourceRef/namespace", [claim.path])
	details := {"check": "data_source", "path": path, "observed": observed, "expected": "the claim's own namespace"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "image")
	some used in images
	observed := repository(used.reference)
	some listed in constraint.strings(parameters, "repositories")
	within(observed, listed)
	name := used.name
	msg := sprintf("%s uses image repository %s, which is for health data; it must use another", [name, observed])
	path := used.path
	details := {"check": "image", "path": path, "observed": observed, "expected": "a repository for other data"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "service")
	some word in words
	some observed in hosts(word.text)
	service_for_health(observed)
	name := word.name
	msg := sprintf("%s names %s, a service in a namespace with health data; it must not", [name, observed])
	path := word.path
	details := {"check": "service", "path": path, "observed": observed, "expected": "no service with health data"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shape")
	some defect in defects
	msg := defect.msg
	details := shape.details("shape", defect)
}

defects := found if {
	inner := pod_defects
	claims := storage.claim_defects(input.review)
	found := inner | claims
}

pod_defects := found if {
	inner := template.defects(pod)
	outer := template.volume_defects(pod)
	environment := template.list_defects(pod, "env")
	found := inner | (outer | environment)
} else := found if {
	found := set()
}

forbidden_roots := constraint.strings(parameters, "roots") if exempt

else := found if {
	own_roots := constraint.strings(parameters, "roots")
	shared := constraint.strings(parameters, "sharedRoots")
	found := array.concat(own_roots, shared)
}

# The API server fills in `default` for a pod that names none.
exempt if {
	some entry in constraint.objects(parameters, "exempt")
	entry.namespace == namespace
	account := object.get(pod.spec, "serviceAccountName", null)
	entry.serviceAccount == account
}

# A path that is not absolute or goes up through "..", or is no path, cannot be told apart from anything.
apart(path, roots) if {
	found := disk.elements(path)
	not ".." in found
	every root in roots {
		diverges(found, disk.elements(root))
	}
}

# Neither begins with the other: what lies above a directory holds it as well.
diverges(one, other) if {
	shorter := min({count(one), count(other)})
	array.slice(one, 0, shorter) != array.slice(other, 0, shorter)
}

# Where none is written the default class is taken.
class_taken(manifest) := name if {
	name := storage.class(manifest)
	name != null
} else := name if {
	defaults := default_classes
	name := defaults[0]
}

default_classes := [name |
	some name, class in shape.fields(storage.classes)
	annotations := shape.field(shape.field(class, "metadata"), "annotations")
	shape.field(annotations, "storageclass.kubernetes.io/is-default-class") == "true"
	class_for_health(name)
]

class_for_health(name) if name in constraint.strings(parameters, "classes")

class_for_health(name) if {
	class := storage.object_of(storage.classes, name)
	scope.marked(class, "true")
}

# The volumes that a claim names, and those that the claims of a pod have been bound to.
volumes_taken contains taken if {
	some claim in storage.claims(input.review)
	name := claim.name
	path := sprintf("%s/spec/volumeName", [claim.path])
	taken := {"name": name, "path": path, "volume": shape.field(claim.spec, "volumeName")}
}

volumes_taken contains taken if {
	some reference in storage.references(pod)
	claim := storage.object_of(storage.claims_of(namespace), reference.claim)
	owner := reference.name
	name := sprintf("the claim of volume \"%s\"", [owner])
	path := reference.path
	taken := {"name": name, "path": path, "volume": shape.field(shape.field(claim, "spec"), "volumeName")}
}

volume_for_health(name) if {
	manifest := storage.object_of(storage.volumes, name)
	holds_health_data(manifest)
}

holds_health_data(manifest) if scope.marked(manifest, "true")

holds_health_data(manifest) if {
	reference := shape.field(shape.field(manifest, "spec"), "claimRef")
	owner := shape.field(reference, "namespace")
	is_string(owner)
	scope.health(owner)
}

holds_health_data(manifest) if class_for_health(storage.class(manifest))

holds_health_data(manifest) if {
	spec := shape.fields(shape.field(manifest, "spec"))
	some key in ["hostPath", "local"]
	source := shape.field(spec, key)
	source != null
	roots := constraint.strings(parameters, "roots")
	not apart(shape.field(source, "path"), roots)
}

# A provisioner names each directory after the volume and its claim: by hand a volume may lead to anybody's.
holds_health_data(manifest) if {
	spec := shape.fields(shape.field(manifest, "spec"))
	some key in ["hostPath", "local"]
	location := shape.field(shape.field(spec, key), "path")
	location != null
	roots := constraint.strings(parameters, "sharedRoots")
	not apart(location, roots)
	not own_directory(manifest, location)
}

own_directory(manifest, location) if {
	name := shape.field(shape.field(manifest, "metadata"), "name")
	reference := shape.field(shape.field(manifest, "spec"), "claimRef")
	claim := shape.field(reference, "name")
	parts := [name, namespace, claim]
	every part in parts {
		is_string(part)
	}
	directory := concat("_", parts)
	some root in constraint.strings(parameters, "sharedRoots")
	disk.elements(location) == array.concat(disk.elements(root), [directory])
}

own(name) if name in {null, "", namespace}

images contains used if {
	some container in template.containers(pod)
	owner := container.name
	name := sprintf("container \"%s\"", [owner])
	path := shape.pointer(container.path, "image")
	used := {"name": name, "path": path, "reference": shape.field(container.value, "image")}
}

images contains used if {
	some found in template.volumes(pod)
	source := shape.field(found.value, "image")
	owner := found.name
	name := sprintf("volume \"%s\"", [owner])
	prefix := found.path
	path := sprintf("%s/image/reference", [prefix])
	used := {"name": name, "path": path, "reference": shape.field(source, "reference")}
}

# Hosts do not tell capital letters apart, and 443 is the port anyhow.
repository(reference) := name if {
	found := image.reference(reference)
	name := replace(lower(found.name), ":443/", "/")
}

# Element by element: registry.example.com/health-database is not in registry.example.com/health-data.
within(name, folder) if {
	found := split(name, "/")
	wanted := split(folder, "/")
	array.slice(found, 0, count(wanted)) == wanted
}

words contains word if {
	some found in setting.words(pod)
	is_string(found.value)
	name := found.name
	path := found.path
	text := found.value
	word := {"name": name, "path": path, "text": text}
}

words contains word if {
	some found in setting.variables(pod)
	is_string(found.value)
	name := found.name
	path := shape.pointer(found.path, "value")
	text := found.value
	word := {"name": name, "path": path, "text": text}
}

# Whatever has a point in it. Names of hosts do not tell capital letters apart.
hosts(written) := {lower(host) | some host in regex.find_n(`[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+`, written, -1)}

# Only a namespace that is known to have health data counts here: a dotted word need not be a host at all.
service_for_health(host) if {
	parts := split(host, ".")
	some i, part in parts
	part == "svc"
	i > 1
	known_for_health(parts[i - 1])
}

# The short form might be a file; so the service has to be there.
service_for_health(host) if {
	parts := split(host, ".")
	count(parts) == 2
	known_for_health(parts[1])
	services := data.inventory.namespace[parts[1]].v1.Service
	parts[0] in object.keys(services)
}

known_for_health(name) if {
	found := data.inventory.cluster.v1.Namespace[name]
	scope.marked(found, "true")
}
