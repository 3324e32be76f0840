package lib.admission_webhook_test

import rego.v1

import data.lib.admission_webhook

key := "edgeward.io/health-data"

names := "kubernetes.io/metadata.name"

term(name, operator, values) := {"matchExpressions": [{"key": name, "operator": operator, "values": values}]}

open(selector) if admission_webhook.open(selector, ["kube-system"])

test_takes_selectors_that_keep_all_health_data_for_open if {
	selectors := [
		null, {}, {"matchLabels": null, "matchExpressions": null}, {"matchLabels": {key: "true"}},
		term(key, "In", ["true"]), term(key, "In", ["true", "false"]), term(key, "Exists", null),
		term(key, "NotIn", ["false"]), term(names, "NotIn", ["kube-system"]), term(names, "NotIn", []),
	]
	every selector in selectors {
		open(selector)
		not admission_webhook.apart(selector)
	}
}

test_takes_selectors_that_leave_health_data_out_for_narrow if {
	selectors := [
		"x", [], {"matchLabels": "x"}, {"matchExpressions": "x"}, {"matchExpressions": [null]},
		{"matchLabels": {key: "true", "team": "a"}}, term(names, "NotIn", ["kube-system", "clinic"]),
		{"matchLabels": {"team": "true"}}, term("team", "NotIn", ["kube-system"]), term(key, "NotIn", null),
		term(names, "In", ["kube-system"]), term(names, "NotIn", null), term("team", "Exists", null),
		term("edgeward.io/ignore", "DoesNotExist", null),
	]
	every selector in selectors {
		not open(selector)
		not admission_webhook.apart(selector)
	}
}

test_knows_selectors_that_never_meet_health_data if {
	selectors := [
		{"matchLabels": {key: "false"}}, term(key, "DoesNotExist", null), term(key, "NotIn", ["true"]),
		term(key, "In", ["false"]), term(key, "In", []),
	]
	every selector in selectors {
		admission_webhook.apart(selector)
		not open(selector)
	}
	not admission_webhook.apart(term(key, "In", "false"))
	not admission_webhook.apart({"matchLabels": {key: true}})
}

test_counts_a_webhook_as_a_guard_only_when_nothing_slips_by if {
	admission_webhook.guards({"failurePolicy": "Fail"}, [])
	admission_webhook.guards(
		{"failurePolicy": "Fail", "objectSelector": {}, "matchConditions": [], "matchPolicy": "Equivalent"},
		[],
	)
	others := [
		{"failurePolicy": "Ignore"}, {}, null, {"failurePolicy": "Fail", "objectSelector": {"matchLabels": {"a": "b"}}},
		{"failurePolicy": "Fail", "matchConditions": [{"name": "a", "expression": "false"}]},
		{"failurePolicy": "Fail", "matchPolicy": "Exact"}, {"failurePolicy": "Fail", "namespaceSelector": "x"},
	]
	every webhook in others {
		not admission_webhook.guards(webhook, [])
	}
}

rule(operations, groups, resources) := {"rules": [{
	"operations": operations,
	"apiGroups": groups,
	"apiVersions": ["*"],
	"resources": resources,
}]}

exec := {"operation": "CONNECT", "group": "", "resource": "pods/exec"}

pods := {"operation": "CREATE", "group": "", "resource": "pods"}

test_reads_rules_as_the_api_server_does if {
	admission_webhook.covers(rule(["*"], ["*"], ["*/*"]), exec)
	admission_webhook.covers(rule(["CONNECT"], [""], ["pods/*"]), exec)
	admission_webhook.covers(rule(["CREATE"], [""], ["pods/*"]), pods)
	admission_webhook.covers(rule(["CREATE"], [""], ["*"]), pods)
	every range in [null, "*", "Namespaced"] {
		admission_webhook.covers({"rules": [object.union(rule(["*"], ["*"], ["*/*"]).rules[0], {"scope": range})]}, exec)
	}
	not admission_webhook.covers(rule(["CREATE"], [""], ["services", "secrets/*"]), pods)
	not admission_webhook.covers(rule(["*"], ["*"], ["*/*"]), {"resource": "pods", "group": ""})
	not admission_webhook.covers(rule(["CONNECT"], [""], ["*"]), exec)
	not admission_webhook.covers(rule(["CONNECT"], [""], ["pods"]), exec)
	not admission_webhook.covers(rule(["CREATE"], [""], ["pods/exec"]), exec)
	not admission_webhook.covers(rule(["CONNECT"], ["apps"], ["pods/exec"]), exec)
	not admission_webhook.covers(rule("CONNECT", [""], ["pods/exec"]), exec)
	not admission_webhook.covers(rule(["CONNECT"], [""], [null, 7]), exec)
	not admission_webhook.covers({"rules": [object.union(rule(["*"], ["*"], ["*/*"]).rules[0], {"scope": "Cluster"})]}, exec)
	not admission_webhook.covers({"rules": [object.union(rule(["*"], ["*"], ["*/*"]).rules[0], {"apiVersions": []})]}, exec)
	not admission_webhook.covers({}, exec)
}
