package lib.writers_test

import rego.v1

import data.lib.writers

alone(group, kind, spec) if {
	writers.alone({"kind": {"group": group, "version": "v1", "kind": kind}, "object": {"spec": spec}})
}

test_one_pod_at_a_time_is_alone if {
	alone("", "Pod", {})
	alone("", "PodTemplate", {})
	alone("apps", "Deployment", {"replicas": 1, "strategy": {"type": "Recreate"}})
	alone("apps", "StatefulSet", {})
	alone("apps", "ReplicaSet", {"replicas": 0})
	alone("", "ReplicationController", {"replicas": 1})
	alone("apps", "DaemonSet", {})
	every none in [null, 0, "0", "0%"] {
		alone("apps", "DaemonSet", {"updateStrategy": {"rollingUpdate": {"maxSurge": none}}})
	}
	alone("batch", "Job", {"parallelism": 1})
	alone("batch", "CronJob", {"concurrencyPolicy": "Forbid"})
	alone("batch", "CronJob", {"concurrencyPolicy": "Replace"})
}

test_a_field_of_another_kind_keeps_nothing_alone if {
	not alone("batch", "CronJob", {"replicas": 1, "strategy": {"type": "Recreate"}})
	not alone("apps", "Deployment", {"concurrencyPolicy": "Forbid"})
}

test_more_or_overlapping_pods_are_not_alone if {
	not alone("apps", "Deployment", {"replicas": 1})
	not alone("apps", "Deployment", {"replicas": 2, "strategy": {"type": "Recreate"}})
	not alone("apps", "Deployment", null)
	not alone("apps", "StatefulSet", {"replicas": 2})
	not alone("apps", "ReplicaSet", {"replicas": "1"})
	not alone("apps", "DaemonSet", {"updateStrategy": {"rollingUpdate": {"maxSurge": 1}}})
	not alone("batch", "Job", {"parallelism": 2})
	not alone("batch", "CronJob", {})
	not alone("batch", "CronJob", {"concurrencyPolicy": "Forbid", "jobTemplate": {"spec": {"parallelism": 2}}})
	not alone("example.com", "Pod", {})
}

term := {"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": {"app": "a"}}}

apart(terms) if {
	affinity := {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": terms}}
	writers.apart({"spec": {"affinity": affinity}, "labels": {"app": "a"}}, "clinic")
}

test_a_required_term_on_its_own_labels_keeps_pods_apart if {
	apart([null, term])
	apart([object.union(term, {"namespaces": ["clinic"]})])
	apart([object.union(term, {"namespaces": [], "matchLabelKeys": [], "mismatchLabelKeys": []})])
}

test_any_other_term_does_not if {
	not apart([])
	not apart(null)
	others := [
		{"topologyKey": "topology.kubernetes.io/zone"}, {"labelSelector": {"matchLabels": {"app": "b"}}},
		{"labelSelector": null}, {"namespaces": ["other"]}, {"namespaceSelector": {}},
		{"matchLabelKeys": ["pod-template-hash"]}, {"mismatchLabelKeys": ["app"]},
	]
	every other in others {
		not apart([object.union(object.remove(term, object.keys(other)), other)])
	}
	not writers.apart({"spec": {}, "labels": {"app": "a"}}, "clinic")
}
