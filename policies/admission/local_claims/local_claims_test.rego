package admission.local_claims_test

import rego.v1

import data.admission.local_claims as rule

parameters := {
	"provisioners": ["local.example"],
	"classes": ["records"],
	"classParameters": ["type"],
	"csiDrivers": ["disk.example"],
	"roots": ["/data"],
	"accessModes": ["ReadWriteOnce"],
	"nodeLabels": [{"key": "place", "values": ["edge"]}],
}

inventory := {
	"cluster": {
		"storage.k8s.io/v1": {"StorageClass": {
			"local": {"provisioner": "local.example"},
			"far": {"provisioner": "far.example"},
			"used": {"provisioner": "far.example"},
			"bare": {},
		}},
		"v1": {
			"Namespace": {"kitchen": {"metadata": {"labels": {}}}, "clinic": {"metadata": {"labels": {"edgeward.io/health-data": "true"}}}},
			"Node": {
				"edge-1": {"metadata": {"labels": {"place": "edge", "kubernetes.io/hostname": "one"}}},
				"cloud-1": {"metadata": {"labels": {"place": "cloud", "kubernetes.io/hostname": "two"}}},
				"cloud-2": {},
			},
			"PersistentVolume": {
				"disk": {"spec": volume},
				"share": {"spec": {"nfs": {}, "nodeAffinity": affinity([edge])}},
				"loose": {"spec": {"local": {"path": "/data"}}},
			},
		},
	},
	"namespace": {
		"clinic": {"v1": {"PersistentVolumeClaim": {
			"records": {"spec": claim},
			"bound": {"spec": object.union(claim, {"volumeName": "disk"})},
			"shared": {"spec": object.union(claim, {"volumeName": "share"})},
			"mixed": {"spec": {"storageClassName": "used", "volumeName": "disk"}},
			"remote": {"spec": {"storageClassName": "used"}},
		}}},
		"kitchen": {"v1": {"PersistentVolumeClaim": {"menus": {"spec": {"storageClassName": "far"}}}}},
	},
}

claim := {"storageClassName": "local", "accessModes": ["ReadWriteOnce"]}

edge := {"matchExpressions": [{"key": "place", "operator": "In", "values": ["edge"]}]}

host(names) := {"matchExpressions": [{"key": "kubernetes.io/hostname", "operator": "In", "values": names}]}

affinity(terms) := {"required": {"nodeSelectorTerms": terms}}

volume := {"local": {"path": "/data/a"}, "accessModes": ["ReadWriteOnce"], "nodeAffinity": affinity([edge])}

judged(group, kind, object_given, others) := result if {
	base := {
		"kind": {"group": group, "version": "v1", "kind": kind},
		"namespace": "clinic",
		"operation": "CREATE",
		"object": object_given,
	}
	result := rule.violation with input as {"review": object.union(base, others), "parameters": parameters}
		with data.inventory as inventory
}

claimed(change) := judged("", "PersistentVolumeClaim", {"spec": object.union(claim, change)}, {})

placed(change) := judged("", "PersistentVolume", {"spec": object.union(volume, change)}, {})

classed(change) := judged("storage.k8s.io", "StorageClass", object.union(class, change), {})

class := {"provisioner": "local.example", "volumeBindingMode": "WaitForFirstConsumer", "metadata": {"name": "x"}}

pod(volumes) := judged("", "Pod", {"spec": {"containers": [{"name": "app"}], "volumes": volumes}}, {})

places(violations) := {[violation.details.check, violation.details.path] | some violation in violations}

test_allows_what_stays_on_the_node if {
	claimed({}) == set()
	claimed({"volumeName": "disk"}) == set()
	claimed({"storageClassName": "", "volumeName": "disk"}) == set()
	placed({}) == set()
	classed({}) == set()
	classed({"metadata": {"name": "records"}}) == set()
	classed({"parameters": {"type": "ssd"}}) == set()
	pod([{"name": "a", "persistentVolumeClaim": {"claimName": "records"}}]) == set()
	pod([{"name": "a", "persistentVolumeClaim": {"claimName": "bound"}}]) == set()
	pod([{"name": "a", "ephemeral": {"volumeClaimTemplate": {"spec": claim}}}]) == set()
}

test_denies_a_claim_on_a_remote_class if {
	claimed({"storageClassName": "far"}) == {{
		"msg": concat("", [
			"the claim names StorageClass \"far\", whose provisioner is \"far.example\"; ",
			"it must name a StorageClass of one of: local.example",
		]),
		"details": {
			"check": "class",
			"path": "/spec/storageClassName",
			"observed": "far",
			"expected": "local.example",
		},
	}}
}

