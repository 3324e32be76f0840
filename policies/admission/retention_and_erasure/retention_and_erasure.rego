# METADATA
# title: Retention and erasure
# description: >-
#   For each place where health data rests somebody has said how long it is kept and how it is erased, what happens
#   to a volume that is given back is written down, and caches forget.
# scope: package
# custom:
#   id: HD-RET-01
#   severity: medium
#   controls: [hipaa-164.316.b.2.i, hipaa-164.310.d.2.i, hipaa-164.310.d.2.ii, gdpr-art5.1.e, gdpr-art17]
#   kinds:
#     [{group: "", kind: ConfigMap}, {group: "", kind: Namespace}, {group: "", kind: PersistentVolume},
#     {group: "", kind: PersistentVolumeClaim}]
#   checks:
#     retention: retention-class is on the list, on the object or on its namespace
#     erasure: erasure is on the list, on the object or on its namespace
#     shred: where erasing means losing the key there is a declaration of encryption
#     reclaim: a PersistentVolume says whether it is retained or deleted
#     cache_ttl: a ConfigMap that switches a cache on says within its ceiling how long entries live
#   remediation: >-
#     Label the namespace with `edgeward.io/retention-class: record` and `edgeward.io/erasure: delete`, write
#     `persistentVolumeReclaimPolicy: Retain` or `Delete`, and `cache_ttl: 300s` beside `cache_enabled`.
#   limit: >-
#     It does not prove that anything is kept or erased: it reads what somebody declared. It does not see copies,
#     backups and what stays on a disk after a file is deleted, nor caches that are configured in files or flags.
#   parameters:
#     type: object
#     properties:
#       retentionClasses:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [record, audit, cache]
#         description: classes of retention that exist
#       erasures:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [crypto-shred, delete]
#         description: ways of erasing
#       maxCacheTtl: {type: string, minLength: 1, default: 300s, description: longest life of a cache entry}
package admission.retention_and_erasure

import rego.v1

import data.lib.constraint
import data.lib.declaration
import data.lib.duration
import data.lib.shape
import data.lib.storage
import data.lib.text
import data.lib.workload

parameters := object.get(input, "parameters", {})

violation contains {"msg": msg, "details": details} if {
	some mark in [
		{"check": "retention", "key": "retention-class", "list": "retentionClasses"},
		{"check": "erasure", "key": "erasure", "list": "erasures"},
	]
	check := mark.check
	constraint.switched_on(parameters, check)
	some manifest in kept
	key := mark.key
	observed := said(manifest, key)
	known := constraint.strings(parameters, mark.list)
	not observed in known
	shown := text.shown(observed)
	expected := text.choice(known)
	msg := sprintf("the label %s is %s; here or on the namespace it must be one of: %s", [key, shown, expected])
	path := declaration.label_path(key)
	details := {"check": check, "path": path, "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shred")
	some manifest in kept
	observed := said(manifest, "erasure")
	observed == "crypto-shred"
	not encrypted(manifest)
	msg := "the label erasure is \"crypto-shred\"; its namespace, class or volume must declare encryption at rest"
	path := declaration.label_path("erasure")
	expected := "a declaration of encryption at rest"
	details := {"check": "shred", "path": path, "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "reclaim")
	workload.group_kind(input.review) == "/PersistentVolume"
	some manifest in kept
	observed := shape.field(shape.field(manifest, "spec"), "persistentVolumeReclaimPolicy")
	not observed in {"Retain", "Delete"}
	shown := text.shown(observed)
	expected := "Retain or Delete"
	msg := sprintf("persistentVolumeReclaimPolicy is %s; it must be %s", [shown, expected])
	path := "/spec/persistentVolumeReclaimPolicy"
	details := {"check": "reclaim", "path": path, "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "cache_ttl")
	some cache in caches
	observed := lives(cache)
	ceiling := constraint.given(parameters, "maxCacheTtl", "")
	not forgets(observed, ceiling)
	wanted := cache.ttl
	shown := seen(observed)
	most := text.shown(ceiling)
	key := cache.key
	msg := sprintf(
		"key %s switches a cache on and %s is %s; it must be a duration above 0 and at most %s",
		[key, wanted, shown, most],
	)
	path := shape.pointer("/data", wanted)
	expected := sprintf("a duration above 0 and at most %s", [most])
	details := {"check": "cache_ttl", "path": path, "observed": shown, "expected": expected}
}

# Where health data rests: claims, volumes that are not kept for other data, and the namespace as a whole.
kept contains manifest if {
	workload.judged(input.review)
	workload.group_kind(input.review) in {"/Namespace", "/PersistentVolumeClaim"}
	manifest := object.get(input.review, "object", null)
}

kept contains manifest if {
	workload.judged(input.review)
	workload.group_kind(input.review) == "/PersistentVolume"
	manifest := object.get(input.review, "object", null)
	not storage.volume_elsewhere(manifest)
}

# What the object says itself comes first; where it says nothing its namespace speaks for it.
said(manifest, key) := value if {
	value := declaration.label(manifest, key)
	value != null
} else := value if {
	value := declaration.label(namespace_of(manifest), key)
}

namespace_of(manifest) := found if {
	workload.group_kind(input.review) == "/PersistentVolumeClaim"
	is_object(manifest)
	found := data.inventory.cluster.v1.Namespace[workload.namespace(input.review)]
} else := found if {
	owner := storage.volume_owner(manifest)
	found := data.inventory.cluster.v1.Namespace[owner]
} else := {}

encrypted(manifest) if {
	workload.group_kind(input.review) != "/PersistentVolumeClaim"
	declares(manifest)
}

encrypted(manifest) if declares(namespace_of(manifest))

encrypted(manifest) if declares(storage.object_of(storage.classes, storage.class(manifest)))

encrypted(manifest) if {
	name := shape.field(shape.field(manifest, "spec"), "volumeName")
	declares(storage.object_of(storage.volumes, name))
}

declares(manifest) if declaration.annotation(manifest, "encryption-at-rest") != null

# Every switch of a cache that is not off, with the key that its entries' life is expected under.
caches contains cache if {
	workload.judged(input.review)
	workload.group_kind(input.review) == "/ConfigMap"
	some key, value in settings
	name := lower(key)
	endswith(name, "cache_enabled")
	value != "false"
	prefix := trim_suffix(name, "cache_enabled")
	ttl := sprintf("%scache_ttl", [prefix])
	cache := {"key": key, "ttl": ttl}
}

settings := shape.fields(shape.field(object.get(input.review, "object", null), "data"))

lives(cache) := [value |
	some key, value in settings
	lower(key) == cache.ttl
]

# Of two spellings of the key nobody knows which one is read: all must hold.
forgets(found, ceiling) if {
	count(found) > 0
	ceilings := [ceiling]
	every life in found {
		duration.within(life, ceilings)
	}
}

seen(found) := "missing" if {
	count(found) == 0
} else := words if {
	shown := [text.shown(life) | some life in found]
	words := concat(" and ", shown)
}
