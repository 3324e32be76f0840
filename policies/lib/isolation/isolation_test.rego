package lib.isolation_test

import rego.v1

import data.lib.isolation

policy(spec) := {"metadata": {"name": "deny"}, "spec": spec}

deny_all := policy({"podSelector": {}, "policyTypes": ["Egress"]})

removal := {"operation": "DELETE", "object": null, "oldObject": deny_all}

change(spec) := {"operation": "UPDATE", "object": policy(spec), "oldObject": deny_all}

pods := {
	"records": {"metadata": {"labels": {"app": "records"}}, "status": {"phase": "Running"}},
	"cache": {"metadata": {"labels": {"app": "cache"}}},
	"done": {"metadata": {"labels": {"app": "records"}}, "status": {"phase": "Succeeded"}},
	"failed": {"status": {"phase": "Failed"}},
}

test_is_weakened_by_removal_and_by_what_no_longer_isolates if {
	isolation.weakened(removal) == deny_all
	every spec in [
		{"podSelector": {}, "policyTypes": ["Ingress"]},
		{"podSelector": {}, "policyTypes": ["Egress"], "egress": [{}]},
		{"podSelector": {"matchLabels": {"app": "x"}}, "policyTypes": ["Egress"]},
		null,
	] {
		isolation.weakened(change(spec)) == deny_all
	}
}

test_is_not_weakened_by_what_changes_nothing_for_the_pods if {
	not isolation.weakened(change({"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}))
	not isolation.weakened({"operation": "CREATE", "object": deny_all, "oldObject": null})
	every spec in [{"podSelector": {}, "policyTypes": ["Ingress"]}, {"podSelector": {}, "egress": [{}]}, null] {
		not isolation.weakened({"operation": "DELETE", "oldObject": policy(spec)})
	}
	not isolation.weakened({"operation": "DELETE"})
	not isolation.weakened({"operation": "CONNECT", "object": null, "oldObject": deny_all})
}

test_strands_running_pods_that_nothing_else_cuts_off if {
	isolation.stranded(removal, pods, {"deny": deny_all}) == {"records", "cache"}
	isolation.stranded(removal, pods, {}) == {"records", "cache"}
	isolation.stranded(removal, {}, {}) == set()
}

test_strands_nobody_whom_another_policy_keeps if {
	isolation.stranded(removal, pods, {"deny": deny_all, "other": deny_all}) == set()
	some_pods := {"podSelector": {"matchLabels": {"app": "cache"}}, "policyTypes": ["Egress"]}
	isolation.stranded(removal, pods, {"other": policy(some_pods)}) == {"records"}
	isolation.stranded(change(some_pods), pods, {"deny": deny_all}) == {"records"}
	isolation.stranded({"operation": "DELETE", "oldObject": policy(some_pods)}, pods, {}) == {"cache"}
}

test_strands_nobody_where_nothing_is_weakened if {
	isolation.stranded({"operation": "CREATE", "object": deny_all}, pods, {}) == set()
}
