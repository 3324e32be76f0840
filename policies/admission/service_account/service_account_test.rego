package admission.service_account_test

import rego.v1

import data.admission.service_account as rule

parameters := {"maxTokenSeconds": 3600, "apiAudiences": ["k3s"]}

review(group, kind, manifest) := {
	"kind": {"group": group, "version": "v1", "kind": kind},
	"namespace": "clinic",
	"operation": "CREATE",
	"object": manifest,
}

asked(request, given, inventory) := result if {
	result := rule.violation with input as {"review": request, "parameters": given} with data.inventory as inventory
}

pod(spec) := asked(review("", "Pod", {"spec": spec}), parameters, {})

safe := {"automountServiceAccountToken": false, "serviceAccountName": "records", "containers": [{}]}

with_token(token) := pod(object.union(safe, {"volumes": [{
	"name": "token",
	"projected": {"sources": [{"configMap": {}}, {"serviceAccountToken": token}]},
}]}))

places(violations) := {[violation.details.check, violation.details.path] | some violation in violations}

rbac := "rbac.authorization.k8s.io"

version := "rbac.authorization.k8s.io/v1"

powerful := {"rules": [{"apiGroups": [""], "resources": ["secrets", "pods/exec"], "verbs": ["get"]}]}

harmless := {"rules": [{"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get"]}]}

namespace(value) := {"metadata": {"labels": {"edgeward.io/health-data": value}}}

roles := {"powerful": powerful, "harmless": harmless}

inventory := {
	"cluster": {
		"v1": {"Namespace": {"clinic": namespace("true"), "shop": namespace("false")}},
		version: {"ClusterRole": roles},
	},
	"namespace": {"clinic": {version: {"Role": roles}}},
}

account(home) := {"kind": "ServiceAccount", "name": "records", "namespace": home}

binding(role_kind, role, subjects) := {
	"metadata": {"name": "b", "namespace": "clinic"},
	"roleRef": {"kind": role_kind, "name": role},
	"subjects": subjects,
}

bound(kind, manifest) := asked(review(rbac, kind, manifest), parameters, inventory)

given(observed) := {
	"msg": sprintf("the binding gives \"records\" %s; a service account must have no secrets and no way into pods", [observed]),
	"details": {
		"check": "binding",
		"path": "/subjects/0",
		"observed": observed,
		"expected": "a harmless role",
	},
}

test_allows_an_account_of_its_own_without_a_token if {
	pod(safe) == set()
	pod({"automountServiceAccountToken": false, "serviceAccount": "records", "containers": [{}]}) == set()
	pod(object.union(safe, {"serviceAccountName": "", "serviceAccount": "records"})) == set()
}

test_denies_a_mounted_token if {
	pod(object.remove(safe, ["automountServiceAccountToken"])) == {{
		"msg": "automountServiceAccountToken is missing; it must be false",
		"details": {
			"check": "token",
			"path": "/spec/automountServiceAccountToken",
			"observed": null,
			"expected": false,
		},
	}}
	every value in [true, "false", null, 0] {
		result := pod(object.union(safe, {"automountServiceAccountToken": value}))
		places(result) == {["token", "/spec/automountServiceAccountToken"]}
	}
}

test_denies_the_default_account if {
	pod(object.union(safe, {"serviceAccountName": "default"})) == {{
		"msg": "serviceAccountName is \"default\"; it must name an account of the workload's own",
		"details": {
			"check": "account",
			"path": "/spec/serviceAccountName",
			"observed": "default",
			"expected": "an account of its own",
		},
	}}
	every value in ["", null, 7] {
		result := pod(object.union(safe, {"serviceAccountName": value}))
		places(result) == {["account", "/spec/serviceAccountName"]}
	}
	places(pod(object.union(safe, {"serviceAccountName": "", "serviceAccount": "default"}))) == {
		["account", "/spec/serviceAccountName"],
	}
	nameless := pod(object.union(safe, {"serviceAccountName": "", "serviceAccount": ""}))
	places(nameless) == {["account", "/spec/serviceAccountName"]}
}

test_allows_a_token_for_somebody_else if {
	with_token({"audience": "vault"}) == set()
	with_token({"audience": "vault", "expirationSeconds": 600}) == set()
	with_token({"audience": "vault", "expirationSeconds": 3600}) == set()
}

test_denies_a_token_for_the_api_server if {
	with_token({"audience": "k3s"}) == {{
		"msg": concat(" ", [
			"volume \"token\" projects a token whose audience is \"k3s\";",
			"it must be for somebody other than the API server",
		]),
		"details": {
			"check": "projection",
			"path": "/spec/volumes/0/projected/sources/1/serviceAccountToken/audience",
			"observed": "k3s",
			"expected": "an audience",
		},
	}}
	every value in ["", null, 7] {
		count(with_token({"audience": value})) == 1
	}
	count(with_token("x")) == 1
}

