package admission.guards_protected_test

import rego.v1

import data.admission.guards_protected as rule

exec := {"operation": "CONNECT", "group": "", "resource": "pods/exec"}

parameters := {
	"sinks": ["evidence"],
	"roots": ["/var/lib/health-data"],
	"retentionDays": 2192,
	"auditConfigs": ["edgeward-audit"],
	"webhookConfigurations": ["edgeward"],
	"exemptNamespaces": ["kube-system"],
	"covers": [exec],
	"policyGroups": ["editors"],
	"policyUsers": ["robot"],
}

judged(review) := result if {
	result := rule.violation with input as {"review": review, "parameters": parameters}
}

places(violations) := {[violation.details.check, violation.details.path] | some violation in violations}

review(group, kind, object_) := {
	"kind": {"group": group, "version": "v1", "kind": kind},
	"operation": "CREATE",
	"object": object_,
}

pod(metadata, container) := review("", "Pod", {"metadata": metadata, "spec": {"containers": [container]}})

config(name, data_) := judged(review("", "ConfigMap", {"metadata": {"name": name}, "data": data_}))

sink(value) := config("other", {"AUDIT_SINK": value})

sink_place := ["sink", "/data/AUDIT_SINK"]

test_allows_local_sinks if {
	every value in [
		"evidence", "/var/lib/health-data/audit", "unix:///run/audit.sock", "file:///var/lib/health-data/a",
		"https://audit.health.svc:8443/v1", "http://localhost:9000", "tcp://[::1]:514", "https://audit",
	] {
		sink(value) == set()
	}
}

test_denies_a_sink_that_is_not_local if {
	sink("https://user:pw@logs.example.com") == {{
		"msg": concat(" ", [
			"AUDIT_SINK of the ConfigMap leads nowhere that is known to be local;",
			"it must be a local sink or one of: evidence",
		]),
		"details": {
			"check": "sink",
			"path": "/data/AUDIT_SINK",
			"observed": "another value",
			"expected": "a local sink or one of: evidence",
		},
	}}
	every value in [
		"", "other", "/var/lib/health-data-2", "/var/lib/health-data/../log", "file:///tmp/a", "unix://far/run/a",
		"https://audit.svc.evil.io", "http://localhost@evil.io", null, 7, "file://far/var/lib/health-data/a",
		"file://localhost/tmp/a", "unix://localhost/run/a",
	] {
		places(sink(value)) == {sink_place}
	}
}

annotated(value) := {"annotations": {"edgeward.io/audit-sink": value}}

test_reads_the_sink_of_a_pod if {
	judged(pod(annotated("https://evil.io"), {})) == {{
		"msg": concat(" ", [
			"annotation edgeward.io/audit-sink of the pod template leads nowhere that is known to be local;",
			"it must be a local sink or one of: evidence",
		]),
		"details": {
			"check": "sink",
			"path": "/metadata/annotations/edgeward.io~1audit-sink",
			"observed": "another value",
			"expected": "a local sink or one of: evidence",
		},
	}}
	judged(pod(annotated("evidence"), {})) == set()
}

test_reads_the_sink_of_a_program if {
	env := [{"name": "AUDIT_SINK", "value": "https://evil.io"}]
	result := judged(pod({}, {"name": "app", "env": env}))
	places(result) == {["sink", "/spec/containers/0/env/0/value"]}
	{violation.msg | some violation in result} == {concat(" ", [
		"AUDIT_SINK of container \"app\" leads nowhere that is known to be local;",
		"it must be a local sink or one of: evidence",
	])}
}

test_allows_a_long_retention if {
	config("edgeward-audit", {"retention_days": "2192"}) == set()
	config("edgeward-audit", {"audit_retention_days": "003650"}) == set()
	config("edgeward-audit", {"RETENTION_DAYS": "2192"}) == set()
	config("other", {"retention_days": "7"}) == set()
	config("other", {"AUDIT_RETENTION_DAYS": "999999999"}) == set()
}

