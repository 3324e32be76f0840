package lib.resources_test

import rego.v1

import data.lib.resources

pod(container) := {
	"path": "/t",
	"spec": {"containers": [container], "ephemeralContainers": [{"resources": "x"}]},
	"written": {},
}

first(container) := resources.containers(pod(container))[0]

test_leaves_ephemeral_containers_out if {
	{container.path | some container in resources.containers(pod({}))} == {"/t/spec/containers/0"}
}

test_reads_amounts_as_they_are_written if {
	container := first({"resources": {"limits": {"cpu": "1"}, "requests": {"cpu": 2}}})
	resources.amount(container, "limits", "cpu") == "1"
	resources.amount(container, "requests", "cpu") == 2
	resources.amount(container, "limits", "memory") == null
	resources.path(container, "limits", "memory") == "/t/spec/containers/0/resources/limits/memory"
	every given in [null, "x", [], {"limits": "x"}] {
		resources.amount(first({"resources": given}), "limits", "cpu") == null
	}
}

test_reports_what_cannot_be_read if {
	every given in [null, {}, {"limits": null}, {"limits": {}, "requests": {}}] {
		resources.defects(pod({"resources": given})) == set()
	}
	{defect.path | some defect in resources.defects(pod({"resources": "x"}))} == {"/t/spec/containers/0/resources"}
	{defect.path | some defect in resources.defects(pod({"resources": {"limits": 1, "requests": []}}))} == {
		"/t/spec/containers/0/resources/limits",
		"/t/spec/containers/0/resources/requests",
	}
}
