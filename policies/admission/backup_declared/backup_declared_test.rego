package admission.backup_declared_test

import rego.v1

import data.admission.backup_declared as rule

parameters := {
	"classes": ["daily"],
	"targets": ["site", "node-1"],
	"maxRpo": "24h",
	"maxRto": "8h",
	"maxRestoreTestAge": "90d",
}

marks := {
	"edgeward.io/backup-class": "daily",
	"edgeward.io/rpo": "24h",
	"edgeward.io/rto": "30m",
	"edgeward.io/backup-target": "site",
	"edgeward.io/last-restore-test": "2026-01-15",
}

judged(group, kind, manifest, others) := result if {
	base := {
		"kind": {"group": group, "version": "v1", "kind": kind},
		"namespace": "clinic",
		"operation": "CREATE",
		"object": manifest,
	}
	result := rule.violation with input as {"review": object.union(base, others), "parameters": parameters}
		with data.clock.now_ns as now
}

# 2026-02-01
now := 1769904000000000000

claim(change) := judged("", "PersistentVolumeClaim", {"metadata": {"annotations": object.union(marks, change)}}, {})

deployment(annotations, spec) := judged(
	"apps", "Deployment", {
		"metadata": {"annotations": annotations},
		"spec": {"template": {"spec": object.union({"containers": [{}]}, spec)}},
	},
	{},
)

host_path := {"volumes": [{"name": "a", "hostPath": {"path": "/data"}}]}

places(violations) := {[violation.details.check, violation.details.path] | some violation in violations}

at(check, key) := {[check, sprintf("/metadata/annotations/edgeward.io~1%s", [key])]}

test_allows_a_whole_declaration if {
	claim({}) == set()
	deployment(marks, host_path) == set()
}

test_denies_a_class_off_the_list if {
	claim({"edgeward.io/backup-class": "yearly"}) == {{
		"msg": "backup-class is \"yearly\"; it must be one of: daily",
		"details": {
			"check": "class",
			"path": "/metadata/annotations/edgeward.io~1backup-class",
			"observed": "yearly",
			"expected": "daily",
		},
	}}
	every value in [null, "", "Daily", ["daily"]] {
		places(claim({"edgeward.io/backup-class": value})) == at("class", "backup-class")
	}
}

test_denies_aims_that_are_missing_or_too_long if {
	claim({"edgeward.io/rpo": "25h"}) == {{
		"msg": "rpo is \"25h\"; it must be a duration above 0 and at most \"24h\"",
		"details": {
			"check": "rpo",
			"path": "/metadata/annotations/edgeward.io~1rpo",
			"observed": "25h",
			"expected": "a duration above 0 and at most \"24h\"",
		},
	}}
	every value in [null, "", "0s", "-1h", "24", "P1D", "24h1ns", 24] {
		places(claim({"edgeward.io/rpo": value})) == at("rpo", "rpo")
	}
	claim({"edgeward.io/rto": "9h"}) == {{
		"msg": "rto is \"9h\"; it must be a duration above 0 and at most \"8h\"",
		"details": {
			"check": "rto",
			"path": "/metadata/annotations/edgeward.io~1rto",
			"observed": "9h",
			"expected": "a duration above 0 and at most \"8h\"",
		},
	}}
	every value in [null, "0"] {
		places(claim({"edgeward.io/rto": value})) == at("rto", "rto")
	}
	claim({"edgeward.io/rpo": "1d", "edgeward.io/rto": "7h60m"}) == set()
}

test_denies_a_target_off_the_list if {
	claim({"edgeward.io/backup-target": "s3"}) == {{
		"msg": "backup-target is \"s3\"; it must be another place than the pod's node, and one of: site, node-1",
		"details": {
			"check": "target",
			"path": "/metadata/annotations/edgeward.io~1backup-target",
			"observed": "s3",
			"expected": "site, node-1",
		},
	}}
	places(claim({"edgeward.io/backup-target": null})) == at("target", "backup-target")
}

test_denies_the_own_node_as_target if {
	marked := object.union(marks, {"edgeward.io/backup-target": "node-1"})
	deployment(marked, host_path) == set()
	pinned := object.union(host_path, {"nodeSelector": {"kubernetes.io/hostname": "node-1"}})
	places(deployment(marked, pinned)) == at("target", "backup-target")
	deployment(marks, pinned) == set()
}

