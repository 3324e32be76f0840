package lib.occupancy_test

import rego.v1

import data.lib.occupancy

elsewhere := {"kube-system": {"v1": {"Pod": {"dns": {}}}}}

found(objects) := result if {
	inventory := {"namespace": object.union(elsewhere, {"clinic": objects})}
	result := occupancy.reasons("clinic") with data.inventory as inventory
}

holds(n) := {sprintf("the namespace holds %d pods, workloads or claims", [n])}

test_an_empty_namespace_gives_no_reason if {
	found({}) == set()
	found({"v1": {"ConfigMap": {"a": {}}}}) == set()
}

test_counts_what_runs_and_what_keeps_data if {
	found({"v1": {"Pod": {"a": {}, "b": {"status": {"phase": "Running"}}}}}) == holds(2)
	found({"v1": {"PersistentVolumeClaim": {"a": {}}}, "batch/v1": {"CronJob": {"a": {}}}}) == holds(2)
	every version, kinds in {
		"apps/v1": ["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"],
		"batch/v1": ["CronJob", "Job"],
		"v1": ["PersistentVolumeClaim", "ReplicationController"],
	} {
		every kind in kinds {
			found({version: {kind: {"a": {}, "b": {}}}}) == holds(2)
		}
	}
}

test_a_pod_that_has_ended_does_not_count if {
	ended := {"a": {"status": {"phase": "Succeeded"}}, "b": {"status": {"phase": "Failed"}}}
	found({"v1": {"Pod": ended}}) == set()
}

test_one_pod_anywhere_is_enough_to_know_pods if {
	occupancy.pods_known with data.inventory.namespace as elsewhere
	every it in [{}, null, {"clinic": {}}, {"clinic": null}, {"clinic": {"v1": {"Pod": {}}}}, {"a": {"v1": {"Service": {"b": {}}}}}] {
		not occupancy.pods_known with data.inventory.namespace as it
	}
}

test_who_watches_pods_knows_that_there_are_none if {
	known := {"v1": {"Pod": true}}
	result := occupancy.reasons("clinic") with data.inventory as {} with data.inventory_kinds as known
	result == set()
	occupancy.pods_known with data.inventory as {} with data.inventory_kinds as known
	every it in [{}, {"v1": {}}, {"v1": {"Pod": false}}, {"v1": {"Pod": {}}}, {"v1": {"Service": true}}, "v1.Pod"] {
		not occupancy.pods_known with data.inventory as {} with data.inventory_kinds as it
	}
}

test_no_pods_anywhere_is_no_knowledge if {
	unknown := {"the inventory has no pods at all, so that nobody knows what it holds"}
	every inventory in [{}, {"namespace": {}}, {"namespace": {"clinic": {"v1": {"Pod": {}}}}}, {"namespace": "x"}] {
		result := occupancy.reasons("clinic") with data.inventory as inventory
		result == unknown
	}
}
