package lib.mutable_test

import rego.v1

import data.lib.mutable

review(group, kind, operation, manifest) := {
	"kind": {"group": group, "version": "v1", "kind": kind},
	"operation": operation,
	"object": manifest,
}

controller := {"spec": {"template": {"spec": {"x": 1}}}}

test_offers_new_pods_and_jobs_only if {
	mutable.pod(review("", "Pod", "CREATE", {"spec": {"x": 1}})).spec == {"x": 1}
	mutable.pod(review("batch", "Job", "CREATE", controller)).path == "/spec/template"
	not mutable.pod(review("", "Pod", "UPDATE", {"spec": {}}))
	not mutable.pod(review("batch", "Job", "UPDATE", controller))
}

test_offers_templates_on_create_and_update if {
	every operation in ["CREATE", "UPDATE"] {
		mutable.pod(review("apps", "Deployment", operation, controller))
		mutable.pod(review("batch", "CronJob", operation, {"spec": {"jobTemplate": {"spec": controller.spec}}}))
	}
}

test_offers_nothing_on_other_operations if {
	every operation in ["DELETE", "CONNECT", "", null, "PATCH"] {
		not mutable.pod(review("apps", "Deployment", operation, controller))
	}
	not mutable.pod(object.remove(review("apps", "Deployment", "CREATE", controller), ["operation"]))
}

test_offers_nothing_of_a_subresource if {
	not mutable.pod(object.union(review("apps", "Deployment", "UPDATE", controller), {"subResource": "status"}))
	mutable.pod(object.union(review("apps", "Deployment", "UPDATE", controller), {"subResource": ""}))
}

test_offers_nothing_that_cannot_be_read if {
	every manifest in [null, "x", {}, {"spec": null}, {"spec": {"template": {"spec": "x"}}}] {
		not mutable.pod(review("apps", "Deployment", "CREATE", manifest))
	}
	not mutable.pod(review("", "Service", "CREATE", {"spec": {}}))
}

test_takes_only_a_key_that_is_not_there_for_absent if {
	mutable.absent({"a": 1}, "b")
	not mutable.absent({"a": null}, "a")
	every parent in [null, "x", []] {
		not mutable.absent(parent, "a")
	}
}
