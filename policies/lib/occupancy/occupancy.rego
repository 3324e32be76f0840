package lib.occupancy

import rego.v1

import data.lib.shape

# Objects that keep data, or that make pods again when the last one is gone.
keepers := {
	"apps/v1": ["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"],
	"batch/v1": ["CronJob", "Job"],
	"v1": ["PersistentVolumeClaim", "ReplicationController"],
}

# Why the namespace must be taken to hold something: one reason, or none when it is known to be empty.
reasons(namespace) := {"the inventory has no pods at all, so that nobody knows what it holds"} if {
	not pods_known
} else := found if {
	held := count(pods(namespace)) + count(kept(namespace))
	held > 0
	found := {sprintf("the namespace holds %d pods, workloads or claims", [held])}
} else := set()

# Edgeward says which kinds it knows whole. Elsewhere an inventory without a single Pod in any namespace does not hold
# the kind: it cannot say that there is none.
pods_known if data.inventory_kinds.v1.Pod == true

pods_known if {
	some _, versions in data.inventory.namespace
	count(shape.fields(shape.field(shape.field(versions, "v1"), "Pod"))) > 0
}

# A pod that has ended runs nothing.
pods(namespace) := {name |
	some name, pod in data.inventory.namespace[namespace].v1.Pod
	not ended(pod)
}

ended(pod) if shape.field(shape.field(pod, "status"), "phase") in {"Failed", "Succeeded"}

kept(namespace) := {[kind, name] |
	some version, kinds in keepers
	some kind in kinds
	some name, _ in data.inventory.namespace[namespace][version][kind]
}
