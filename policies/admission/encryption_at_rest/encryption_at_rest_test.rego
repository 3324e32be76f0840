package admission.encryption_at_rest_test

import rego.v1

import data.admission.encryption_at_rest as rule

parameters := {"mechanisms": ["luks", "csi"]}

marks := {
	"edgeward.io/encryption-at-rest": "luks",
	"edgeward.io/encryption-key-ref": "tpm2:disk-1",
	"edgeward.io/encryption-attested": "2026-01-15",
}

encrypted := {"metadata": {"annotations": marks}}

marked(change) := {"metadata": {"name": "x", "annotations": object.union(marks, change)}}

inventory := {
	"cluster": {
		"storage.k8s.io/v1": {"StorageClass": {"safe": encrypted, "plain": {}}},
		"v1": {
			"Namespace": {
				"clinic": {"metadata": {"labels": {"edgeward.io/health-data": "true"}}},
				"ward": object.union(encrypted, {"metadata": {"labels": {"edgeward.io/health-data": "true"}}}),
				"kitchen": {"metadata": {}},
			},
			"PersistentVolume": {"disk": encrypted, "bare": {}},
		},
	},
	"namespace": {"clinic": {"v1": {"PersistentVolumeClaim": {
		"safe": {"spec": {"storageClassName": "safe"}},
		"bound": {"spec": {"storageClassName": "plain", "volumeName": "disk"}},
		"plain": {"spec": {"storageClassName": "plain", "volumeName": "bare"}},
	}}}},
}

judged(group, kind, manifest, others) := result if {
	base := {
		"kind": {"group": group, "version": "v1", "kind": kind},
		"namespace": "clinic",
		"operation": "CREATE",
		"object": manifest,
	}
	result := rule.violation with input as {"review": object.union(base, others), "parameters": parameters}
		with data.inventory as inventory
		with data.clock.now_ns as now
}

# 2026-06-01
now := 1780272000000000000

namespace(change) := judged("", "Namespace", marked(change), {})

pod(volumes) := judged("", "Pod", {"spec": {"containers": [{}], "volumes": volumes}}, {})

claim(manifest) := judged("", "PersistentVolumeClaim", manifest, {})

places(violations) := {[violation.details.check, violation.details.path] | some violation in violations}

test_allows_whole_declarations if {
	namespace({}) == set()
	labelled := {"metadata": {"labels": {"edgeward.io/health-data": "true"}}}
	judged("storage.k8s.io", "StorageClass", object.union(encrypted, labelled), {}) == set()
	judged("", "PersistentVolume", object.union(encrypted, labelled), {}) == set()
}

test_whoever_begins_to_declare_declares_wholly[kind] if {
	checks := {
		"edgeward.io/encryption-at-rest": "mechanism",
		"edgeward.io/encryption-key-ref": "key",
		"edgeward.io/encryption-attested": "attested",
	}
	some kind, group in {"Namespace": "", "PersistentVolume": "", "StorageClass": "storage.k8s.io"}
	every mark, value in marks {
		result := judged(group, kind, {"metadata": {"annotations": {mark: value}}}, {})
		found := {violation.details.check | some violation in result} - {"declared"}
		found == {check | some key, check in checks; key != mark}
	}
}

test_says_where_data_rests if {
	labelled := {"metadata": {"name": "x", "labels": {"edgeward.io/health-data": "true"}}}
	taken := {"name": "a", "persistentVolumeClaim": {"claimName": "plain"}}
	{trim_suffix(trim_prefix(violation.msg, "nothing declares how data at rest in "), message_end) |
		some result in [
			claim({}),
			pod([taken]),
			judged("storage.k8s.io", "StorageClass", labelled, {}),
			judged("", "PersistentVolume", labelled, {}),
		]
		some violation in result
	} == {"the claim", "volume \"a\"", "volumes of the class", "the volume"}
}

message_end := " is encrypted; its namespace, class or volume must"

test_needs_no_declaration_on_a_namespace if {
	judged("", "Namespace", {"metadata": {"name": "clinic"}}, {}) == set()
}

test_denies_a_mechanism_off_the_list if {
	namespace({"edgeward.io/encryption-at-rest": "rot13"}) == {{
		"msg": "encryption-at-rest is \"rot13\"; it must be one of: luks, csi",
		"details": {
			"check": "mechanism",
			"path": "/metadata/annotations/edgeward.io~1encryption-at-rest",
			"observed": "rot13",
			"expected": "luks, csi",
		},
	}}
	every value in ["", "LUKS", "none", true, null] {
		result := namespace({"edgeward.io/encryption-at-rest": value})
		places(result) == {["mechanism", "/metadata/annotations/edgeward.io~1encryption-at-rest"]}
	}
}

