package lib.reach_test

import rego.v1

import data.lib.reach

deny := {"spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}}

open(rules) := {"spec": {"podSelector": {"matchLabels": {"app": "cache"}}, "ingress": rules}}

limited(policies) if reach.limited(policies, {"app": "cache"})

test_a_policy_that_selects_the_pod_limits_who_connects if {
	limited({"a": deny})
	limited({"a": {"spec": {"podSelector": {}, "policyTypes": []}}})
	limited({"a": open([])})
	limited({"a": open([{"from": [{"podSelector": {"matchLabels": {"app": "records"}}}]}])})
	limited({"a": open([{"from": [{"namespaceSelector": {"matchLabels": {"team": "a"}}}]}])})
	limited({"a": deny, "b": {"spec": {"podSelector": {"matchLabels": {"app": "web"}}, "ingress": [{}]}}})
}

test_nothing_is_limited_where_a_policy_opens_or_none_governs if {
	not limited({})
	not limited(null)
	not limited({"a": {"spec": {"podSelector": {}, "policyTypes": ["Egress"]}}})
	not limited({"a": {"spec": {"podSelector": {"matchLabels": {"app": "web"}}}}})
	rules := [
		{}, {"from": []}, {"from": "x"}, {"from": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]}, "x",
		{"from": [{"namespaceSelector": {}}]}, {"from": [{"podSelector": {}, "namespaceSelector": {}}]}, {"from": [null]},
		{"from": [{"namespaceSelector": "x"}]}, {"from": [{"namespaceSelector": ["x"]}]},
	]
	every rule in rules {
		not limited({"a": deny, "b": open([rule])})
	}
	not limited({"a": deny, "b": {"spec": {"podSelector": "x", "ingress": [{}]}}})
}
