package lib.workload_test

import rego.v1

import data.lib.workload

review(group, kind, manifest) := {
	"kind": {"group": group, "version": "v1", "kind": kind},
	"operation": "CREATE",
	"object": manifest,
}

pod := {"metadata": {"labels": {"l": "1"}, "annotations": {"a": "1"}}, "spec": {"x": 1}}

found(path) := {"path": path, "spec": {"x": 1}, "labels": {"l": "1"}, "annotations": {"a": "1"}, "written": {"x": 1}}

controllers := [
	["", "ReplicationController"],
	["apps", "DaemonSet"],
	["apps", "Deployment"],
	["apps", "ReplicaSet"],
	["apps", "StatefulSet"],
	["batch", "Job"],
]

test_finds_the_pod_of_every_kind if {
	workload.pod(review("", "Pod", pod)) == found("")
	workload.pod(review("", "PodTemplate", {"template": pod})) == found("/template")
	every controller in controllers {
		manifest := {"spec": {"template": pod}}
		workload.pod(review(controller[0], controller[1], manifest)) == found("/spec/template")
	}
	manifest := {"spec": {"jobTemplate": {"spec": {"template": pod}}}}
	workload.pod(review("batch", "CronJob", manifest)) == found("/spec/jobTemplate/spec/template")
}

test_finds_no_pod_in_other_kinds if {
	not workload.pod(review("", "Service", pod))
	not workload.pod(review("example.com", "Deployment", {"spec": {"template": pod}}))
	not workload.pod(review("apps", "Pod", pod))
	every kind in [null, "Pod", {}, {"kind": "Pod"}, {"group": 1, "kind": "Pod"}] {
		not workload.pod({"kind": kind, "object": pod})
	}
	every kind in [{"group": 1, "kind": "Pod"}, {"group": "", "kind": 1}, {"group": "", "kind": null}] {
		not workload.group_kind({"kind": kind})
	}
}

test_takes_a_pod_of_the_wrong_shape_for_an_empty_one if {
	every manifest in [null, "x", [], {}, {"spec": null}, {"spec": "x"}, {"spec": {"template": []}}] {
		it := workload.pod(review("apps", "Deployment", manifest))
		[it.spec, it.labels, it.annotations, it.written] == [{}, {}, {}, null]
	}
	workload.pod(review("", "Pod", {"spec": "x"})).written == "x"
	every metadata in [null, "x", {}, {"labels": null, "annotations": "x"}, {"labels": ["l"]}] {
		it := workload.pod(review("", "Pod", {"metadata": metadata, "spec": {}}))
		[it.labels, it.annotations] == [{}, {}]
	}
}

test_judges_what_comes_in_and_what_is_there if {
	every operation in ["CREATE", "UPDATE", "", "PATCH", null] {
		workload.judged({"operation": operation})
	}
	workload.judged({})
	not workload.judged({"operation": "DELETE"})
	not workload.judged({"operation": "CONNECT"})
	not workload.pod(object.union(review("", "Pod", pod), {"operation": "DELETE"}))
}

test_finds_the_old_pod if {
	it := object.union(review("", "Pod", {}), {"oldObject": pod})
	workload.old_pod(it) == found("")
	workload.old_pod(review("", "Pod", pod)).written == null
}

test_names_the_namespace_by_review_then_object_then_default if {
	manifest := {"metadata": {"namespace": "b"}}
	workload.namespace({"namespace": "a", "object": manifest}) == "a"
	workload.namespace({"namespace": "", "object": manifest}) == "b"
	workload.namespace({"object": manifest}) == "b"
	every object_ in [null, "x", {}, {"metadata": {"namespace": ""}}, {"metadata": {"namespace": 7}}] {
		workload.namespace({"object": object_}) == "default"
	}
}