words(violations) := {split(violation.msg, "; ")[0] | some violation in violations}

test_counts_a_volume_only_where_classes_are_turned_off if {
	places(claimed({"storageClassName": "far", "volumeName": "disk"})) == {["class", "/spec/storageClassName"]}
}

test_says_what_is_wrong_with_the_class if {
	words(claimed({"storageClassName": null})) == {"the claim names no StorageClass, so that the default one is taken"}
	words(claimed({"storageClassName": ""})) == {"the claim names neither a StorageClass nor a volume"}
	words(claimed({"storageClassName": "bare"})) == {"the claim names StorageClass \"bare\", whose provisioner is missing"}
	words(claimed({"storageClassName": "x"})) == {"the claim names StorageClass \"x\", which the inventory does not have"}
	words(claimed({"storageClassName": ["x"]})) == {
		"the claim names StorageClass of type array, which the inventory does not have",
	}
}

test_says_when_there_are_no_classes_at_all if {
	result := rule.violation with input as {"parameters": parameters, "review": {
		"kind": {"group": "", "version": "v1", "kind": "PersistentVolumeClaim"},
		"operation": "CREATE",
		"object": {"spec": claim},
	}}
		with data.inventory as {}
	words(result) == {concat("", [
		"the claim names StorageClass \"local\", which the inventory does not have: ",
		"it has no StorageClass at all",
	])}
}

test_says_when_there_are_no_volumes_and_claims_at_all if {
	without := {"cluster": {"storage.k8s.io/v1": inventory.cluster["storage.k8s.io/v1"]}}
	{split(violation.msg, "; ")[0] |
		some one in [
			["PersistentVolumeClaim", {"spec": object.union(claim, {"volumeName": "disk"})}],
			["Pod", {"spec": {"containers": [{}], "volumes": [{"name": "a", "persistentVolumeClaim": {"claimName": "b"}}]}}],
		]
		result := rule.violation with input as {"parameters": parameters, "review": {
			"kind": {"group": "", "version": "v1", "kind": one[0]},
			"operation": "CREATE",
			"object": one[1],
		}}
			with data.inventory as without
		some violation in result
	} == {
		concat("", [
			"the claim names a volume which the inventory does not have: ",
			"it has no PersistentVolume at all",
		]),
		concat("", [
			"volume \"a\" takes a claim which the inventory does not have: ",
			"it has no PersistentVolumeClaim at all",
		]),
	}
}

test_denies_a_remote_volume_of_a_claim if {
	claimed({"volumeName": "share"}) == {{
		"msg": "the claim names a volume that is not on an edge node; it must be a local one",
		"details": {
			"check": "volume",
			"path": "/spec/volumeName",
			"observed": "share",
			"expected": "a local volume",
		},
	}}
	places(claimed({"volumeName": "loose"})) == {["volume", "/spec/volumeName"]}
	places(claimed({"volumeName": 1})) == {["volume", "/spec/volumeName"]}
	words(claimed({"volumeName": "x"})) == {"the claim names a volume which the inventory does not have"}
}

test_denies_a_pod_with_a_claim_that_is_not_local if {
	pod([{"name": "a", "persistentVolumeClaim": {"claimName": "remote"}}]) == {{
		"msg": "volume \"a\" takes a claim that does not end on an edge node; it must be a local one",
		"details": {
			"check": "claim",
			"path": "/spec/volumes/0/persistentVolumeClaim/claimName",
			"observed": "remote",
			"expected": "a local claim",
		},
	}}
	every name in ["shared", "mixed", "x", "", null, 1] {
		result := pod([{"name": "a", "persistentVolumeClaim": {"claimName": name}}])
		places(result) == {["claim", "/spec/volumes/0/persistentVolumeClaim/claimName"]}
	}
	words(pod([{"name": "a", "persistentVolumeClaim": {}}])) == {
		"volume \"a\" takes a claim which the inventory does not have",
	}
}

