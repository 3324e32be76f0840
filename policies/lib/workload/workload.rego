package lib.workload

import rego.v1

import data.lib.shape

# Keyed by group and kind: no version of a kind has moved its pod.
pod_paths := {
	"/Pod": "",
	"/PodTemplate": "/template",
	"/ReplicationController": "/spec/template",
	"apps/DaemonSet": "/spec/template",
	"apps/Deployment": "/spec/template",
	"apps/ReplicaSet": "/spec/template",
	"apps/StatefulSet": "/spec/template",
	"batch/CronJob": "/spec/jobTemplate/spec/template",
	"batch/Job": "/spec/template",
}

# A DELETE carries the old object and a CONNECT carries options: neither brings a pod in.
judged(review) if {
	operation := object.get(review, "operation", "")
	operation != "DELETE"
	operation != "CONNECT"
}

# Undefined when the review brings no pod. A pod of the wrong shape is an empty one, so that what must be
# there is found missing; `written` keeps what stood there, for lib.template to report.
pod(review) := found if {
	judged(review)
	path := pod_path(review)
	manifest := object.get(review, "object", null)
	found := pod_at(manifest, path)
}

old_pod(review) := found if {
	path := pod_path(review)
	manifest := object.get(review, "oldObject", null)
	found := pod_at(manifest, path)
}

pod_at(manifest, path) := found if {
	template := template_at(manifest, path)
	written := shape.field(template, "spec")
	spec := shape.fields(written)
	metadata := shape.field(template, "metadata")
	annotations := shape.fields(shape.field(metadata, "annotations"))
	labels := shape.fields(shape.field(metadata, "labels"))
	found := {"path": path, "spec": spec, "annotations": annotations, "labels": labels, "written": written}
}

pod_path(review) := path if {
	key := group_kind(review)
	path := pod_paths[key]
}

group_kind(review) := key if {
	kind := object.get(review, "kind", null)
	group := shape.field(kind, "group")
	name := shape.field(kind, "kind")
	is_string(group)
	is_string(name)
	key := sprintf("%s/%s", [group, name])
}

# What a manifest leaves open kubectl fills from its context, and that is `default` unless somebody changed it.
namespace(review) := name if {
	name := object.get(review, "namespace", "")
	shape.filled(name)
} else := name if {
	manifest := object.get(review, "object", null)
	metadata := shape.field(manifest, "metadata")
	name := shape.field(metadata, "namespace")
	shape.filled(name)
} else := "default"

template_at(manifest, path) := manifest if {
	path == ""
} else := found if {
	path == "/template"
	found := shape.field(manifest, "template")
} else := found if {
	path == "/spec/template"
	spec := shape.field(manifest, "spec")
	found := shape.field(spec, "template")
} else := found if {
	spec := shape.field(manifest, "spec")
	job := shape.field(spec, "jobTemplate")
	job_spec := shape.field(job, "spec")
	found := shape.field(job_spec, "template")
}