test_denies_a_token_that_lives_too_long if {
	with_token({"audience": "vault", "expirationSeconds": 3601}) == {{
		"msg": "volume \"token\" projects a token whose expirationSeconds is 3601; it must be absent or at most 3600",
		"details": {
			"check": "projection",
			"path": "/spec/volumes/0/projected/sources/1/serviceAccountToken/expirationSeconds",
			"observed": 3601,
			"expected": "3600",
		},
	}}
	count(with_token({"audience": "vault", "expirationSeconds": "60"})) == 1
}

test_denies_an_hour_where_less_is_allowed if {
	volumes := [{"name": "t", "projected": {"sources": [{"serviceAccountToken": {"audience": "vault"}}]}}]
	spec := object.union(safe, {"volumes": volumes})
	every limit in [600, "x"] {
		result := asked(review("", "Pod", {"spec": spec}), {"maxTokenSeconds": limit}, {})
		count(result) == 1
	}
}

test_without_a_limit_no_token_lives_long_enough if {
	volumes := [{"name": "t", "projected": {"sources": [{"serviceAccountToken": {"audience": "vault", "expirationSeconds": 1}}]}}]
	request := review("", "Pod", {"spec": object.union(safe, {"volumes": volumes})})
	{violation.details.expected | some violation in asked(request, {}, {})} == {"0"}
	{violation.details.expected | some violation in asked(request, {"maxTokenSeconds": "x"}, {})} == {"x"}
}

own(manifest) := asked(review("", "ServiceAccount", manifest), parameters, {})

test_denies_an_account_that_mounts_tokens if {
	own({"metadata": {"name": "records"}}) == {{
		"msg": "automountServiceAccountToken of the service account is missing; it must be false",
		"details": {
			"check": "account_token",
			"path": "/automountServiceAccountToken",
			"observed": null,
			"expected": false,
		},
	}}
	count(own({"metadata": {"name": "records"}, "automountServiceAccountToken": true})) == 1
	own({"metadata": {"name": "records"}, "automountServiceAccountToken": false}) == set()
	own({"metadata": {"name": "default"}}) == set()
}

test_denies_a_binding_to_a_powerful_role if {
	bound("RoleBinding", binding("Role", "powerful", [account("clinic")])) == {given("pods/exec, secrets")}
	bound("RoleBinding", binding("ClusterRole", "powerful", [account("shop")])) == {given("pods/exec, secrets")}
	bound("RoleBinding", binding("Role", "harmless", [account("clinic")])) == set()
	bound("RoleBinding", binding("Role", "powerful", [{"kind": "User", "name": "amina"}])) == set()
}

test_denies_a_binding_to_a_role_that_nobody_knows if {
	unknown := "what nobody knows, for the inventory has no such role"
	bound("RoleBinding", binding("Role", "other", [account("clinic")])) == {given(unknown)}
	bound("RoleBinding", binding("Robe", "powerful", [account("clinic")])) == {given(unknown)}
	result := asked(review(rbac, "RoleBinding", binding("ClusterRole", "harmless", [account("clinic")])), parameters, {})
	result == {given(unknown)}
}

test_denies_a_cluster_binding_that_reaches_health_data if {
	bound("ClusterRoleBinding", binding("ClusterRole", "powerful", [account("clinic")])) == {given("pods/exec, secrets")}
	bound("ClusterRoleBinding", binding("ClusterRole", "powerful", [account("nobody-knows")])) == {given("pods/exec, secrets")}
	bound("ClusterRoleBinding", binding("ClusterRole", "powerful", [account("shop")])) == set()
	everyone := [{"kind": "Group", "name": "system:serviceaccounts"}]
	count(bound("ClusterRoleBinding", binding("ClusterRole", "powerful", everyone))) == 1
}

test_a_role_is_known_by_kind_and_name if {
	known := {
		"cluster": {version: {"ClusterRole": {"r": powerful, "s": harmless}}},
		"namespace": {"clinic": {version: {"Role": {"r": harmless, "s": powerful}}}},
	}
	every case in [["ClusterRole", "r", 1], ["Role", "r", 0], ["ClusterRole", "s", 0], ["Role", "s", 1]] {
		request := review(rbac, "RoleBinding", binding(case[0], case[1], [account("clinic")]))
		count(asked(request, parameters, known)) == case[2]
	}
}

gains(kind, roles_bound) := result if {
	gaining := object.union(powerful, {"metadata": {"name": "r"}})
	result := asked(review(rbac, kind, gaining), parameters, roles_bound)
}

gained := {{
	"msg": concat(" ", [
		"the role gives pods/exec, secrets and b binds it to service accounts;",
		"they must have no secrets and no way into pods",
	]),
	"details": {
		"check": "role",
		"path": "/rules",
		"observed": "pods/exec, secrets",
		"expected": "a harmless role",
	},
}}

test_denies_a_bound_role_that_gains_power if {
	gains("Role", local({"b": binding("Role", "r", [account("clinic")])})) == gained
	gains("Role", {}) == set()
}

local(bindings) := {"namespace": {"clinic": {version: {"RoleBinding": bindings}}}}