test_denies_access_from_several_nodes if {
	claimed({"accessModes": ["ReadWriteOnce", "ReadWriteMany"]}) == {{
		"msg": "the claim has accessModes that are \"ReadWriteOnce, ReadWriteMany\"; they must be of: ReadWriteOnce",
		"details": {
			"check": "access_mode",
			"path": "/spec/accessModes",
			"observed": "ReadWriteOnce, ReadWriteMany",
			"expected": "ReadWriteOnce",
		},
	}}
	every modes in [null, [], "ReadWriteOnce", [1], {"a": "ReadWriteOnce"}] {
		places(claimed({"accessModes": modes})) == {["access_mode", "/spec/accessModes"]}
	}
	every modes, observed in {"ReadWriteOnce": "string", [1]: "array", null: null, []: ""} {
		{violation.details.observed | some violation in claimed({"accessModes": modes})} == {observed}
	}
	placed_modes := placed({"accessModes": ["ReadOnlyMany"]})
	places(placed_modes) == {["access_mode", "/spec/accessModes"]}
	words(placed_modes) == {"the volume has accessModes that are \"ReadOnlyMany\""}
	inner := pod([{"name": "a", "ephemeral": {"volumeClaimTemplate": {"spec": {"storageClassName": "local"}}}}])
	places(inner) == {["access_mode", "/spec/volumes/0/ephemeral/volumeClaimTemplate/spec/accessModes"]}
}

test_allows_sources_of_the_namespace if {
	every source in [
		null,
		{"kind": "PersistentVolumeClaim", "name": "a"},
		{"apiGroup": "", "kind": "PersistentVolumeClaim", "namespace": "clinic"},
		{"apiGroup": "snapshot.storage.k8s.io", "kind": "VolumeSnapshot", "namespace": ""},
	] {
		claimed({"dataSource": source, "dataSourceRef": source}) == set()
	}
}

test_denies_other_sources if {
	claimed({"dataSource": {"apiGroup": "example.com", "kind": "Download"}}) == {{
		"msg": concat("", [
			"the claim has a dataSource whose kind is \"Download\"; ",
			"it must be a claim or snapshot of its own namespace",
		]),
		"details": {
			"check": "data_source",
			"path": "/spec/dataSource",
			"observed": "Download",
			"expected": "PersistentVolumeClaim or VolumeSnapshot of the namespace",
		},
	}}
	every source in [
		{},
		"records",
		{"kind": "PersistentVolumeClaim", "namespace": "kitchen"},
		{"kind": "VolumeSnapshot"},
		{"apiGroup": "example.com", "kind": "PersistentVolumeClaim"},
	] {
		places(claimed({"dataSourceRef": source})) == {["data_source", "/spec/dataSourceRef"]}
	}
}

test_denies_a_remote_class_for_health_data if {
	classed({"provisioner": "far.example", "metadata": {"name": "records"}}) == {{
		"msg": concat("", [
			"the class for health data has a provisioner that is \"far.example\"; ",
			"it must be one of: local.example",
		]),
		"details": {
			"check": "provisioner",
			"path": "/provisioner",
			"observed": "far.example",
			"expected": "local.example",
		},
	}}
	places(classed({"provisioner": null, "metadata": {"name": "used"}})) == {["provisioner", "/provisioner"]}
	labelled := {"name": "a", "labels": {"edgeward.io/health-data": "true"}}
	places(classed({"provisioner": "far.example", "metadata": labelled})) == {["provisioner", "/provisioner"]}
}

test_leaves_classes_for_other_data_alone if {
	every name in ["far", "x", null] {
		classed({
			"provisioner": "far.example",
			"parameters": {"a": "b"},
			"volumeBindingMode": "Immediate",
			"metadata": {"name": name},
		}) == set()
	}
}

test_denies_parameters_off_the_list if {
	classed({"parameters": {"type": "ssd", "pathPattern": "x"}}) == {{
		"msg": "the class has parameter \"pathPattern\", which may lead elsewhere; it may have only: type",
		"details": {
			"check": "option",
			"path": "/parameters/pathPattern",
			"observed": "pathPattern",
			"expected": "type",
		},
	}}
	places(classed({"parameters": ["type"]})) == {["shape", "/parameters"]}
}

test_denies_a_class_that_does_not_wait if {
	classed({"volumeBindingMode": "Immediate"}) == {{
		"msg": "the class has a volumeBindingMode that is \"Immediate\"; it must be WaitForFirstConsumer",
		"details": {
			"check": "binding",
			"path": "/volumeBindingMode",
			"observed": "Immediate",
			"expected": "WaitForFirstConsumer",
		},
	}}
	places(classed({"volumeBindingMode": null})) == {["binding", "/volumeBindingMode"]}
}

test_denies_a_volume_off_the_node if {
	placed({"local": null, "nfs": {"server": "far"}}) == {{
		"msg": concat("", [
			"the volume comes from nfs; it must be local or hostPath inside: /data; ",
			"or of a CSI driver among: disk.example",
		]),
		"details": {
			"check": "source",
			"path": "/spec",
			"observed": "comes from nfs",
			"expected": "local or hostPath inside: /data; or of a CSI driver among: disk.example",
		},
	}}
}

