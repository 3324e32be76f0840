package lib.writers

import rego.v1

import data.lib.label_selector
import data.lib.shape
import data.lib.workload

# At no time are there two pods of this object on one node.
alone(review) if {
	key := workload.group_kind(review)
	key in {"/Pod", "/PodTemplate"}
}

# A rolling update starts the new pod before the old one ends.
alone(review) if {
	workload.group_kind(review) == "apps/Deployment"
	spec := shape.field(review.object, "spec")
	one(shape.field(spec, "replicas"))
	shape.field(shape.field(spec, "strategy"), "type") == "Recreate"
}

alone(review) if {
	key := workload.group_kind(review)
	key in {"/ReplicationController", "apps/ReplicaSet", "apps/StatefulSet"}
	one(shape.field(shape.field(review.object, "spec"), "replicas"))
}

alone(review) if {
	workload.group_kind(review) == "apps/DaemonSet"
	strategy := shape.field(shape.field(review.object, "spec"), "updateStrategy")
	shape.field(shape.field(strategy, "rollingUpdate"), "maxSurge") in {null, 0, "0", "0%"}
}

alone(review) if {
	workload.group_kind(review) == "batch/Job"
	one(shape.field(shape.field(review.object, "spec"), "parallelism"))
}

alone(review) if {
	workload.group_kind(review) == "batch/CronJob"
	spec := shape.field(review.object, "spec")
	shape.field(spec, "concurrencyPolicy") in {"Forbid", "Replace"}
	one(shape.field(shape.field(shape.field(spec, "jobTemplate"), "spec"), "parallelism"))
}

one(replicas) if replicas in {null, 0, 1}

# The pod keeps every other pod with its labels from its node, whatever revision that is of.
apart(pod, namespace) if {
	affinity := shape.field(shape.field(pod.spec, "affinity"), "podAntiAffinity")
	some term in shape.members(shape.field(affinity, "requiredDuringSchedulingIgnoredDuringExecution"))
	shape.field(term, "topologyKey") == "kubernetes.io/hostname"
	label_selector.matches(shape.field(term, "labelSelector"), pod.labels)
	at_home(shape.field(term, "namespaces"), namespace)
	shape.field(term, "namespaceSelector") == null
	shape.field(term, "matchLabelKeys") in {null, []}
	shape.field(term, "mismatchLabelKeys") in {null, []}
}

at_home(namespaces, _) if namespaces in {null, []}

at_home(namespaces, namespace) if namespace in shape.members(namespaces)
