package lib.storage

import rego.v1

import data.lib.path as disk
import data.lib.scope
import data.lib.shape
import data.lib.template
import data.lib.workload

# The claims in what is reviewed: a claim itself, those that a StatefulSet makes, and those that live as long as
# their pod.
claims(review) := found if {
	workload.judged(review)
	workload.group_kind(review) == "/PersistentVolumeClaim"
	found := [claim_at("", "the claim", object.get(review, "object", null))]
} else := found if {
	own := claim_templates(review)
	inner := ephemeral_claims(review)
	found := array.concat(own, inner)
}

claim_templates(review) := [claim |
	workload.judged(review)
	workload.group_kind(review) == "apps/StatefulSet"
	spec := shape.field(object.get(review, "object", null), "spec")
	some i, manifest in shape.members(shape.field(spec, "volumeClaimTemplates"))
	path := sprintf("/spec/volumeClaimTemplates/%d", [i])
	name := sprintf("volumeClaimTemplate #%d", [i])
	claim := claim_at(path, name, manifest)
]

ephemeral_claims(review) := [claim |
	pod := workload.pod(review)
	some volume in template.volumes(pod)
	source := shape.field(volume.value, "ephemeral")
	source != null
	prefix := volume.path
	path := sprintf("%s/ephemeral/volumeClaimTemplate", [prefix])
	owner := volume.name
	name := sprintf("the claim of volume \"%s\"", [owner])
	claim := claim_at(path, name, shape.field(source, "volumeClaimTemplate"))
]

claim_at(path, name, manifest) := claim if {
	written := shape.field(manifest, "spec")
	spec := shape.fields(written)
	claim := {"path": path, "name": name, "spec": spec, "written": written, "manifest": manifest}
}

claim_defects(review) := found if {
	whole := list_defects(review)
	parts := spec_defects(review)
	found := whole | parts
}

list_defects(review) := found if {
	workload.judged(review)
	workload.group_kind(review) == "apps/StatefulSet"
	spec := shape.field(object.get(review, "object", null), "spec")
	found := shape.list_defects("/spec/volumeClaimTemplates", shape.field(spec, "volumeClaimTemplates"))
} else := found if {
	found := set()
}

spec_defects(review) := {defect |
	some claim in claims(review)
	written := claim.written
	not is_object(written)
	path := shape.pointer(claim.path, "spec")
	defect := shape.defect(path, written, "an object")
}

# The claims that a pod takes by name.
references(pod) := [reference |
	some volume in template.volumes(pod)
	source := shape.field(volume.value, "persistentVolumeClaim")
	source != null
	claim := shape.field(source, "claimName")
	prefix := volume.path
	path := sprintf("%s/persistentVolumeClaim/claimName", [prefix])
	name := volume.name
	reference := {"path": path, "name": name, "claim": claim}
]

# Kubernetes still heeds the annotation that came before the field, and lets it win. Null where neither is there:
# the API server then fills in the default class.
class(manifest) := name if {
	annotations := shape.fields(shape.field(shape.field(manifest, "metadata"), "annotations"))
	name := written_class(annotations["volume.beta.kubernetes.io/storage-class"])
} else := name if {
	name := shape.field(shape.field(manifest, "spec"), "storageClassName")
}

class_path(claim) := path if {
	prefix := claim.path
	annotations := shape.fields(shape.field(shape.field(claim.manifest, "metadata"), "annotations"))
	"volume.beta.kubernetes.io/storage-class" in object.keys(annotations)
	path := sprintf("%s/metadata/annotations/volume.beta.kubernetes.io~1storage-class", [prefix])
} else := path if {
	prefix := claim.path
	path := sprintf("%s/spec/storageClassName", [prefix])
}

# A null annotation is an empty one.
written_class(value) := "" if {
	value == null
} else := value

# Null where the inventory has no such kind.
classes := found if {
	found := data.inventory.cluster["storage.k8s.io/v1"].StorageClass
} else := null

volumes := found if {
	found := data.inventory.cluster.v1.PersistentVolume
} else := null

claims_of(namespace) := found if {
	found := data.inventory.namespace[namespace].v1.PersistentVolumeClaim
} else := null

# Undefined where nothing is known of it.
object_of(objects, name) := found if {
	is_string(name)
	found := shape.fields(objects)[name]
}

# Whether a claim of a namespace with health data names the class.
class_in_use(name) if {
	some namespace, tree in data.inventory.namespace
	scope.health(namespace)
	some claim in tree.v1.PersistentVolumeClaim
	class(claim) == name
}

# What the inventory says of a name, in words that follow the name.
standing(objects, kind) := words if {
	objects == null
	words := sprintf("which the inventory does not have: it has no %s at all", [kind])
} else := "which the inventory does not have"

# Null for a volume that is kept for nobody.
volume_owner(manifest) := namespace if {
	spec := shape.field(manifest, "spec")
	namespace := shape.field(shape.field(spec, "claimRef"), "namespace")
}

# A volume is kept for other data, or for nobody yet and without the label of health data.
volume_elsewhere(manifest) if {
	owner := volume_owner(manifest)
	scope.elsewhere(owner)
}

volume_elsewhere(manifest) if {
	volume_owner(manifest) == null
	scope.marked(manifest, "false")
}

# What a PersistentVolume has besides its source: every other key is one, also one that nobody has heard of yet.
plain_keys := {
	"accessModes",
	"capacity",
	"claimRef",
	"mountOptions",
	"nodeAffinity",
	"persistentVolumeReclaimPolicy",
	"storageClassName",
	"volumeAttributesClassName",
	"volumeMode",
}

sources(spec) := {key |
	plain := plain_keys
	some key, value in spec
	value != null
	not key in plain
}

# `place` is {"roots": directories, "drivers": CSI drivers} that are on the node.
on_node(spec, place) if {
	keys := sources(spec)
	count(keys) == 1
	some key in keys
	source_on_node(key, spec[key], place)
}

source_on_node(key, source, place) if {
	key in {"hostPath", "local"}
	disk.inside_any(shape.field(source, "path"), place.roots)
}

source_on_node(key, source, place) if {
	key == "csi"
	shape.field(source, "driver") in place.drivers
}

# Terms are ORed: every one that can match must pin.
terms(spec) := found if {
	required := shape.field(shape.field(spec, "nodeAffinity"), "required")
	found := shape.members(shape.field(required, "nodeSelectorTerms"))
}
