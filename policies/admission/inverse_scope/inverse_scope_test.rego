package admission.inverse_scope_test

import rego.v1

import data.admission.inverse_scope as rule

parameters := {
	"roots": ["/data/health"],
	"sharedRoots": ["/data/shared"],
	"exempt": [{"namespace": "kube-system", "serviceAccount": "provisioner"}],
	"classes": ["records"],
	"repositories": ["registry.example.com/health"],
}

labelled := {"labels": {"edgeward.io/health-data": "true"}}

inventory := {
	"cluster": {
		"storage.k8s.io/v1": {"StorageClass": {
			"marked": {"metadata": object.union(
				labelled,
				{"annotations": {"storageclass.kubernetes.io/is-default-class": "true"}},
			)},
			"other": {"metadata": {}},
		}},
		"v1": {
			"Namespace": {"clinic": {"metadata": labelled}, "kitchen": {"metadata": {}}, "lobby": {"metadata": {}}},
			"PersistentVolume": {
				"marked": {"metadata": labelled},
				"kept": {"spec": {"claimRef": {"namespace": "clinic"}}},
				"classed": {"spec": {"storageClassName": "records"}},
				"placed": {"spec": {"local": {"path": "/data/health/a"}}},
				"rooted": {"spec": {"hostPath": {"path": "/data/health/b"}}},
				"mine": {"spec": {"claimRef": {"namespace": "kitchen"}, "hostPath": {"path": "/data/menus"}}},
				"made": {"metadata": {"name": "made"}, "spec": {
					"claimRef": {"namespace": "kitchen", "name": "menus"},
					"hostPath": {"path": "/data/shared/made_kitchen_menus"},
				}},
				"borrowed": {"metadata": {"name": "borrowed"}, "spec": {
					"claimRef": {"namespace": "kitchen", "name": "menus"},
					"hostPath": {"path": "/data/shared/pvc-1_clinic_records"},
				}},
				"all": {"metadata": {"name": "all"}, "spec": {"local": {"path": "/data/shared"}}},
				"free": {"spec": {"hostPath": {"path": "/mnt"}}},
				"theirs": {"spec": {"claimRef": {"namespace": "lobby"}}},
			},
		},
	},
	"namespace": {
		"clinic": {"v1": {"Service": {"records": {}}}},
		"lobby": {"v1": {"Service": {"menus": {}}}},
		"kitchen": {"v1": {"PersistentVolumeClaim": {
			"taken": {"spec": {"volumeName": "kept"}},
			"own": {"spec": {"volumeName": "mine"}},
			"unbound": {},
		}}},
	},
}

judged(kind, manifest, others) := result if {
	base := {
		"kind": {"group": "", "version": "v1", "kind": kind},
		"namespace": "kitchen",
		"operation": "CREATE",
		"object": manifest,
	}
	result := rule.violation with input as {"review": object.union(base, others), "parameters": parameters}
		with data.inventory as inventory
}

claimed(spec) := judged("PersistentVolumeClaim", {"spec": object.union({"storageClassName": "other"}, spec)}, {})

mounted(path) := spec_judged({"volumes": [{"name": "a", "hostPath": {"path": path}}]}, {})

spec_judged(spec, others) := judged("Pod", {"spec": object.union({"containers": [{"name": "app"}]}, spec)}, others)

contained(container) := judged("Pod", {"spec": {"initContainers": [container], "containers": [{}]}}, {})

places(violations) := {[violation.details.check, violation.details.path] | some violation in violations}

test_allows_what_is_apart if {
	every path in ["/var/log", "/data/healthy", "/data/other/health", "/data/share", "/database"] {
		mounted(path) == set()
	}
	claimed({}) == set()
	claimed({"volumeName": "mine"}) == set()
	contained({"image": "registry.example.com/healthy:1", "args": ["--at", "menus.lobby.svc"]}) == set()
}

test_denies_a_path_with_health_data if {
	mounted("/data/health/records") == {{
		"msg": concat("", [
			"hostPath of volume \"a\" is \"/data/health/records\"; ",
			"outside health data it must not touch: /data/health, /data/shared",
		]),
		"details": {
			"check": "path",
			"path": "/spec/volumes/0/hostPath/path",
			"observed": "/data/health/records",
			"expected": "apart from: /data/health, /data/shared",
		},
	}}
}

test_denies_whatever_cannot_be_told_apart if {
	every path in [
		"/data/health",
		"//data/./health/",
		"/data",
		"/",
		"",
		"data/health",
		"/var/log/../../data/health",
		"/data/shared/x",
		null,
		1,
	] {
		places(mounted(path)) == {["path", "/spec/volumes/0/hostPath/path"]}
	}
}

