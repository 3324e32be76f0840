package admission.resources_limited_test

import rego.v1

import data.admission.resources_limited as rule

parameters := {"maxCpu": "2", "maxMemory": "2Gi", "maxEphemeralStorage": "4Gi"}

pod(spec) := {
	"kind": {"group": "", "version": "v1", "kind": "Pod"},
	"operation": "CREATE",
	"object": {"spec": spec},
}

found(spec) := result if {
	result := rule.violation with input as {"review": pod(spec), "parameters": parameters}
}

limits := {"cpu": "1", "memory": "1Gi", "ephemeral-storage": "1Gi"}

container(changes, requests) := {
	"name": "app",
	"resources": {"limits": object.union(limits, changes), "requests": requests},
}

limited(changes) := found({"containers": [container(changes, {})]})

requested(requests) := found({"containers": [container({}, requests)]})

places(violations) := {[violation.details.check, violation.details.path] | some violation in violations}

limit_places(list) := {
	["cpu", sprintf("/spec/%s/0/resources/limits/cpu", [list])],
	["memory", sprintf("/spec/%s/0/resources/limits/memory", [list])],
	["ephemeral_storage", sprintf("/spec/%s/0/resources/limits/ephemeral-storage", [list])],
}

test_allows_limits_up_to_the_ceiling if {
	limited({}) == set()
	limited({"cpu": "2000m", "memory": "2048Mi", "ephemeral-storage": 4294967296}) == set()
}

test_denies_a_missing_limit if {
	found({"containers": [{"name": "app", "resources": {"limits": {"cpu": "1", "ephemeral-storage": "1Gi"}}}]}) == {{
		"msg": "container \"app\" has no memory limit; it needs one above 0 and at most 2Gi",
		"details": {
			"check": "memory",
			"path": "/spec/containers/0/resources/limits/memory",
			"observed": null,
			"expected": "2Gi",
		},
	}}
}

test_denies_a_limit_that_limits_nothing if {
	every value in ["0", 0, "-1", "3", "2001m", "one", "", null, [], true] {
		places(limited({"cpu": value})) == {["cpu", "/spec/containers/0/resources/limits/cpu"]}
	}
	limited({"cpu": "3"}) == {{
		"msg": "container \"app\" has the cpu limit \"3\"; it needs one above 0 and at most 2",
		"details": {
			"check": "cpu",
			"path": "/spec/containers/0/resources/limits/cpu",
			"observed": "3",
			"expected": "2",
		},
	}}
}

test_denies_containers_without_resources if {
	every given in [{}, {"resources": null}, {"resources": {}}, {"resources": {"limits": null}}] {
		places(found({"containers": [given]})) == limit_places("containers")
	}
}

test_asks_init_containers_too if {
	places(found({"containers": [container({}, {})], "initContainers": [{}]})) == limit_places("initContainers")
}

test_does_not_ask_what_the_api_refuses if {
	found({"containers": [container({}, {})], "ephemeralContainers": [{"name": "debug"}]}) == set()
}

test_takes_an_absent_request_for_its_limit if {
	every requests in [null, {}, {"cpu": null}] {
		requested(requests) == set()
	}
}

test_allows_requests_up_to_the_limit if requested({"cpu": "1000m", "memory": "1024Mi"}) == set()

test_denies_a_request_above_its_limit if {
	requested({"memory": "1025Mi"}) == {{
		"msg": "container \"app\" requests memory \"1025Mi\"; a request must be above 0 and at most its limit",
		"details": {
			"check": "request",
			"path": "/spec/containers/0/resources/requests/memory",
			"observed": "1025Mi",
			"expected": "above 0, at most the limit",
		},
	}}
}

test_denies_a_request_that_asks_for_nothing if {
	every value in ["0", 0, "-1m", "x", [], false] {
		places(requested({"cpu": value})) == {["request", "/spec/containers/0/resources/requests/cpu"]}
	}
}

test_does_not_hold_a_request_against_a_broken_limit if {
	result := found({"containers": [container({"cpu": "x"}, {"cpu": "1"})]})
	places(result) == {["cpu", "/spec/containers/0/resources/limits/cpu"]}
	every request in ["0", "-1", "x"] {
		places(found({"containers": [container({"cpu": "x"}, {"cpu": request})]})) == {
			["cpu", "/spec/containers/0/resources/limits/cpu"],
			["request", "/spec/containers/0/resources/requests/cpu"],
		}
	}
}

test_denies_what_cannot_be_read if {
	places(found({"containers": [{"resources": "x"}]})) == limit_places("containers") | {
		["shape", "/spec/containers/0/resources"],
	}
	places(found({"containers": [{"resources": {"limits": []}}]})) == limit_places("containers") | {
		["shape", "/spec/containers/0/resources/limits"],
	}
	requested("x") == {{
		"msg": "/spec/containers/0/resources/requests is of type string; it must be an object",
		"details": {"check": "shape", "path": "/spec/containers/0/resources/requests", "observed": "string", "expected": "an object"},
	}}
	places(found({"containers": "x"})) == {["shape", "/spec/containers"]}
	places(found(7)) == {["shape", "/spec"], ["shape", "/spec/containers"]}
}

test_allows_nothing_without_ceilings if {
	result := rule.violation with input as {
		"review": pod({"containers": [container({}, {})]}),
		"parameters": {},
	}
	places(result) == limit_places("containers")
	{violation.details.expected | some violation in result} == {"0"}
}

test_says_nothing_of_a_check_that_is_off if {
	result := rule.violation with input as {
		"review": pod({"containers": [{}]}),
		"parameters": object.union(parameters, {"checks": ["memory"]}),
	}
	places(result) == {["memory", "/spec/containers/0/resources/limits/memory"]}
}

test_asks_only_what_is_switched_on[check] if {
	some check in ["cpu", "ephemeral_storage", "memory", "request", "shape"]
	result := rule.violation with input as {
		"review": pod({"containers": [{"resources": {"requests": {"cpu": "0"}}}], "initContainers": "x"}),
		"parameters": object.union(parameters, {"checks": [check]}),
	}
	{violation.details.check | some violation in result} == {check}
}
