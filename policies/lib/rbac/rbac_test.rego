package lib.rbac_test

import rego.v1

import data.lib.rbac

given(groups, resources) := rbac.powers({"rules": [{"apiGroups": groups, "resources": resources, "verbs": ["get"]}]})

test_names_what_lets_in_or_reads_secrets if {
	given([""], ["pods", "secrets", "pods/exec", "configmaps"]) == {"secrets", "pods/exec"}
	given(["", "apps"], ["*"]) == {"everything"}
	given(["*"], ["*/exec", "*/scale"]) == {"*/exec"}
}

test_every_way_into_what_runs_is_named[way] if {
	some way in [
		"nodes/proxy", "pods/attach", "pods/ephemeralcontainers", "pods/portforward", "pods/proxy",
		"serviceaccounts/token", "services/proxy",
	]
	given([""], [way]) == {way}
}

test_only_a_leading_star_stands_for_any_resource if {
	given([""], ["widgets/exec", "x*/exec"]) == set()
}

test_other_groups_have_other_secrets if {
	given(["example.com"], ["secrets", "*"]) == set()
	given([], ["secrets"]) == set()
	given(null, ["secrets"]) == set()
}

test_names_verbs_that_hand_out_rights if {
	rbac.powers({"rules": [{"verbs": ["get", "bind", "escalate", "impersonate"]}]}) == {"bind", "escalate", "impersonate"}
}

test_a_role_that_cannot_be_read_gives_the_unknown if {
	bad_rules := [
		"x", {"verbs": "x"}, {"verbs": [1]}, {"verbs": {"a": "get"}}, {"apiGroups": "x"}, {"apiGroups": [1]},
		{"resources": "x"}, {"resources": [1]},
	]
	every rule in bad_rules {
		rbac.powers({"rules": [rule]}) == {"what cannot be read"}
	}
	bad := [null, "x", [], {"rules": "x"}]
	every role in bad {
		rbac.powers(role) == {"what cannot be read"}
	}
}

test_an_aggregated_role_without_rules_gives_the_unknown if {
	rbac.powers({"aggregationRule": {}, "rules": null}) == {"what is put together elsewhere"}
	rbac.powers({"aggregationRule": {}, "rules": [{"verbs": ["get"]}]}) == set()
	rbac.powers({}) == set()
}

accounts(subjects) := [account.namespace | some account in rbac.accounts({
	"metadata": {"namespace": "clinic"},
	"subjects": subjects,
})]

test_finds_service_accounts_by_any_name if {
	accounts([
		{"kind": "ServiceAccount", "name": "a", "namespace": "ward"},
		{"kind": "ServiceAccount", "name": "a"},
		{"kind": "ServiceAccount", "name": "a", "namespace": ""},
		{"kind": "Group", "name": "system:serviceaccounts"},
		{"kind": "Group", "name": "system:serviceaccounts:ward"},
		{"kind": "Group", "name": "system:authenticated"},
		{"kind": "User", "name": "system:serviceaccount:ward:a"},
		{"kind": "User", "name": "system:anonymous"},
		{"kind": "Group", "name": "system:unauthenticated"},
	]) == ["ward", "clinic", "clinic", "*", "ward", "*", "ward", "*", "*"]
}

test_an_account_keeps_its_name_and_place if {
	subject := {"kind": "ServiceAccount", "name": "a", "namespace": "ward"}
	rbac.accounts({"subjects": ["x", subject]}) == [{"path": "/subjects/1", "namespace": "ward", "name": "a"}]
}

test_people_are_no_service_accounts if {
	accounts([{"kind": "User", "name": "amina"}, {"kind": "Group", "name": "nurses"}, "x", {}]) == []
}

# Names of groups mean nothing on a user, names of users nothing on a group, and neither behind another prefix.
test_a_name_counts_whole_and_for_its_own_kind[subject] if {
	some subject in [
		{"kind": "User", "name": "system:authenticated"}, {"kind": "User", "name": "system:serviceaccounts:ward"},
		{"kind": "Group", "name": "system:serviceaccount:ward:a"}, {"kind": "Group", "name": "system:anonymous"},
		{"kind": "Group", "name": "x:system:serviceaccounts:ward"}, {"kind": "Group", "name": "a:b:c"},
		{"kind": "User", "name": "x:system:serviceaccount:ward:a"}, {"kind": "User", "name": "a:b:c:d"},
	]
	accounts([subject]) == []
}

test_an_account_at_home_nowhere_may_be_any if {
	rbac.accounts({"subjects": [{"kind": "ServiceAccount"}]}) == [{
		"path": "/subjects/0",
		"namespace": "*",
		"name": null,
	}]
}