shared(account, namespace) := spec_judged(
	{"serviceAccountName": account, "volumes": [{"name": "a", "hostPath": {"path": "/data/shared"}}]},
	{"namespace": namespace},
)

test_lets_the_provisioner_reach_shared_roots if {
	shared("provisioner", "kube-system") == set()
	places(shared("provisioner", "kitchen")) == {["path", "/spec/volumes/0/hostPath/path"]}
	places(shared("default", "kube-system")) == {["path", "/spec/volumes/0/hostPath/path"]}
	places(shared(null, "kube-system")) == {["path", "/spec/volumes/0/hostPath/path"]}
}

test_lets_the_provisioner_reach_no_more if {
	volumes := [{"name": "a", "hostPath": {"path": "/data/health"}}]
	result := spec_judged({"serviceAccountName": "provisioner", "volumes": volumes}, {"namespace": "kube-system"})
	places(result) == {["path", "/spec/volumes/0/hostPath/path"]}
}

test_denies_a_class_for_health_data if {
	claimed({"storageClassName": "records"}) == {{
		"msg": "the claim names StorageClass \"records\", which is for health data; it must name another",
		"details": {
			"check": "class",
			"path": "/spec/storageClassName",
			"observed": "records",
			"expected": "a class for other data",
		},
	}}
	every name in ["marked", null] {
		places(claimed({"storageClassName": name})) == {["class", "/spec/storageClassName"]}
	}
	every name in ["", "x", ["records"]] {
		claimed({"storageClassName": name}) == set()
	}
}

taken_by_default(classes) := places(result) if {
	result := rule.violation with input as {"parameters": parameters, "review": {
		"kind": {"group": "", "version": "v1", "kind": "PersistentVolumeClaim"},
		"namespace": "kitchen",
		"operation": "CREATE",
		"object": {"spec": {}},
	}}
		with data.inventory.cluster as {"storage.k8s.io/v1": {"StorageClass": classes}}
}

default_class := {"annotations": {"storageclass.kubernetes.io/is-default-class": "true"}}

test_knows_which_class_is_taken_by_default if {
	taken_by_default({"a": {"metadata": labelled}}) == set()
	taken_by_default({"a": {"metadata": default_class}}) == set()
	two := {"a": {"metadata": default_class}, "b": {"metadata": object.union(default_class, labelled)}}
	taken_by_default(two) == {["class", "/spec/storageClassName"]}
}

test_denies_a_volume_with_health_data if {
	claimed({"volumeName": "kept"}) == {{
		"msg": "the claim ends on volume \"kept\", which holds health data; it must end on another",
		"details": {
			"check": "volume",
			"path": "/spec/volumeName",
			"observed": "kept",
			"expected": "a volume for other data",
		},
	}}
	every name in ["marked", "classed", "placed", "rooted", "borrowed", "all"] {
		places(claimed({"volumeName": name})) == {["volume", "/spec/volumeName"]}
	}
	every name in ["made", "free", "theirs", "x", "", null, 1] {
		claimed({"volumeName": name}) == set()
	}
}

test_follows_a_claim_to_its_volume if {
	result := spec_judged(
		{"volumes": [
			{"name": "a", "persistentVolumeClaim": {"claimName": "taken"}},
			{"name": "b", "persistentVolumeClaim": {"claimName": "own"}},
			{"name": "c", "persistentVolumeClaim": {"claimName": "unbound"}},
			{"name": "d", "persistentVolumeClaim": {"claimName": "x"}},
		]},
		{},
	)
	result == {{
		"msg": "the claim of volume \"a\" ends on volume \"kept\", which holds health data; it must end on another",
		"details": {
			"check": "volume",
			"path": "/spec/volumes/0/persistentVolumeClaim/claimName",
			"observed": "kept",
			"expected": "a volume for other data",
		},
	}}
}

test_denies_data_of_a_health_namespace if {
	claimed({"dataSourceRef": {"kind": "PersistentVolumeClaim", "name": "records", "namespace": "clinic"}}) == {{
		"msg": concat("", [
			"the claim is filled from namespace \"clinic\", which may have health data; ",
			"it must be filled from its own",
		]),
		"details": {
			"check": "data_source",
			"path": "/spec/dataSourceRef/namespace",
			"observed": "clinic",
			"expected": "the claim's own namespace",
		},
	}}
	every namespace in ["cellar", 1] {
		result := claimed({"dataSourceRef": {"namespace": namespace}})
		places(result) == {["data_source", "/spec/dataSourceRef/namespace"]}
	}
	every namespace in ["kitchen", "lobby", "", null] {
		claimed({"dataSourceRef": {"namespace": namespace}}) == set()
	}
	undescribed := {"spec": {"storageClassName": "other", "dataSourceRef": {"namespace": "cellar"}}}
	judged("PersistentVolumeClaim", undescribed, {"namespace": "cellar"}) == set()
}