test_says_what_is_wrong_with_the_source if {
	words(placed({"local": null})) == {"the volume has no source"}
	words(placed({"csi": {"driver": "disk.example"}})) == {"the volume has more than one source: csi, local"}
	words(placed({"local": {"path": "/database"}})) == {"the volume is local and its path is \"/database\""}
	words(placed({"hostPath": null, "csi": null, "local": {"path": "/x"}})) == {"the volume is local and its path is \"/x\""}
	words(placed({"local": null, "hostPath": {"path": "/x"}})) == {"the volume is a hostPath whose path is \"/x\""}
	words(placed({"local": null, "csi": null, "nfs": {}})) == {"the volume comes from nfs"}
	words(placed({"local": null, "hostPath": "x"})) == {"the volume is a hostPath whose path is missing"}
	words(placed({"local": null, "csi": {"driver": "far.example"}})) == {
		"the volume is of a CSI driver that is \"far.example\"",
	}
	placed({"local": null, "csi": {"driver": "disk.example"}}) == set()
}

test_denies_a_volume_that_is_not_pinned if {
	placed({"nodeAffinity": null}) == {{
		"msg": concat("", [
			"the volume's node affinity has 0 required terms, not all for edge nodes; ",
			"it must have one, and all must be",
		]),
		"details": {
			"check": "affinity",
			"path": "/spec/nodeAffinity/required/nodeSelectorTerms",
			"observed": 0,
			"expected": "terms for edge nodes only",
		},
	}}
	except := {"matchExpressions": [{"key": "kubernetes.io/hostname", "operator": "NotIn", "values": ["one"]}]}
	exists := {"matchExpressions": [{"key": "place", "operator": "Exists"}]}
	every terms in [[{}], [edge, exists], [except], ["x"], [host([])], [host(["two"])], [host(["cloud-1"])], [host(["cloud-2"])], [host([1])], [host(["one", "two"])]] {
		places(placed({"nodeAffinity": affinity(terms)})) == {["affinity", "/spec/nodeAffinity/required/nodeSelectorTerms"]}
	}
	every terms in [[edge, {}], [host(["one"])], [host(["edge-9"])], [edge, host(["edge-1"])]] {
		placed({"nodeAffinity": affinity(terms)}) == set()
	}
}

test_leaves_volumes_for_other_data_alone if {
	placed({"nfs": {}, "local": null, "claimRef": {"namespace": "kitchen"}}) == set()
	placed({"nfs": {}, "local": null, "storageClassName": "far"}) == set()
	every namespace in ["clinic", "cellar", null, 1] {
		result := placed({"nfs": {}, "local": null, "claimRef": {"namespace": namespace}})
		places(result) == {["source", "/spec"]}
	}
	every name in ["used", "local", "x", ""] {
		places(placed({"nfs": {}, "local": null, "storageClassName": name})) == {["source", "/spec"]}
	}
}

handed(former, phase, latter) := judged("", "PersistentVolume", {"spec": object.union(volume, {"claimRef": latter})}, {
	"operation": "UPDATE",
	"oldObject": {"spec": object.union(volume, {"claimRef": former}), "status": {"phase": phase}},
})

test_denies_handing_a_volume_on if {
	handed({"namespace": "clinic"}, "Released", {"namespace": "kitchen"}) == {{
		"msg": concat("", [
			"the volume held data of namespace \"clinic\" and its claimRef is now \"kitchen\"; ",
			"it must stay, or the volume go",
		]),
		"details": {
			"check": "handover",
			"path": "/spec/claimRef/namespace",
			"observed": "kitchen",
			"expected": "clinic",
		},
	}}
	every phase in ["Bound", "Failed", null] {
		places(handed({"namespace": "clinic"}, phase, null)) == {["handover", "/spec/claimRef/namespace"]}
	}
}

test_allows_changes_that_hand_nothing_on if {
	handed({"namespace": "clinic"}, "Released", {"namespace": "clinic"}) == set()
	every phase in ["Available", "Pending"] {
		handed({"namespace": "clinic"}, phase, null) == set()
	}
	handed({"namespace": "kitchen"}, "Released", {"namespace": "kitchen"}) == set()
	handed({"namespace": "kitchen"}, "Released", {"namespace": "clinic"}) == set()
	judged("", "PersistentVolumeClaim", {"spec": claim}, {
		"operation": "UPDATE",
		"oldObject": {"spec": {"claimRef": {"namespace": "clinic"}}},
	}) == set()
	handed(null, "Available", {"namespace": "clinic"}) == set()
}

