package lib.storage_test

import rego.v1

import data.lib.storage

review(group, kind, manifest) := {
	"kind": {"group": group, "version": "v1", "kind": kind},
	"operation": "CREATE",
	"object": manifest,
}

paths(found) := [item.path | some item in found]

test_finds_the_claim_itself if {
	manifest := {"spec": {"storageClassName": "fast"}}
	storage.claims(review("", "PersistentVolumeClaim", manifest)) == [{
		"path": "",
		"name": "the claim",
		"spec": {"storageClassName": "fast"},
		"written": {"storageClassName": "fast"},
		"manifest": manifest,
	}]
}

test_finds_the_claims_that_a_stateful_set_makes if {
	spec := {"volumeClaimTemplates": [{"spec": {}}, null], "template": {"spec": {"volumes": [
		{"name": "a", "ephemeral": {"volumeClaimTemplate": {"spec": {"storageClassName": "fast"}}}},
		{"name": "b", "ephemeral": null},
		{"name": "c", "emptyDir": {}},
	]}}}
	found := storage.claims(review("apps", "StatefulSet", {"spec": spec}))
	paths(found) == [
		"/spec/volumeClaimTemplates/0",
		"/spec/volumeClaimTemplates/1",
		"/spec/template/spec/volumes/0/ephemeral/volumeClaimTemplate",
	]
	[item.name | some item in found] == [
		"volumeClaimTemplate #0",
		"volumeClaimTemplate #1",
		"the claim of volume \"a\"",
	]
	found[2].spec == {"storageClassName": "fast"}
}

test_finds_none_in_other_things if {
	storage.claims(review("apps", "Deployment", {"spec": {"volumeClaimTemplates": [{}]}})) == []
	storage.claims(review("", "PersistentVolume", {"spec": {}})) == []
	every kind in ["PersistentVolumeClaim", "StatefulSet"] {
		gone := review({"StatefulSet": "apps", "PersistentVolumeClaim": ""}[kind], kind, {"spec": {"volumeClaimTemplates": [1]}})
		storage.claims(object.union(gone, {"operation": "DELETE"})) == []
		storage.claim_defects(object.union(gone, {"operation": "DELETE"})) == set()
	}
}

test_reports_claims_that_cannot_be_read if {
	paths(storage.claim_defects(review("", "PersistentVolumeClaim", {"spec": "x"}))) == ["/spec"]
	paths(storage.claim_defects(review("", "PersistentVolumeClaim", null))) == ["/spec"]
	paths(storage.claim_defects(review("", "PersistentVolumeClaim", {"spec": {}}))) == []
	paths(storage.claim_defects(review("apps", "Deployment", {"spec": {"volumeClaimTemplates": {}}}))) == []
	paths(storage.claim_defects(review("apps", "StatefulSet", {"spec": {"volumeClaimTemplates": {}}}))) == [
		"/spec/volumeClaimTemplates",
	]
	templates := {"spec": {"volumeClaimTemplates": [{"spec": {}}, 1]}}
	paths(storage.claim_defects(review("apps", "StatefulSet", templates))) == [
		"/spec/volumeClaimTemplates/1",
		"/spec/volumeClaimTemplates/1/spec",
	]
}

test_finds_what_a_pod_takes_by_name if {
	pod := {"path": "", "spec": {"volumes": [
		{"name": "a", "persistentVolumeClaim": {"claimName": "records"}},
		{"name": "b", "persistentVolumeClaim": {}},
		{"name": "c", "persistentVolumeClaim": null},
	]}}
	storage.references(pod) == [
		{"path": "/spec/volumes/0/persistentVolumeClaim/claimName", "name": "a", "claim": "records"},
		{"path": "/spec/volumes/1/persistentVolumeClaim/claimName", "name": "b", "claim": null},
	]
}

annotated(value) := {
	"metadata": {"annotations": {"volume.beta.kubernetes.io/storage-class": value}},
	"spec": {"storageClassName": "slow"},
}

test_lets_the_old_annotation_win if {
	storage.class(annotated("fast")) == "fast"
	storage.class(annotated("")) == ""
	storage.class(annotated(null)) == ""
	storage.class(annotated(["fast"])) == ["fast"]
	storage.class({"spec": {"storageClassName": "slow"}}) == "slow"
	storage.class({"spec": {}}) == null
	storage.class(null) == null
	storage.class_path({"path": "", "manifest": annotated("fast")}) == concat("/", [
		"/metadata/annotations",
		"volume.beta.kubernetes.io~1storage-class",
	])
	storage.class_path({"path": "/x", "manifest": {}}) == "/x/spec/storageClassName"
}

