package admission.retention_and_erasure_test

import rego.v1

import data.admission.retention_and_erasure as rule

parameters := {"retentionClasses": ["record"], "erasures": ["crypto-shred", "delete"], "maxCacheTtl": "300s"}

labels := {"edgeward.io/retention-class": "record", "edgeward.io/erasure": "delete"}

marked(change) := {"metadata": {"labels": object.union(labels, change)}}

encrypted := {"metadata": {"annotations": {"edgeward.io/encryption-at-rest": "luks"}}}

inventory := {"cluster": {
	"storage.k8s.io/v1": {"StorageClass": {"safe": encrypted}},
	"v1": {
		"Namespace": {
			"clinic": {"metadata": {"labels": object.union(labels, {"edgeward.io/health-data": "true"})}},
			"ward": object.union(encrypted, {"metadata": {"labels": {"edgeward.io/health-data": "true"}}}),
			"kitchen": {},
		},
		"PersistentVolume": {"safe": encrypted},
	},
}}

judged(kind, manifest, others) := result if {
	base := {"kind": {"group": "", "version": "v1", "kind": kind}, "operation": "CREATE", "object": manifest}
	result := rule.violation with input as {"review": object.union(base, others), "parameters": parameters}
		with data.inventory as inventory
}

namespace(change) := judged("Namespace", marked(change), {})

claim(manifest, where) := judged("PersistentVolumeClaim", manifest, {"namespace": where})

volume(manifest) := judged("PersistentVolume", manifest, {})

config(settings) := judged("ConfigMap", {"data": settings}, {"namespace": "clinic"})

places(violations) := {[violation.details.check, violation.details.path] | some violation in violations}

retention := ["retention", "/metadata/labels/edgeward.io~1retention-class"]

erasure := ["erasure", "/metadata/labels/edgeward.io~1erasure"]

shred := ["shred", "/metadata/labels/edgeward.io~1erasure"]

test_allows_what_is_labelled if {
	namespace({}) == set()
	claim(marked({}), "ward") == set()
}

test_denies_a_retention_class_off_the_list if {
	namespace({"edgeward.io/retention-class": "forever"}) == {{
		"msg": "the label retention-class is \"forever\"; here or on the namespace it must be one of: record",
		"details": {
			"check": "retention",
			"path": "/metadata/labels/edgeward.io~1retention-class",
			"observed": "forever",
			"expected": "record",
		},
	}}
	every value in [null, "", "Record", 6] {
		places(namespace({"edgeward.io/retention-class": value})) == {retention}
	}
}

test_denies_an_erasure_off_the_list if {
	namespace({"edgeward.io/erasure": "never"}) == {{
		"msg": "the label erasure is \"never\"; here or on the namespace it must be one of: crypto-shred, delete",
		"details": {
			"check": "erasure",
			"path": "/metadata/labels/edgeward.io~1erasure",
			"observed": "never",
			"expected": "crypto-shred, delete",
		},
	}}
	places(namespace({"edgeward.io/erasure": null})) == {erasure}
}

test_lets_the_namespace_speak_for_what_is_in_it if {
	claim({"spec": {}}, "clinic") == set()
	places(claim({"spec": {}}, "ward")) == {retention, erasure}
	places(claim({"spec": {}}, "cellar")) == {retention, erasure}
	places(claim(null, "clinic")) == {retention, erasure}
	kept := {"spec": {"claimRef": {"namespace": "clinic"}, "persistentVolumeReclaimPolicy": "Delete"}}
	volume(kept) == set()
}

test_lets_the_object_speak_first if {
	places(claim({"metadata": {"labels": {"edgeward.io/erasure": "never"}}}, "clinic")) == {erasure}
}

test_denies_shredding_what_is_not_encrypted if {
	namespace({"edgeward.io/erasure": "crypto-shred"}) == {{
		"msg": concat("", [
			"the label erasure is \"crypto-shred\"; ",
			"its namespace, class or volume must declare encryption at rest",
		]),
		"details": {
			"check": "shred",
			"path": "/metadata/labels/edgeward.io~1erasure",
			"observed": "crypto-shred",
			"expected": "a declaration of encryption at rest",
		},
	}}
	shredded := marked({"edgeward.io/erasure": "crypto-shred"})
	places(claim(shredded, "clinic")) == {shred}
	places(claim(object.union(shredded, encrypted), "clinic")) == {shred}
}

test_allows_shredding_what_is_encrypted if {
	shredded := marked({"edgeward.io/erasure": "crypto-shred"})
	judged("Namespace", object.union(shredded, encrypted), {}) == set()
	claim(shredded, "ward") == set()
	claim(object.union(shredded, {"spec": {"storageClassName": "safe"}}), "clinic") == set()
	claim(object.union(shredded, {"spec": {"volumeName": "safe"}}), "clinic") == set()
}

kept_for(owner, policy) := volume(object.union(marked({}), {"spec": {
	"claimRef": {"namespace": owner},
	"persistentVolumeReclaimPolicy": policy,
}}))