test_denies_what_cannot_be_read if {
	places(judged("", "PersistentVolume", {"spec": "x"}, {})) == {
		["shape", "/spec"],
		["source", "/spec"],
		["access_mode", "/spec/accessModes"],
		["affinity", "/spec/nodeAffinity/required/nodeSelectorTerms"],
	}
	"/spec is of type string; it must be an object" in {violation.msg |
		some violation in judged("", "PersistentVolume", {"spec": "x"}, {})
	}
	places(judged("", "PersistentVolumeClaim", {}, {})) == {
		["shape", "/spec"],
		["class", "/spec/storageClassName"],
		["access_mode", "/spec/accessModes"],
	}
	pod("x") == {{
		"msg": "/spec/volumes is of type string; it must be an array",
		"details": {"check": "shape", "path": "/spec/volumes", "observed": "string", "expected": "an array"},
	}}
}

test_allows_nothing_without_parameters if {
	result := rule.violation with input as {"review": {
		"kind": {"group": "", "version": "v1", "kind": "PersistentVolume"},
		"operation": "",
		"object": {"spec": volume},
	}}
		with data.inventory as inventory
	places(result) == {
		["source", "/spec"],
		["access_mode", "/spec/accessModes"],
		["affinity", "/spec/nodeAffinity/required/nodeSelectorTerms"],
	}
}

pinned_by(labels) := places(result) if {
	result := rule.violation with input as {
		"parameters": object.union(parameters, {"nodeLabels": labels}),
		"review": {
			"kind": {"group": "", "version": "v1", "kind": "PersistentVolume"},
			"operation": "CREATE",
			"object": {"spec": volume},
		},
	}
		with data.inventory as inventory
}

test_pins_by_a_label_with_values_alone if {
	pinned_by([{"key": "other", "values": ["edge"]}, {"key": "place", "values": ["edge", "site"]}]) == set()
	every label in [{"key": "place"}, {"key": "place", "values": {"a": "edge"}}, {"values": ["edge"]}, "place"] {
		pinned_by([label]) == {["affinity", "/spec/nodeAffinity/required/nodeSelectorTerms"]}
	}
}

chosen(group, kind, manifest, check) := {violation.details.check | some violation in result} if {
	result := rule.violation with input as {
		"parameters": object.union(parameters, {"checks": [check]}),
		"review": {
			"kind": {"group": group, "version": "v1", "kind": kind},
			"namespace": "clinic",
			"operation": "UPDATE",
			"object": manifest,
			"oldObject": {"spec": {"claimRef": {"namespace": "clinic"}}},
		},
	}
		with data.inventory as inventory
}

test_asks_only_what_is_switched_on if {
	wrong := {"spec": {
		"volumeClaimTemplates": [{"spec": {"volumeName": "share", "dataSource": {}}}, 1],
		"template": {"spec": {"volumes": [{"name": "a", "persistentVolumeClaim": {}}]}},
	}}
	every check in ["class", "volume", "claim", "access_mode", "data_source", "shape"] {
		chosen("apps", "StatefulSet", wrong, check) == {check}
	}
	every check in ["provisioner", "option", "binding"] {
		manifest := {"metadata": {"name": "records"}, "parameters": {"a": "b"}}
		chosen("storage.k8s.io", "StorageClass", manifest, check) == {check}
	}
	every check in ["source", "affinity", "handover", "access_mode", "shape"] {
		chosen("", "PersistentVolume", {"spec": "x"}, check) == {check}
	}
}

test_takes_no_node_for_an_edge_node_by_a_label_without_a_key if {
	result := rule.violation with input as {
		"parameters": object.union(parameters, {"nodeLabels": [{"values": [null]}]}),
		"review": {
			"kind": {"group": "", "version": "v1", "kind": "PersistentVolume"},
			"operation": "CREATE",
			"object": {"spec": object.union(volume, {"nodeAffinity": affinity([host(["two"])])})},
		},
	}
		with data.inventory as inventory
	places(result) == {["affinity", "/spec/nodeAffinity/required/nodeSelectorTerms"]}
}

test_says_nothing_on_delete if {
	judged("storage.k8s.io", "StorageClass", {"metadata": {"name": "records"}}, {"operation": "DELETE"}) == set()
	every kind in [["", "PersistentVolume"], ["", "PersistentVolumeClaim"], ["storage.k8s.io", "StorageClass"], ["", "Pod"]] {
		former := {"spec": {"nfs": {}, "claimRef": {"namespace": "clinic"}}}
		judged(kind[0], kind[1], null, {"operation": "DELETE", "oldObject": former}) == set()
	}
}