inventory := {
	"cluster": {
		"storage.k8s.io/v1": {"StorageClass": {"fast": {"provisioner": "local.example"}}},
		"v1": {"PersistentVolume": {"disk": {}}},
	},
	"namespace": {"clinic": {"v1": {"PersistentVolumeClaim": {"records": {}}}}},
}

test_looks_into_the_inventory if {
	storage.classes == {"fast": {"provisioner": "local.example"}} with data.inventory as inventory
	storage.volumes == {"disk": {}} with data.inventory as inventory
	storage.claims_of("clinic") == {"records": {}} with data.inventory as inventory
}

test_has_null_for_a_kind_that_the_inventory_lacks if {
	storage.classes == null with data.inventory as {}
	storage.volumes == null with data.inventory as {}
	storage.claims_of("kitchen") == null with data.inventory as inventory
}

test_says_what_the_inventory_has if {
	storage.object_of({"a": 1}, "a") == 1
	every objects in [null, {}, {"b": 1}] {
		not storage.object_of(objects, "a")
	}
	not storage.object_of({"a": 1}, ["a"])
	storage.standing({}, "StorageClass") == "which the inventory does not have"
	words := "which the inventory does not have: it has no StorageClass at all"
	storage.standing(null, "StorageClass") == words
}

place := {"roots": ["/data"], "drivers": ["local.example"]}

test_knows_what_lies_on_the_node if {
	every spec in [
		{"local": {"path": "/data/a"}},
		{"hostPath": {"path": "/data"}, "nfs": null, "capacity": {"storage": "1Gi"}},
		{"csi": {"driver": "local.example"}, "claimRef": {}, "volumeMode": "Filesystem"},
	] {
		storage.on_node(spec, place)
	}
}

test_knows_what_does_not if {
	every spec in [
		{},
		{"capacity": {}},
		{"local": {"path": "/database"}},
		{"local": {}},
		{"local": "/data"},
		{"csi": {"driver": "far.example"}},
		{"csi": "local.example"},
		{"nfs": {"path": "/data"}},
		{"nfs": {"driver": "local.example"}},
		{"local": {"path": "/data"}, "hostPath": {"path": "/data"}},
		{"Local": {"path": "/data"}},
	] {
		not storage.on_node(spec, place)
	}
}

test_lists_sources if {
	storage.sources({"nfs": {}, "local": {}, "accessModes": [], "csi": null}) == {"nfs", "local"}
}

# Fields of PersistentVolumeSpec, as the API reference of Kubernetes has them.
test_what_describes_a_volume_is_no_source if {
	storage.sources({
		"accessModes": ["ReadWriteOnce"],
		"capacity": {"storage": "1Gi"},
		"claimRef": {},
		"mountOptions": ["noatime"],
		"nodeAffinity": {},
		"persistentVolumeReclaimPolicy": "Retain",
		"storageClassName": "fast",
		"volumeAttributesClassName": "gold",
		"volumeMode": "Block",
	}) == set()
}

test_lists_required_terms if {
	storage.terms({"nodeAffinity": {"required": {"nodeSelectorTerms": [{}, 1]}}}) == [{}, 1]
	every spec in [null, {}, {"nodeAffinity": {"required": {"nodeSelectorTerms": {}}}}] {
		storage.terms(spec) == []
	}
}

test_finds_the_classes_in_use if {
	inventory_given := {
		"cluster": {"v1": {"Namespace": {"kitchen": {}}}},
		"namespace": {
			"clinic": {"v1": {"PersistentVolumeClaim": {"records": {"spec": {"storageClassName": "fast"}}}}},
			"kitchen": {"v1": {"PersistentVolumeClaim": {"menus": {"spec": {"storageClassName": "slow"}}}}},
		},
	}
	storage.class_in_use("fast") with data.inventory as inventory_given
	not storage.class_in_use("slow") with data.inventory as inventory_given
	not storage.class_in_use("fast") with data.inventory as {}
}

test_knows_whom_a_volume_is_kept_for if {
	kitchen := {"cluster": {"v1": {"Namespace": {"kitchen": {}}}}}
	kept := {"spec": {"claimRef": {"namespace": "kitchen"}}}
	storage.volume_owner(kept) == "kitchen"
	storage.volume_owner(null) == null
	storage.volume_elsewhere(kept) with data.inventory as kitchen
	not storage.volume_elsewhere(kept) with data.inventory as {}
	storage.volume_elsewhere({"spec": {}}) with data.inventory as kitchen
	labelled := {"metadata": {"labels": {"edgeward.io/health-data": "true"}}}
	not storage.volume_elsewhere(labelled) with data.inventory as kitchen
}
