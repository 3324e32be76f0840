package admission.wasm_runtime_class_test

import rego.v1

import data.admission.wasm_runtime_class as rule

deployment(spec) := {
	"kind": {"group": "apps", "version": "v1", "kind": "Deployment"},
	"operation": "CREATE",
	"object": {"spec": {"template": {"spec": spec}}},
}

denied(path, observed, shown) := {{
	"msg": sprintf("runtimeClassName is %s; a pod with health data must use one of: wasmedge", [shown]),
	"details": {"check": "class", "path": path, "observed": observed, "expected": "wasmedge"},
}}

wasmedge := {"allowed": ["wasmedge"]}

judged(spec) := found if {
	found := rule.violation with input as {"review": deployment(spec), "parameters": wasmedge}
}

test_allows_the_listed_class if {
	found := judged({"runtimeClassName": "wasmedge"})
	found == set()
}

test_denies_another_class if {
	found := judged({"runtimeClassName": "runc"})
	found == denied("/spec/template/spec/runtimeClassName", "runc", "\"runc\"")
}

test_denies_a_missing_class if {
	found := judged({})
	found == denied("/spec/template/spec/runtimeClassName", null, "missing")
}

test_denies_empty_class if {
	found := judged({"runtimeClassName": ""})
	found == denied("/spec/template/spec/runtimeClassName", "", "\"\"")
}

test_denies_a_class_of_the_wrong_type if {
	found := judged({"runtimeClassName": ["wasmedge"]})
	found == denied("/spec/template/spec/runtimeClassName", ["wasmedge"], "of type array")
}

test_denies_a_spec_of_the_wrong_type if {
	every spec in [null, "", [], 7] {
		found := judged(spec)
		found == denied("/spec/template/spec/runtimeClassName", null, "missing")
	}
}

test_looks_into_the_job_template_of_a_cron_job if {
	review := {
		"kind": {"group": "batch", "version": "v1", "kind": "CronJob"},
		"operation": "UPDATE",
		"object": {"spec": {"jobTemplate": {"spec": {"template": {"spec": {"runtimeClassName": "crun"}}}}}},
	}
	found := rule.violation with input as {"review": review, "parameters": wasmedge}
	found == denied("/spec/jobTemplate/spec/template/spec/runtimeClassName", "crun", "\"crun\"")
}

test_allows_nothing_without_a_list if {
	found := rule.violation with input as {"review": deployment({"runtimeClassName": "wasmedge"}), "parameters": {}}
	count(found) == 1
}

test_is_asked_by_its_name if {
	parameters := {"allowed": ["wasmedge"], "checks": ["class"]}
	found := rule.violation with input as {"review": deployment({}), "parameters": parameters}
	count(found) == 1
}

test_says_nothing_when_the_check_is_off if {
	parameters := {"allowed": ["wasmedge"], "checks": []}
	found := rule.violation with input as {"review": deployment({}), "parameters": parameters}
	found == set()
}

test_says_nothing_on_delete if {
	review := object.union(deployment({}), {"operation": "DELETE"})
	found := rule.violation with input as {"review": review, "parameters": wasmedge}
	found == set()
}

test_says_nothing_of_other_kinds if {
	review := object.union(deployment({}), {"kind": {"group": "example.com"}})
	found := rule.violation with input as {"review": review, "parameters": wasmedge}
	found == set()
}