test_denies_a_key_without_repeating_it if {
	namespace({"edgeward.io/encryption-key-ref": "c2VjcmV0IGtleQ=="}) == {{
		"msg": "encryption-key-ref is unreadable; it must be a reference such as tpm2:disk-1, and no key",
		"details": {
			"check": "key",
			"path": "/metadata/annotations/edgeward.io~1encryption-key-ref",
			"observed": "unreadable",
			"expected": "a scheme, a colon and a name",
		},
	}}
	every value in ["", "tpm2", "tpm2:", ":disk", "tpm2: disk", null, 1] {
		result := namespace({"edgeward.io/encryption-key-ref": value})
		places(result) == {["key", "/metadata/annotations/edgeward.io~1encryption-key-ref"]}
	}
	namespace({"edgeward.io/encryption-key-ref": "vault:transit/keys/edge-1"}) == set()
}

test_says_that_a_key_is_missing if {
	some violation in namespace({"edgeward.io/encryption-key-ref": null})
	violation.details.observed == "missing"
}

test_denies_an_attestation_without_a_day if {
	namespace({"edgeward.io/encryption-attested": "soon"}) == {{
		"msg": "encryption-attested is \"soon\"; it must be a day written as YYYY-MM-DD, and none to come",
		"details": {
			"check": "attested",
			"path": "/metadata/annotations/edgeward.io~1encryption-attested",
			"observed": "soon",
			"expected": "a day, and none to come",
		},
	}}
	every value in [null, "2026-02-30", "15.01.2026", 20260115] {
		result := namespace({"edgeward.io/encryption-attested": value})
		places(result) == {["attested", "/metadata/annotations/edgeward.io~1encryption-attested"]}
	}
}

test_denies_an_attestation_of_a_day_to_come if {
	at := {["attested", "/metadata/annotations/edgeward.io~1encryption-attested"]}
	namespace({"edgeward.io/encryption-attested": "2026-06-01"}) == set()
	places(namespace({"edgeward.io/encryption-attested": "2026-06-02"})) == at
	created := {"metadata": {"creationTimestamp": "2026-06-03T08:00:00Z"}}
	ahead := object.union(marked({"edgeward.io/encryption-attested": "2026-06-02"}), created)
	places(judged("", "Namespace", ahead, {})) == at
}

test_denies_data_that_nothing_covers if {
	pod([{"name": "a", "hostPath": {"path": "/data"}}]) == {{
		"msg": concat("", [
			"nothing declares how data at rest in volume \"a\" is encrypted; ",
			"its namespace, class or volume must",
		]),
		"details": {
			"check": "declared",
			"path": "/spec/volumes/0/hostPath",
			"observed": null,
			"expected": "a declaration of encryption at rest",
		},
	}}
	places(pod([{"name": "a", "persistentVolumeClaim": {"claimName": "plain"}}])) == {
		["declared", "/spec/volumes/0/persistentVolumeClaim/claimName"],
	}
	places(pod([{"name": "a", "persistentVolumeClaim": {"claimName": "x"}}])) == {
		["declared", "/spec/volumes/0/persistentVolumeClaim/claimName"],
	}
	places(claim({"spec": {"storageClassName": "plain"}})) == {["declared", "/spec/storageClassName"]}
	places(claim(null)) == {["declared", "/spec/storageClassName"]}
}

test_allows_what_the_class_covers if {
	pod([{"name": "a", "persistentVolumeClaim": {"claimName": "safe"}}]) == set()
	pod([{"name": "a", "ephemeral": {"volumeClaimTemplate": {"spec": {"storageClassName": "safe"}}}}]) == set()
	claim({"spec": {"storageClassName": "safe"}}) == set()
}

test_allows_what_the_volume_covers if {
	pod([{"name": "a", "persistentVolumeClaim": {"claimName": "bound"}}]) == set()
	claim({"spec": {"volumeName": "disk"}}) == set()
	judged("", "PersistentVolume", {"spec": {"storageClassName": "safe", "claimRef": {"namespace": "clinic"}}}, {}) == set()
}

test_allows_what_the_namespace_covers if {
	judged("", "Pod", {"spec": {"volumes": [{"name": "a", "hostPath": {}}]}}, {"namespace": "ward"}) == set()
	judged("", "PersistentVolumeClaim", {"spec": {}}, {"namespace": "ward"}) == set()
	judged("", "PersistentVolume", {"spec": {"claimRef": {"namespace": "ward"}}}, {}) == set()
}