test_allows_a_role_that_no_service_account_is_bound_to if {
	people := [{"kind": "User", "name": "amina"}]
	gains("Role", local({"b": binding("Role", "r", people)})) == set()
	gains("ClusterRole", local({"b": binding("ClusterRole", "r", people)})) == set()
	gains("Role", local({"b": binding("Role", "s", [account("clinic")])})) == set()
	gains("Role", local({"b": binding("ClusterRole", "r", [account("clinic")])})) == set()
	gains("ClusterRole", local({"b": binding("Role", "r", [account("clinic")])})) == set()
	gains("ClusterRole", object.union(wide("shop"), {"namespace": {"shop": {version: {"RoleBinding": {"b": bind("shop")}}}}})) == set()
	global := {"cluster": {version: {"ClusterRoleBinding": {"b": binding("Role", "r", [account("clinic")])}}}}
	gains("ClusterRole", global) == set()
	gains("Role", wide("clinic")) == set()
}

test_allows_a_bound_role_without_power if {
	gaining := object.union(harmless, {"metadata": {"name": "r"}})
	asked(review(rbac, "Role", gaining), parameters, local({"b": binding("Role", "r", [account("clinic")])})) == set()
}

test_denies_a_bound_role_with_a_single_power if {
	gaining := {"metadata": {"name": "r"}, "rules": [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]}]}
	count(asked(review(rbac, "Role", gaining), parameters, known_binding)) == 1
}

test_names_every_binding_of_a_role if {
	both := {"b": binding("Role", "r", [account("clinic")]), "c": binding("Role", "r", [account("clinic")])}
	some violation in gains("Role", local(both))
	startswith(violation.msg, "the role gives pods/exec, secrets and b, c binds it to service accounts")
}

bind(home) := binding("ClusterRole", "r", [account(home)])

wide(home) := {"cluster": {
	"v1": {"Namespace": {"shop": namespace("false")}},
	version: {"ClusterRoleBinding": {"b": bind(home)}},
}}

test_denies_a_bound_cluster_role_that_gains_power if {
	gains("ClusterRole", wide("clinic")) == gained
	gains("ClusterRole", wide("shop")) == set()
	gains("ClusterRole", {"namespace": {"clinic": {version: {"RoleBinding": {"b": bind("clinic")}}}}}) == gained
}

test_denies_what_cannot_be_read if {
	pod(object.union(safe, {"volumes": "x"})) == {{
		"msg": "/spec/volumes is of type string; it must be an array",
		"details": {"check": "shape", "path": "/spec/volumes", "observed": "string", "expected": "an array"},
	}}
	places(pod(null)) == {
		["shape", "/spec"],
		["token", "/spec/automountServiceAccountToken"],
		["account", "/spec/serviceAccountName"],
	}
	projected := {"volumes": [{"name": "v", "projected": {"sources": "x"}}]}
	places(pod(object.union(safe, projected))) == {["shape", "/spec/volumes/0/projected/sources"]}
	places(bound("RoleBinding", binding("Role", "harmless", "x"))) == {["shape", "/subjects"]}
	places(bound("ClusterRoleBinding", binding("ClusterRole", "harmless", "x"))) == {["shape", "/subjects"]}
	asked(review("", "ConfigMap", {"subjects": "x"}), parameters, {}) == set()
	asked(review("", "ConfigMap", binding("ClusterRole", "powerful", [account("clinic")])), parameters, inventory) == set()
}

wrong := [
	review("", "Pod", {"spec": {"volumes": [{
		"name": "v",
		"projected": {"sources": ["x", {"serviceAccountToken": {"expirationSeconds": 7200}}]},
	}]}}),
	review("", "ServiceAccount", {"metadata": {"name": "records"}}),
	review(rbac, "RoleBinding", binding("Role", "powerful", [account("clinic")])),
	review(rbac, "Role", object.union(powerful, {"metadata": {"name": "r"}})),
]

known_binding := local({"b": binding("Role", "r", [account("clinic")])})

test_asks_only_what_is_switched_on[check] if {
	some check in ["account", "account_token", "binding", "projection", "role", "shape", "token"]
	{violation.details.check |
		some request in wrong
		some violation in asked(request, object.union(parameters, {"checks": [check]}), object.union(inventory, known_binding))
	} == {check}
}

test_says_nothing_on_delete[i] if {
	some i, request in array.concat(wrong, [review(rbac, "RoleBinding", {"subjects": "x"})])
	deleted := object.union(request, {"operation": "DELETE"})
	asked(deleted, parameters, object.union(inventory, known_binding)) == set()
}

test_tells_both_faults_of_a_token if {
	token := "/spec/volumes/0/projected/sources/1/serviceAccountToken"
	places(asked(wrong[0], object.union(parameters, {"checks": ["projection"]}), {})) == {
		["projection", sprintf("%s/audience", [token])],
		["projection", sprintf("%s/expirationSeconds", [token])],
	}
}