test_denies_a_short_retention if {
	config("edgeward-audit", {"retention_days": "2191"}) == {{
		"msg": "retention_days of the ConfigMap is \"2191\"; it must be a whole number of days, at least 2192",
		"details": {
			"check": "retention",
			"path": "/data/retention_days",
			"observed": "2191",
			"expected": "a whole number of days, at least 2192",
		},
	}}
}

test_denies_a_retention_that_is_no_number_of_days if {
	every value in ["", "-1", "0", "6y", "2192.5", "1e4", null, 2192, "99999999999999999999"] {
		places(config("other", {"audit_retention_days": value})) == {["retention", "/data/audit_retention_days"]}
	}
}

test_reads_the_name_in_capitals if {
	places(config("other", {"AUDIT_RETENTION_DAYS": "7"})) == {["retention", "/data/AUDIT_RETENTION_DAYS"]}
}

test_says_what_stands_for_a_retention[said] if {
	some said, value in {
		["90d", "\"90d\""]: "90d",
		["-1", "\"-1\""]: "-1",
		["number", "of type number"]: 7,
		[null, "missing"]: null,
		["another value", "something else"]: "100000d",
	}
	some violation in config("other", {"audit_retention_days": value})
	violation.details.observed == said[0]
	violation.msg == concat(" ", [
		sprintf("audit_retention_days of the ConfigMap is %s;", [said[1]]),
		"it must be a whole number of days, at least 2192",
	])
}

test_reads_the_short_name_beside_audit if {
	every other in ["audit_enabled", "AUDIT_SINK"] {
		result := config("x", {other: "evidence", "retention_days": "7"})
		places(result) == {["retention", "/data/retention_days"]}
	}
}

test_shows_of_a_retention_only_short_numbers if {
	{violation.msg | some violation in config("a", {"audit_retention_days": "until Jane is 18"})} == {
		"audit_retention_days of the ConfigMap is something else; it must be a whole number of days, at least 2192",
	}
}

test_denies_an_audit_config_without_retention if {
	every data_ in [{}, null] {
		config("edgeward-audit", data_) == {{
			"msg": concat(" ", [
				"audit_retention_days of the ConfigMap is missing;",
				"it must be a whole number of days, at least 2192",
			]),
			"details": {
				"check": "retention",
				"path": "/data/audit_retention_days",
				"observed": null,
				"expected": "a whole number of days, at least 2192",
			},
		}}
	}
}

guard := {
	"name": "guard.edgeward.io",
	"failurePolicy": "Fail",
	"namespaceSelector": {"matchLabels": {"edgeward.io/health-data": "true"}},
	"rules": [{"operations": ["*"], "apiGroups": ["*"], "apiVersions": ["*"], "resources": ["*/*"]}],
}

apart := {"name": "other.edgeward.io", "namespaceSelector": {"matchLabels": {"edgeward.io/health-data": "false"}}}

webhooks(list) := judged(review(
	"admissionregistration.k8s.io", "ValidatingWebhookConfiguration",
	{"metadata": {"name": "edgeward"}, "webhooks": list},
))

uncovered := ["coverage", "/webhooks"]

test_allows_a_webhook_that_guards if webhooks([guard, apart]) == set()

test_denies_a_webhook_that_fails_open if {
	webhooks([guard, object.union(guard, {"failurePolicy": "Ignore"})]) == {{
		"msg": concat(" ", [
			"webhook \"guard.edgeward.io\" has a failurePolicy that is \"Ignore\";",
			"it must be Fail where health data is",
		]),
		"details": {
			"check": "failure_policy",
			"path": "/webhooks/1/failurePolicy",
			"observed": "Ignore",
			"expected": "Fail",
		},
	}}
	places(webhooks([{}])) == {["failure_policy", "/webhooks/0/failurePolicy"], uncovered}
}

