package lib.security_context_test

import rego.v1

import data.lib.security_context

pod(context, own) := {
	"path": "/spec/template",
	"spec": {"securityContext": context, "containers": [{"name": "app", "securityContext": own}]},
}

container(own) := {"path": "/spec/template/spec/containers/0", "value": {"securityContext": own}}

holds(context, own) := result if {
	value := security_context.effective(pod(context, own), container(own), "x")
	place := security_context.effective_pointer(pod(context, own), container(own), "x")
	result := [value, place]
}

of_container := "/spec/template/spec/containers/0/securityContext/x"

of_pod := "/spec/template/spec/securityContext/x"

test_a_container_overrides_its_pod if {
	holds({"x": 1}, {"x": 2}) == [2, of_container]
	holds({"x": true}, {"x": false}) == [false, of_container]
}

test_a_pod_speaks_for_a_silent_container if {
	every own in [null, {}, {"x": null}, "x", []] {
		holds({"x": 1}, own) == [1, of_pod]
	}
}

test_nothing_said_is_null_at_the_container if {
	every context in [null, {}, {"x": null}, "x", []] {
		holds(context, {}) == [null, of_container]
	}
}

test_names_every_holder if {
	security_context.holders(pod({"a": 1}, {"b": 2})) == [
		{"path": "/spec/template/spec/securityContext", "name": "the pod", "mark": "", "context": {"a": 1}},
		{
			"path": "/spec/template/spec/containers/0/securityContext",
			"name": "container \"app\"",
			"mark": "app",
			"context": {"b": 2},
		},
	]
}

test_a_context_that_is_none_is_a_defect if {
	found := security_context.defects(pod("x", []))
	{defect.path | some defect in found} == {
		"/spec/template/spec/securityContext",
		"/spec/template/spec/containers/0/securityContext",
	}
	security_context.defects(pod(null, {})) == set()
}
