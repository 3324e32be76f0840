# METADATA
# title: Claims, volumes and classes local
# description: >-
#   What a pod claims lies on the disk of an edge node: the claim names a class with a local provisioner, the
#   volume is a directory of the node and pinned to it, and neither is shared between nodes or filled from
#   elsewhere.
# scope: package
# custom:
#   id: HD-VOL-03
#   severity: critical
#   controls: [hipaa-164.310.d.1, hipaa-164.312.c.1, hipaa-164.312.e.1, gdpr-art5.1.f, gdpr-art44]
#   kinds:
#     [{group: "", kind: PersistentVolume}, {group: "", kind: PersistentVolumeClaim},
#     {group: storage.k8s.io, kind: StorageClass},
#     {group: "", kind: Pod}, {group: "", kind: PodTemplate}, {group: "", kind: ReplicationController},
#     {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment}, {group: apps, kind: ReplicaSet},
#     {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob}, {group: batch, kind: Job}]
#   checks:
#     class: every claim names a known StorageClass whose provisioner is on the list
#     volume: a claim that names its volume names a known one that is local
#     claim: every claim that a pod takes by name is known and ends on the node
#     access_mode: no claim and no volume may be used from several nodes
#     data_source: no claim is filled from anything but a claim or snapshot of its own namespace
#     provisioner: the provisioner of a StorageClass for health data is on the list
#     option: a StorageClass has only parameters that are on the list
#     binding: a StorageClass waits for the pod before it chooses the node
#     source: a PersistentVolume is a directory inside an allowed root or of a listed driver
#     affinity: a PersistentVolume is pinned to edge nodes by every term
#     handover: a PersistentVolume that held health data is not given to another namespace
#     shape: the claim, volume or class can be read
#   remediation: >-
#     Write `storageClassName: local-path` and `accessModes: [ReadWriteOnce]`; make volumes by hand with `local`,
#     a path inside the health-data root and a required node affinity on the edge label; delete a volume rather
#     than hand it on, and give one for other data a `claimRef` to where it goes.
#   limit: >-
#     It does not prove where bytes end up: the settings of the provisioner may name a network mount, a path may
#     be a link, a host name counts as an edge node unless the inventory knows better, and a class or volume of the
#     same name may replace the one that was looked up.
#   parameters:
#     type: object
#     properties:
#       provisioners:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [rancher.io/local-path, kubernetes.io/no-provisioner]
#         description: provisioners that keep data on the node of the pod
#       classes:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [local-path]
#         description: names of classes for health data, besides those that carry its label and those in use
#       classParameters:
#         type: array
#         items: {type: string, minLength: 1}
#         default: []
#         description: parameters that a local StorageClass may have
#       csiDrivers:
#         type: array
#         items: {type: string, minLength: 1}
#         default: []
#         description: CSI drivers that keep volumes on the node
#       roots:
#         type: array
#         items: {type: string, pattern: "^/."}
#         default: [/var/lib/health-data, /var/lib/rancher/k3s/storage]
#         description: directories on the node in which volumes may lie
#       accessModes:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [ReadWriteOnce, ReadWriteOncePod]
#         description: access modes that stay on one node
#       nodeLabels:
#         type: array
#         items:
#           type: object
#           required: [key, values]
#           properties:
#             key: {type: string, minLength: 1}
#             values: {type: array, items: {type: string}, minItems: 1}
#         default:
#           - {key: node-type, values: [edge]}
#         description: node labels that only edge nodes have; any one of them is enough
package admission.local_claims

import rego.v1

import data.lib.constraint
import data.lib.node_terms
import data.lib.scope
import data.lib.shape
import data.lib.storage
import data.lib.template
import data.lib.text
import data.lib.workload

parameters := object.get(input, "parameters", {})

pod := workload.pod(input.review)

provisioners := constraint.strings(parameters, "provisioners")

place := {"roots": roots, "drivers": drivers} if {
	roots := constraint.strings(parameters, "roots")
	drivers := constraint.strings(parameters, "csiDrivers")
}