test_calls_a_webhook_without_a_name_by_its_place if {
	some violation in webhooks([guard, {"name": 7}])
	startswith(violation.msg, "webhook \"#1\" has a failurePolicy that is missing")
}

test_denies_a_selector_that_leaves_health_data_out if {
	narrow := {"matchExpressions": [{"key": "team", "operator": "Exists"}]}
	webhooks([guard, object.union(guard, {"namespaceSelector": narrow})]) == {{
		"msg": concat(" ", [
			"webhook \"guard.edgeward.io\" may leave out namespaces with health data; it must have a selector by",
			"edgeward.io/health-data, without exceptions but the listed namespaces",
		]),
		"details": {
			"check": "selector",
			"path": "/webhooks/1/namespaceSelector",
			"observed": "another selector",
			"expected": "a selector by edgeward.io/health-data, without exceptions but the listed namespaces",
		},
	}}
}

test_denies_a_configuration_that_is_not_asked if {
	webhooks([apart]) == {{
		"msg": concat(" ", [
			"no webhook that fails closed and passes nothing over is asked for: CONNECT of pods/exec;",
			"at least one must be",
		]),
		"details": {
			"check": "coverage",
			"path": "/webhooks",
			"observed": null,
			"expected": "CONNECT of pods/exec",
		},
	}}
	places(webhooks([object.union(guard, {"matchConditions": [{"expression": "false"}]})])) == {uncovered}
	places(webhooks(null)) == {uncovered}
	places(webhooks("x")) == {uncovered, ["shape", "/webhooks"]}
	places(webhooks(["x"])) == {["failure_policy", "/webhooks/0/failurePolicy"], uncovered, ["shape", "/webhooks/0"]}
}

test_names_all_that_a_configuration_is_not_asked_for if {
	attach := {"operation": "CONNECT", "group": "", "resource": "pods/attach"}
	result := rule.violation with input as {
		"review": review(
			"admissionregistration.k8s.io", "ValidatingWebhookConfiguration",
			{"metadata": {"name": "edgeward"}, "webhooks": [apart]},
		),
		"parameters": object.union(parameters, {"covers": [exec, attach]}),
	}
	{violation.details.expected | some violation in result} == {"CONNECT of pods/attach, CONNECT of pods/exec"}
}

test_denies_a_guard_that_is_not_asked_for_everything if {
	creation := {"operations": ["CREATE"], "apiGroups": [""], "apiVersions": ["*"], "resources": ["pods"]}
	places(webhooks([object.union(guard, {"rules": [creation]})])) == {uncovered}
}

test_lets_a_guard_leave_out_the_listed_namespaces[name] if {
	some name, wanted in {"kube-system": set(), "clinic": {["selector", "/webhooks/0/namespaceSelector"], uncovered}}
	others := {"key": "kubernetes.io/metadata.name", "operator": "NotIn", "values": [name]}
	places(webhooks([object.union(
		object.remove(guard, ["namespaceSelector"]),
		{"namespaceSelector": {"matchExpressions": [others]}},
	)])) == wanted
}

test_leaves_other_configurations_alone if {
	judged(review(
		"admissionregistration.k8s.io", "ValidatingWebhookConfiguration",
		{"metadata": {"name": "other"}, "webhooks": [{}]},
	)) == set()
	judged(review(
		"admissionregistration.k8s.io", "MutatingWebhookConfiguration",
		{"metadata": {"name": "edgeward"}, "webhooks": [{}]},
	)) == set()
}

test_reads_no_data_of_other_kinds if {
	judged(review("", "Secret", {"data": {"AUDIT_SINK": "https://evil.io"}})) == set()
}