resting_in(namespace_given) := places(result) if {
	result := rule.violation with input as {"parameters": parameters, "review": {
		"kind": {"group": "", "version": "v1", "kind": "PersistentVolumeClaim"},
		"namespace": "x",
		"operation": "CREATE",
		"object": {},
	}}
		with data.inventory.cluster.v1.Namespace as {"x": namespace_given}
		with data.clock.now_ns as now
}

test_takes_half_a_declaration_for_none if {
	resting_in(marked({})) == set()
	every mark in object.keys(marks) {
		resting_in(marked({mark: "x"})) == {["declared", "/spec/storageClassName"]}
	}
}

test_does_not_let_a_namespace_speak_for_a_class if {
	labelled := {"metadata": {"labels": {"edgeward.io/health-data": "true"}}}
	result := judged("storage.k8s.io", "StorageClass", labelled, {"namespace": "ward"})
	places(result) == {["declared", "/metadata/annotations"]}
}

# An annotation by which claims name their class means nothing on a class.
test_does_not_let_one_class_speak_for_another if {
	result := judged(
		"storage.k8s.io", "StorageClass", {"metadata": {
			"labels": {"edgeward.io/health-data": "true"},
			"annotations": {"volume.beta.kubernetes.io/storage-class": "safe"},
		}},
		{},
	)
	places(result) == {["declared", "/metadata/annotations"]}
}

test_reads_no_declaration_elsewhere if {
	broken := {"edgeward.io/health-data": "true"}
	manifest := {"metadata": {"labels": broken, "annotations": {"edgeward.io/encryption-at-rest": "none"}}}
	judged("", "Pod", object.union(manifest, {"spec": {}}), {}) == set()
}

test_needs_no_declaration_where_nothing_rests if {
	pod([{"name": "a", "emptyDir": {}}, {"name": "b", "configMap": {}}, {"name": "c", "hostPath": null}]) == set()
}

test_does_not_believe_a_claim if {
	manifest := {"metadata": {"annotations": marks}, "spec": {"storageClassName": "plain"}}
	places(claim(manifest)) == {["declared", "/spec/storageClassName"]}
}

test_denies_volumes_and_classes_for_health_data_without_a_declaration if {
	at := {["declared", "/metadata/annotations"]}
	labelled := {"metadata": {"name": "x", "labels": {"edgeward.io/health-data": "true"}}}
	places(judged("storage.k8s.io", "StorageClass", labelled, {})) == at
	places(judged("", "PersistentVolume", labelled, {})) == at
	places(judged("", "PersistentVolume", {"spec": {"claimRef": {"namespace": "clinic"}}}, {})) == at
	places(judged("", "PersistentVolume", {"spec": {"claimRef": {"namespace": "cellar"}}}, {})) == at
}

test_leaves_volumes_and_classes_for_other_data_alone if {
	judged("storage.k8s.io", "StorageClass", {"metadata": {"name": "plain"}}, {}) == set()
	judged("", "PersistentVolume", {"spec": {}}, {}) == set()
	judged("", "PersistentVolume", {"spec": {"claimRef": {"namespace": "kitchen"}}}, {}) == set()
}

test_asks_only_what_is_switched_on if {
	wrong := {"metadata": {
		"labels": {"edgeward.io/health-data": "true"},
		"annotations": {"edgeward.io/encryption-at-rest": "none"},
	}}
	every check in ["declared", "mechanism", "key", "attested"] {
		result := rule.violation with input as {
			"parameters": {"mechanisms": ["luks"], "checks": [check]},
			"review": {
				"kind": {"group": "", "version": "v1", "kind": "PersistentVolume"},
				"operation": "CREATE",
				"object": wrong,
			},
		}
		{violation.details.check | some violation in result} == {check}
	}
}

test_says_nothing_on_delete if {
	wrong := {"metadata": {
		"labels": {"edgeward.io/health-data": "true"},
		"annotations": {"edgeward.io/encryption-at-rest": "none"},
	}}
	every kind, group in {"Namespace": "", "PersistentVolume": "", "StorageClass": "storage.k8s.io"} {
		judged(group, kind, wrong, {"operation": "DELETE"}) == set()
	}
	every kind in [["", "Namespace"], ["", "PersistentVolume"], ["storage.k8s.io", "StorageClass"], ["", "Pod"]] {
		judged(kind[0], kind[1], null, {"operation": "DELETE", "oldObject": marked({})}) == set()
	}
}