# Claims

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "class")
	some claim in storage.claims(input.review)
	not class_local(claim.manifest)
	observed := storage.class(claim.manifest)
	name := claim.name
	words := class_words(claim.manifest)
	expected := text.choice(provisioners)
	msg := sprintf("%s %s; it must name a StorageClass of one of: %s", [name, words, expected])
	path := storage.class_path(claim)
	details := {"check": "class", "path": path, "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "volume")
	some claim in storage.claims(input.review)
	observed := volume_name(claim.manifest)
	observed != ""
	not volume_local(observed)
	name := claim.name
	words := volume_words(observed)
	msg := sprintf("%s names a volume %s; it must be a local one", [name, words])
	path := sprintf("%s/spec/volumeName", [claim.path])
	details := {"check": "volume", "path": path, "observed": observed, "expected": "a local volume"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "claim")
	some reference in storage.references(pod)
	observed := reference.claim
	not claim_local(observed)
	name := reference.name
	words := claim_words(observed)
	msg := sprintf("volume \"%s\" takes a claim %s; it must be a local one", [name, words])
	path := reference.path
	details := {"check": "claim", "path": path, "observed": observed, "expected": "a local claim"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "access_mode")
	some owner in shared_between_nodes
	modes := shape.field(owner.spec, "accessModes")
	allowed := constraint.strings(parameters, "accessModes")
	not modes_local(modes, allowed)
	observed := modes_seen(modes)
	name := owner.name
	shown := text.shown(observed)
	expected := text.choice(allowed)
	msg := sprintf("%s has accessModes that are %s; they must be of: %s", [name, shown, expected])
	path := shape.pointer(shape.pointer(owner.path, "spec"), "accessModes")
	details := {"check": "access_mode", "path": path, "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "data_source")
	some claim in storage.claims(input.review)
	some field in ["dataSource", "dataSourceRef"]
	source := shape.field(claim.spec, field)
	source != null
	not source_within(source)
	observed := shape.field(source, "kind")
	name := claim.name
	shown := text.shown(observed)
	msg := sprintf(
		"%s has a %s whose kind is %s; it must be a claim or snapshot of its own namespace",
		[name, field, shown],
	)
	path := shape.pointer(shape.pointer(claim.path, "spec"), field)
	expected := "PersistentVolumeClaim or VolumeSnapshot of the namespace"
	details := {"check": "data_source", "path": path, "observed": observed, "expected": expected}
}

# Classes

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "provisioner")
	manifest := storage_class
	class_for_health(class_name, manifest)
	observed := shape.field(manifest, "provisioner")
	listed := provisioners
	not observed in listed
	shown := text.shown(observed)
	expected := text.choice(listed)
	msg := sprintf("the class for health data has a provisioner that is %s; it must be one of: %s", [shown, expected])
	details := {"check": "provisioner", "path": "/provisioner", "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "option")
	manifest := storage_class
	class_judged(class_name, manifest)
	allowed := constraint.strings(parameters, "classParameters")
	some observed in object.keys(shape.fields(shape.field(manifest, "parameters")))
	not observed in allowed
	expected := text.choice(allowed)
	msg := sprintf(
		"the class has parameter \"%s\", which may lead elsewhere; it may have only: %s",
		[observed, expected],
	)
	path := shape.pointer("/parameters", observed)
	details := {"check": "option", "path": path, "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "binding")
	manifest := storage_class
	class_judged(class_name, manifest)
	observed := shape.field(manifest, "volumeBindingMode")
	observed != "WaitForFirstConsumer"
	shown := text.shown(observed)
	expected := "WaitForFirstConsumer"
	msg := sprintf("the class has a volumeBindingMode that is %s; it must be %s", [shown, expected])
	details := {"check": "binding", "path": "/volumeBindingMode", "observed": observed, "expected": expected}
}

# Volumes

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "source")
	some spec in specs
	within := place
	not storage.on_node(spec, within)
	observed := source_words(spec)
	expected := source_wanted
	msg := sprintf("the volume %s; it must be %s", [observed, expected])
	details := {"check": "source", "path": "/spec", "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "affinity")
	some spec in specs
	not pinned(spec)
	observed := count(storage.terms(spec))
	expected := "terms for edge nodes only"
	msg := sprintf(
		"the volume's node affinity has %d required terms, not all for edge nodes; it must have one, and all must be",
		[observed],
	)
	path := "/spec/nodeAffinity/required/nodeSelectorTerms"
	details := {"check": "affinity", "path": path, "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "handover")
	input.review.operation == "UPDATE"
	workload.group_kind(input.review) == "/PersistentVolume"
	former := object.get(input.review, "oldObject", null)
	held(former)
	owner := storage.volume_owner(former)
	scope.health(owner)
	observed := storage.volume_owner(input.review.object)
	observed != owner
	shown := text.shown(observed)
	msg := sprintf(
		"the volume held data of namespace \"%s\" and its claimRef is now %s; it must stay, or the volume go",
		[owner, shown],
	)
	path := "/spec/claimRef/namespace"
	details := {"check": "handover", "path": path, "observed": observed, "expected": owner}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shape")
	some defect in defects
	msg := defect.msg
	details := shape.details("shape", defect)
}

defects := found if {
	inner := pod_defects
	outer := object_defects
	claims := storage.claim_defects(input.review)
	found := inner | (outer | claims)
}

pod_defects := found if {
	inner := template.defects(pod)
	outer := template.volume_defects(pod)
	found := inner | outer
} else := found if {
	found := set()
}

object_defects := found if {
	found := shape.object_defects("/parameters", shape.field(storage_class, "parameters"))
} else := found if {
	written := shape.field(persistent_volume, "spec")
	not is_object(written)
	found := {shape.defect("/spec", written, "an object")}
} else := found if {
	found := set()
}

class_local(manifest) if {
	class := storage.object_of(storage.classes, storage.class(manifest))
	shape.field(class, "provisioner") in provisioners
}

# The empty class turns provisioning off: then the volume decides, and it has to be named.
class_local(manifest) if {
	storage.class(manifest) == ""
	volume_name(manifest) != ""
}

class_words(manifest) := "names no StorageClass, so that the default one is taken" if {
	storage.class(manifest) == null
} else := "names neither a StorageClass nor a volume" if {
	storage.class(manifest) == ""
} else := words if {
	class := storage.object_of(storage.classes, storage.class(manifest))
	name := storage.class(manifest)
	shown := text.shown(shape.field(class, "provisioner"))
	words := sprintf("names StorageClass \"%s\", whose provisioner is %s", [name, shown])
} else := words if {
	shown := text.shown(storage.class(manifest))
	standing := storage.standing(storage.classes, "StorageClass")
	words := sprintf("names StorageClass %s, %s", [shown, standing])
}

# The empty name is none.
volume_name(manifest) := "" if {
	shape.field(shape.field(manifest, "spec"), "volumeName") == null
} else := name if {
	name := shape.field(shape.field(manifest, "spec"), "volumeName")
}

volume_local(name) if {
	spec := shape.field(storage.object_of(storage.volumes, name), "spec")
	storage.on_node(shape.fields(spec), place)
	pinned(spec)
}

volume_words(name) := "that is not on an edge node" if {
	storage.object_of(storage.volumes, name)
} else := words if {
	words := storage.standing(storage.volumes, "PersistentVolume")
}

claims := storage.claims_of(workload.namespace(input.review))

claim_local(name) if {
	claim := storage.object_of(claims, name)
	class_local(claim)
	volume_name(claim) == ""
}

claim_local(name) if {
	claim := storage.object_of(claims, name)
	class_local(claim)
	volume_local(volume_name(claim))
}

claim_words(name) := "that does not end on an edge node" if {
	storage.object_of(claims, name)
} else := words if {
	words := storage.standing(claims, "PersistentVolumeClaim")
}

# Whoever may be used from several nodes: claims and volumes alike.
shared_between_nodes := found if {
	claims_made := storage.claims(input.review)
	made := [{"name": "the volume", "path": "", "spec": spec} | some spec in specs]
	found := array.concat(claims_made, made)
}

modes_local(modes, allowed) if {
	count(shape.members(modes)) > 0
	every mode in modes {
		mode in allowed
	}
}

modes_seen(modes) := words if {
	is_array(modes)
	every mode in modes {
		is_string(mode)
	}
	words := concat(", ", modes)
} else := words if {
	words := shape.kind(modes)
}

# A snapshot or a claim of the namespace has been judged as a claim; anything else fetches from wherever it likes.
source_within(source) if {
	origin := [shape.field(source, "apiGroup"), shape.field(source, "kind")]
	known := {
		[null, "PersistentVolumeClaim"],
		["", "PersistentVolumeClaim"],
		["snapshot.storage.k8s.io", "VolumeSnapshot"],
	}
	origin in known
	namespace := shape.field(source, "namespace")
	namespace in {null, "", workload.namespace(input.review)}
}

storage_class := manifest if {
	workload.judged(input.review)
	workload.group_kind(input.review) == "storage.k8s.io/StorageClass"
	manifest := object.get(input.review, "object", null)
}

class_name := shape.field(shape.field(storage_class, "metadata"), "name")

class_judged(name, manifest) if class_for_health(name, manifest)

class_judged(_, manifest) if shape.field(manifest, "provisioner") in provisioners

class_for_health(_, manifest) if scope.marked(manifest, "true")

class_for_health(name, _) if name in constraint.strings(parameters, "classes")

class_for_health(name, _) if storage.class_in_use(name)

persistent_volume := manifest if {
	workload.judged(input.review)
	workload.group_kind(input.review) == "/PersistentVolume"
	manifest := object.get(input.review, "object", null)
}

# The volume's spec, unless something says that no health data can come to it.
specs contains spec if {
	manifest := persistent_volume
	not reserved(manifest)
	not other_class(manifest)
	spec := shape.fields(shape.field(manifest, "spec"))
}

reserved(manifest) if {
	namespace := storage.volume_owner(manifest)
	scope.elsewhere(namespace)
}

# Claims for health data cannot name such a class.
other_class(manifest) if {
	name := storage.class(manifest)
	class := storage.object_of(storage.classes, name)
	not class_judged(name, class)
}

# Bound, released or failed; a phase that nobody wrote counts as one of them.
held(manifest) if {
	phase := shape.field(shape.field(manifest, "status"), "phase")
	not phase in {"Available", "Pending"}
}

source_words(spec) := "has no source" if {
	count(storage.sources(spec)) == 0
} else := words if {
	keys := storage.sources(spec)
	count(keys) > 1
	list := concat(", ", keys)
	words := sprintf("has more than one source: %s", [list])
} else := words if {
	"hostPath" in storage.sources(spec)
	shown := text.shown(shape.field(spec.hostPath, "path"))
	words := sprintf("is a hostPath whose path is %s", [shown])
} else := words if {
	"local" in storage.sources(spec)
	shown := text.shown(shape.field(spec.local, "path"))
	words := sprintf("is local and its path is %s", [shown])
} else := words if {
	"csi" in storage.sources(spec)
	shown := text.shown(shape.field(spec.csi, "driver"))
	words := sprintf("is of a CSI driver that is %s", [shown])
} else := words if {
	list := concat(", ", storage.sources(spec))
	words := sprintf("comes from %s", [list])
}

source_wanted := words if {
	within := place
	roots := text.choice(within.roots)
	drivers := text.choice(within.drivers)
	words := sprintf("local or hostPath inside: %s; or of a CSI driver among: %s", [roots, drivers])
}

pinned(spec) if {
	read := [term |
		some term in storage.terms(spec)
		not node_terms.empty(term)
	]
	count(read) > 0
	every term in read {
		term_pinned(term)
	}
}

term_pinned(term) if {
	some label in constraint.objects(parameters, "nodeLabels")
	is_array(shape.field(label, "values"))
	node_terms.term_pins(term, label)
}

# A provisioner names the node itself. The pod may only be on an edge node, so a name is enough unless it is known
# to be another's.
term_pinned(term) if {
	some expression in shape.members(shape.field(term, "matchExpressions"))
	shape.field(expression, "key") == "kubernetes.io/hostname"
	shape.field(expression, "operator") == "In"
	values := shape.members(shape.field(expression, "values"))
	count(values) > 0
	every value in values {
		host_admitted(value)
	}
}

host_admitted(value) if {
	is_string(value)
	not off_edge(value)
}

off_edge(host) if {
	some name, node in data.inventory.cluster.v1.Node
	labels := shape.fields(shape.field(shape.field(node, "metadata"), "labels"))
	host in {name, object.get(labels, "kubernetes.io/hostname", name)}
	not edge(labels)
}

edge(labels) if {
	some label in constraint.objects(parameters, "nodeLabels")
	key := shape.field(label, "key")
	is_string(key)
	shape.field(labels, key) in shape.members(shape.field(label, "values"))
}