test_says_nothing_of_what_goes if {
	every one in [
		review("", "ConfigMap", {"data": {"AUDIT_SINK": "https://evil.io"}}),
		review("admissionregistration.k8s.io", "ValidatingWebhookConfiguration", {
			"metadata": {"name": "edgeward"},
			"webhooks": [{}],
		}),
	] {
		judged(object.union(one, {"operation": "DELETE"})) == set()
	}
}

edit(kind, more) := judged(object.union(
	object.union(review(kind.group, kind.kind, {"metadata": {"name": "edgeward-audit"}, "data": {"retention_days": "2192"}}), {
		"uid": "1",
		"operation": "DELETE",
	}),
	more,
))

template := {"group": "templates.gatekeeper.sh", "kind": "ConstraintTemplate"}

policies := [
	template, {"group": "constraints.gatekeeper.sh", "kind": "EdgewardImageDigest"},
	{"group": "mutations.gatekeeper.sh", "kind": "Assign"}, {"group": "externaldata.gatekeeper.sh", "kind": "Provider"},
	{"group": "", "kind": "ConfigMap"},
]

test_allows_the_policy_group_to_edit if {
	every kind in policies {
		edit(kind, {"userInfo": {"username": "a", "groups": ["x", "editors"]}}) == set()
		edit(kind, {"userInfo": {"username": "robot"}}) == set()
	}
}

test_denies_edits_by_others if {
	edit(template, {"userInfo": {"username": "jane", "groups": ["system:masters"]}}) == {{
		"msg": concat(" ", [
			"this ConstraintTemplate is changed by somebody else than the policy group;",
			"it must be a member of: editors",
		]),
		"details": {
			"check": "editor",
			"path": "",
			"observed": "another user",
			"expected": "a member of: editors",
		},
	}}
	every kind in policies {
		places(edit(kind, {})) == {["editor", ""]}
	}
}

test_denies_edits_by_users_that_cannot_be_read if {
	every who in [{"userInfo": null}, {"userInfo": {"username": "editors", "groups": "editors"}}] {
		places(edit(template, who)) == {["editor", ""]}
	}
}

test_denies_every_kind_of_edit if {
	every operation in ["CREATE", "UPDATE", "DELETE"] {
		places(edit(template, {"operation": operation})) == {["editor", ""]}
	}
}

test_asks_for_no_editor_of_manifests_and_of_the_status if {
	edit(template, {"uid": ""}) == set()
	edit(template, {"subResource": "status"}) == set()
	edit({"group": "", "kind": "Secret"}, {}) == set()
	edit({"group": "", "kind": "ConfigMap"}, {"object": {"metadata": {"name": "other"}}}) == set()
}

test_denies_what_cannot_be_read if {
	config("other", "x") == {{
		"msg": "/data is of type string; it must be an object",
		"details": {"check": "shape", "path": "/data", "observed": "string", "expected": "an object"},
	}}
}

test_needs_a_bound_to_allow_a_retention if {
	result := rule.violation with input as {
		"review": review("", "ConfigMap", {"data": {"audit_retention_days": "9999"}}),
		"parameters": {},
	}
	places(result) == {["retention", "/data/audit_retention_days"]}
}

wrong := [
	review("", "ConfigMap", {
		"metadata": {"name": "edgeward-audit"},
		"data": {"audit_sink": "https://evil.io", "audit_retention_days": "7"},
	}),
	review("", "ConfigMap", {"data": "x"}),
	review("admissionregistration.k8s.io", "ValidatingWebhookConfiguration", {
		"metadata": {"name": "edgeward"},
		"webhooks": [{"namespaceSelector": {"matchLabels": {"team": "a"}}}],
	}),
]

test_asks_only_what_is_switched_on[check] if {
	some check in ["coverage", "editor", "failure_policy", "retention", "selector", "shape", "sink"]
	given := object.union(parameters, {"checks": [check]})
	{violation.details.check |
		some request in wrong
		one := object.union(request, {"uid": "1"})
		result := rule.violation with input as {"review": one, "parameters": given}
		some violation in result
	} == {check}
}