test_denies_a_volume_without_an_end if {
	kept_for("clinic", "Recycle") == {{
		"msg": "persistentVolumeReclaimPolicy is \"Recycle\"; it must be Retain or Delete",
		"details": {
			"check": "reclaim",
			"path": "/spec/persistentVolumeReclaimPolicy",
			"observed": "Recycle",
			"expected": "Retain or Delete",
		},
	}}
	places(kept_for("cellar", null)) == {["reclaim", "/spec/persistentVolumeReclaimPolicy"]}
	kept_for("clinic", "Retain") == set()
}

test_lets_a_namespace_speak_for_its_own_volumes_only if {
	labelled := {"metadata": {"labels": {"edgeward.io/health-data": "true"}}}
	manifest := object.union(labelled, {"spec": {"persistentVolumeReclaimPolicy": "Retain"}})
	places(judged("PersistentVolume", manifest, {"namespace": "clinic"})) == {retention, erasure}
	judged("ConfigMap", labelled, {"namespace": "clinic"}) == set()
	claim({"data": {"cache_enabled": "true"}}, "clinic") == set()
}

test_leaves_volumes_for_other_data_alone if {
	kept_for("kitchen", null) == set()
	volume({"spec": {}}) == set()
}

test_denies_a_cache_that_does_not_forget if {
	config({"cache_enabled": "true", "cache_ttl": "600s"}) == {{
		"msg": concat("", [
			"key cache_enabled switches a cache on and cache_ttl is \"600s\"; ",
			"it must be a duration above 0 and at most \"300s\"",
		]),
		"details": {
			"check": "cache_ttl",
			"path": "/data/cache_ttl",
			"observed": "\"600s\"",
			"expected": "a duration above 0 and at most \"300s\"",
		},
	}}
	every settings in [
		{"cache_enabled": "true"},
		{"cache_enabled": "yes", "cache_ttl": "0s"},
		{"cache_enabled": true, "cache_ttl": "-1s"},
		{"CACHE_ENABLED": "true", "cache_ttl": "300"},
		{"cache_enabled": "true", "cache_ttl": "5m", "CACHE_TTL": "10m"},
		{"cache_enabled": "true", "cache_ttl": null},
	] {
		places(config(settings)) == {["cache_ttl", "/data/cache_ttl"]}
	}
	places(config({"query_cache_enabled": "true", "cache_ttl": "5m"})) == {["cache_ttl", "/data/query_cache_ttl"]}
}

test_says_when_there_is_no_life if {
	some violation in config({"cache_enabled": "true"})
	violation.details.observed == "missing"
}

test_says_every_life_that_may_hold if {
	some violation in config({"cache_enabled": "true", "cache_ttl": "5m", "CACHE_TTL": "10m"})
	violation.details.observed == "\"10m\" and \"5m\""
}

test_no_life_is_short_enough_without_a_ceiling if {
	result := rule.violation with input as {
		"review": {
			"kind": {"group": "", "version": "v1", "kind": "ConfigMap"},
			"operation": "CREATE",
			"object": {"data": {"cache_enabled": "true", "cache_ttl": "1s"}},
		},
		"parameters": {},
	}
	{violation.details.expected | some violation in result} == {"a duration above 0 and at most \"\""}
}

test_allows_caches_that_forget_or_are_off if {
	every settings in [
		null,
		"cache_enabled",
		{"cache_enabled": "false"},
		{"cache_enabled": "true", "cache_ttl": "300s"},
		{"CACHE_ENABLED": "true", "CACHE_TTL": "5m"},
		{"query_cache_enabled": "true", "query_cache_ttl": "1ns"},
		{"cache_enabled_since": "2024"},
	] {
		config(settings) == set()
	}
}

chosen(kind, manifest, check) := {violation.details.check | some violation in result} if {
	result := rule.violation with input as {
		"parameters": object.union(parameters, {"checks": [check]}),
		"review": {
			"kind": {"group": "", "version": "v1", "kind": kind},
			"operation": "CREATE",
			"object": manifest,
		},
	}
}

test_asks_only_what_is_switched_on if {
	wrong := {"metadata": {"labels": {"edgeward.io/health-data": "true", "edgeward.io/erasure": "crypto-shred"}}}
	every check in ["retention", "shred", "reclaim"] {
		chosen("PersistentVolume", wrong, check) == {check}
	}
	chosen("PersistentVolume", {"metadata": {"labels": {"edgeward.io/health-data": "true"}}}, "erasure") == {"erasure"}
	config_map := {"data": {"cache_enabled": "true"}}
	chosen("ConfigMap", config_map, "cache_ttl") == {"cache_ttl"}
	chosen("ConfigMap", config_map, "retention") == set()
}

test_says_nothing_on_delete if {
	every kind in ["ConfigMap", "Namespace", "PersistentVolume", "PersistentVolumeClaim"] {
		judged(kind, null, {"operation": "DELETE", "oldObject": {"data": {"cache_enabled": "true"}}}) == set()
		wrong := {"metadata": {"labels": {"edgeward.io/health-data": "true"}}, "data": {"cache_enabled": "true"}}
		judged(kind, wrong, {"operation": "DELETE"}) == set()
	}
}