test_denies_an_image_for_health_data if {
	contained({"name": "app", "image": "registry.example.com/health/records:2"}) == {{
		"msg": concat("", [
			"container \"app\" uses image repository registry.example.com/health/records, ",
			"which is for health data; it must use another",
		]),
		"details": {
			"check": "image",
			"path": "/spec/initContainers/0/image",
			"observed": "registry.example.com/health/records",
			"expected": "a repository for other data",
		},
	}}
	every reference in ["Registry.Example.com/health", "registry.example.com:443/health@sha256:aa"] {
		places(contained({"image": reference})) == {["image", "/spec/initContainers/0/image"]}
	}
	every reference in ["health", "registry.example.com:5000/health", "evil.example.com/health", null] {
		contained({"image": reference}) == set()
	}
	result := spec_judged({"volumes": [{"name": "a", "image": {"reference": "registry.example.com/health"}}]}, {})
	result == {{
		"msg": concat("", [
			"volume \"a\" uses image repository registry.example.com/health, ",
			"which is for health data; it must use another",
		]),
		"details": {
			"check": "image",
			"path": "/spec/volumes/0/image/reference",
			"observed": "registry.example.com/health",
			"expected": "a repository for other data",
		},
	}}
}

test_denies_the_name_of_a_health_service if {
	contained({"name": "app", "args": ["--from", "http://Records.clinic.svc.cluster.local:80/all"]}) == {{
		"msg": concat("", [
			"args #1 of container \"app\" names records.clinic.svc.cluster.local, ",
			"a service in a namespace with health data; it must not",
		]),
		"details": {
			"check": "service",
			"path": "/spec/initContainers/0/args/1",
			"observed": "records.clinic.svc.cluster.local",
			"expected": "no service with health data",
		},
	}}
	places(contained({"command": ["records-0.records.clinic.svc"]})) == {
		["service", "/spec/initContainers/0/command/0"],
	}
	places(contained({"env": [{"name": "A", "value": "tcp://x@records.clinic:6379"}]})) == {
		["service", "/spec/initContainers/0/env/0/value"],
	}
}

test_allows_other_dotted_words if {
	every word in ["clinic.svc", "menus.clinic", "clinic", "records.lobby.svc", "records.cellar.svc", "a.b.c", "x.clinic.example", "records.clinic.json", "menus.lobby", 1] {
		contained({"args": [word]}) == set()
	}
	contained({"env": [{"name": "A"}, {"name": "B", "value": null}]}) == set()
}

test_denies_what_cannot_be_read if {
	places(judged("Pod", {"spec": {"containers": "x", "volumes": "y"}}, {})) == {
		["shape", "/spec/containers"],
		["shape", "/spec/volumes"],
	}
	contained({"env": {}}) == {{
		"msg": "/spec/initContainers/0/env is of type object; it must be an array",
		"details": {
			"check": "shape",
			"path": "/spec/initContainers/0/env",
			"observed": "object",
			"expected": "an array",
		},
	}}
	places(judged("PersistentVolumeClaim", {"spec": []}, {})) == {
		["shape", "/spec"],
		["class", "/spec/storageClassName"],
	}
}

test_asks_only_what_is_switched_on if {
	checks := ["path", "class", "volume", "data_source", "image", "service", "shape"]
	wrong := {"spec": {
		"serviceName": "x",
		"volumeClaimTemplates": [
			{"spec": {"storageClassName": "records", "volumeName": "kept", "dataSourceRef": {"namespace": "clinic"}}},
			1,
		],
		"template": {"spec": {
			"containers": [{"image": "registry.example.com/health", "args": ["records.clinic.svc"]}],
			"volumes": [{"name": "a", "hostPath": {"path": "/"}}],
		}},
	}}
	every check in checks {
		result := rule.violation with input as {
			"parameters": object.union(parameters, {"checks": [check]}),
			"review": {
				"kind": {"group": "apps", "version": "v1", "kind": "StatefulSet"},
				"namespace": "kitchen",
				"operation": "CREATE",
				"object": wrong,
			},
		}
			with data.inventory as inventory
		{violation.details.check | some violation in result} == {check}
	}
}

test_says_nothing_on_delete if {
	judged("Pod", null, {"operation": "DELETE", "oldObject": {"spec": {}}}) == set()
	judged("PersistentVolumeClaim", null, {"operation": "DELETE"}) == set()
}