test_denies_a_test_without_a_day if {
	claim({"edgeward.io/last-restore-test": "lately"}) == {{
		"msg": "last-restore-test is \"lately\"; it must be a day written as YYYY-MM-DD",
		"details": {
			"check": "restore_test",
			"path": "/metadata/annotations/edgeward.io~1last-restore-test",
			"observed": "lately",
			"expected": "a day",
		},
	}}
	every value in [null, "2026-02-30", 20260115] {
		places(claim({"edgeward.io/last-restore-test": value})) == at("restore_test", "last-restore-test")
	}
}

test_denies_a_test_too_long_ago if {
	claim({"edgeward.io/last-restore-test": "2025-11-03"}) == set()
	claim({"edgeward.io/last-restore-test": "2026-02-01"}) == set()
	claim({"edgeward.io/last-restore-test": "2025-11-02"}) == {{
		"msg": "last-restore-test is \"2025-11-02\", which is longer ago; it must be past and at most \"90d\" ago",
		"details": {
			"check": "restore_age",
			"path": "/metadata/annotations/edgeward.io~1last-restore-test",
			"observed": "2025-11-02",
			"expected": "past and at most \"90d\" ago",
		},
	}}
}

test_denies_a_test_still_to_come if {
	some violation in claim({"edgeward.io/last-restore-test": "2026-02-02"})
	contains(violation.msg, "which is still to come")
}

test_times_that_the_object_carries_are_no_clock if {
	change := {"edgeward.io/last-restore-test": "2025-08-01"}
	manifest := {"metadata": {
		"annotations": object.union(marks, change),
		"creationTimestamp": "2025-08-02T00:00:00Z",
		"managedFields": [{"time": "2025-08-02T00:00:00Z"}],
	}}
	places(judged("", "PersistentVolumeClaim", manifest, {})) == at("restore_age", "last-restore-test")
}

test_asks_those_that_keep_data if {
	count(deployment({}, host_path)) == 5
	count(deployment({}, {"volumes": [{"name": "a", "persistentVolumeClaim": {"claimName": "records"}}]})) == 5
	spec := {"volumeClaimTemplates": [{}], "template": {"spec": {}}}
	count(judged("apps", "StatefulSet", {"spec": spec}, {})) == 5
	count(judged("", "PersistentVolumeClaim", null, {})) == 5
}

test_asks_no_others if {
	deployment({}, {"volumes": [{"name": "a", "emptyDir": {}}, {"name": "b", "hostPath": null}]}) == set()
	judged("apps", "DaemonSet", {"spec": {"template": {"spec": host_path}}}, {}) == set()
}

test_asks_only_what_is_switched_on if {
	every check in ["class", "rpo", "rto", "target", "restore_test", "restore_age"] {
		dates := {"restore_test": "x"}
		date := object.get(dates, check, "2020-01-01")
		result := rule.violation with input as {
			"parameters": object.union(parameters, {"checks": [check]}),
			"review": {
				"kind": {"group": "", "version": "v1", "kind": "PersistentVolumeClaim"},
				"operation": "CREATE",
				"object": {"metadata": {"annotations": {"edgeward.io/last-restore-test": date}}},
			},
		}
			with data.clock.now_ns as now
		{violation.details.check | some violation in result} == {check}
	}
}

test_says_nothing_of_a_day_that_is_none_where_that_is_switched_off if {
	result := rule.violation with input as {
		"parameters": object.union(parameters, {"checks": ["restore_age"]}),
		"review": {
			"kind": {"group": "", "version": "v1", "kind": "PersistentVolumeClaim"},
			"operation": "CREATE",
			"object": {"metadata": {"annotations": {"edgeward.io/last-restore-test": "x"}}},
		},
	}
		with data.clock.now_ns as now
	result == set()
}

test_says_nothing_on_delete if {
	judged("", "PersistentVolumeClaim", null, {"operation": "DELETE"}) == set()
	judged("apps", "StatefulSet", null, {"operation": "DELETE"}) == set()
}

test_allows_nothing_without_parameters if {
	tested_today := object.union(marks, {"edgeward.io/last-restore-test": "2026-02-01"})
	result := rule.violation with input as {"review": {
		"kind": {"group": "", "version": "v1", "kind": "PersistentVolumeClaim"},
		"operation": "CREATE",
		"object": {"metadata": {"annotations": tested_today}},
	}}
		with data.clock.now_ns as now
	{[violation.details.check, violation.details.expected] | some violation in result} == {
		["class", "nothing, for the list is empty"],
		["rpo", "a duration above 0 and at most \"\""],
		["rto", "a duration above 0 and at most \"\""],
		["target", "nothing, for the list is empty"],
		["restore_age", "past and at most \"\" ago"],
	}
	every violation in result {
		not contains(violation.msg, "still to come")
	}
}
