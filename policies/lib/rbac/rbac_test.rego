package lib.rbac_test

import rego.v1

import data.lib.rbac

given(groups, resources) := rbac.powers({"rules": [{"apiGroups": groups, "resources": resources, "verbs": ["get"]}]})

test_names_what_lets_in_or_reads_secrets if {
	given([""], ["pods", "secrets", "pods/exec", "configmaps"]) == {"secrets", "pods/exec"}
	given(["", "apps"], ["*"]) == {"everything"}
	given(["*"], ["*/exec", "*/scale"]) == {"*/exec"}
}

test_other_groups_have_other_secrets if {
	given(["example.com"], ["secrets", "*"]) == set()
	given([], ["secrets"]) == set()
	given(null, ["secrets"]) == set()
}

test_names_verbs_that_hand_out_rights if {
	rbac.powers({"rules": [{"verbs": ["get", "escalate", "impersonate"]}]}) == {"escalate", "impersonate"}
}

test_a_role_that_cannot_be_read_gives_the_unknown if {
	bad := [null, "x", [], {"rules": "x"}, {"rules": ["x"]}, {"rules": [{"verbs": "x"}]}, {"rules": [{"verbs": [1]}]}]
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
	]) == ["ward", "clinic", "clinic", "*", "ward", "*", "ward", "*"]
}

test_people_are_no_service_accounts if {
	accounts([{"kind": "User", "name": "amina"}, {"kind": "Group", "name": "nurses"}, "x", {}]) == []
}

test_an_account_at_home_nowhere_may_be_any if {
	rbac.accounts({"subjects": [{"kind": "ServiceAccount"}]}) == [{
		"path": "/subjects/0",
		"namespace": "*",
		"name": null,
	}]
}
