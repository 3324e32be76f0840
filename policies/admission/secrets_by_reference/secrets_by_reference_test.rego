package admission.secrets_by_reference_test

import rego.v1

import data.admission.secrets_by_reference as rule

parameters := {"allowed": ["TOKEN_BUCKET", "token_bucket"]}

judged(review) := result if {
	result := rule.violation with input as {"review": review, "parameters": parameters}
}

review(kind, object_) := {
	"kind": {"group": "", "version": "v1", "kind": kind},
	"operation": "CREATE",
	"object": object_,
}

container(fields) := judged(review("Pod", {"spec": {"containers": [object.union({"name": "app"}, fields)]}}))

variable(name, value) := container({"env": [{"name": name, "value": value}]})

config(data_) := judged(review("ConfigMap", {"data": data_}))

places(violations) := {[violation.details.check, violation.details.path] | some violation in violations}

test_allows_secrets_by_reference if {
	container({
		"env": [
			{"name": "DB_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "db", "key": "password"}}},
			{"name": "DB_URL", "value": "postgres://app:$(DB_PASSWORD)@db"},
			{"name": "TOKEN_BUCKET", "value": "slow"},
			{"name": "MODE", "value": "fast"},
		],
		"envFrom": [{"configMapRef": {"name": "a"}}],
		"args": ["--requirepass", "$(DB_PASSWORD)"],
	}) == set()
}

test_denies_a_variable_with_a_secret_and_shows_neither_name_nor_value if {
	variable("DB_PASSWORD", "hunter2") == {{
		"msg": concat(" ", [
			"variable #0 of container \"app\" holds a secret as plain text;",
			"it must come from a Secret by valueFrom.secretKeyRef",
		]),
		"details": {
			"check": "literal",
			"path": "/spec/containers/0/env/0/value",
			"observed": "plain text",
			"expected": "valueFrom.secretKeyRef",
		},
	}}
}

test_denies_a_secret_by_its_form if {
	every value in ["redis://:hunter2@cache", "-----BEGIN PRIVATE KEY-----"] {
		places(variable("MODE", value)) == {["literal", "/spec/containers/0/env/0/value"]}
		places(variable("TOKEN_BUCKET", value)) == {["literal", "/spec/containers/0/env/0/value"]}
	}
}

test_denies_a_command_line_with_a_secret if {
	container({"command": ["redis-server"], "args": ["--requirepass", "hunter2"]}) == {{
		"msg": "a command line of container \"app\" holds a secret; it must refer to it as $(NAME) or by file",
		"details": {
			"check": "argument",
			"path": "/spec/containers/0/args/0",
			"observed": "plain text",
			"expected": "a reference",
		},
	}}
}

test_denies_a_config_map_with_a_secret if {
	config({"password": "hunter2", "mode": "fast"}) == {{
		"msg": "/data/password of the ConfigMap holds a secret; it must be kept in a Secret",
		"details": {
			"check": "config",
			"path": "/data/password",
			"observed": "plain text",
			"expected": "a Secret",
		},
	}}
	places(config({"redis.conf": "requirepass hunter2"})) == {["config", "/data/redis.conf"]}
	places(judged(review("ConfigMap", {"binaryData": {"password": "aHVudGVyMg=="}}))) == {["config", "/binaryData/password"]}
	config({"token_bucket": "slow", "password": "", "mode": 7}) == set()
}

test_denies_a_whole_secret if {
	container({"envFrom": [{"secretRef": {"name": "db"}}]}) == {{
		"msg": "container \"app\" takes a whole Secret into its environment; it must take what it needs",
		"details": {
			"check": "env_from",
			"path": "/spec/containers/0/envFrom/0/secretRef",
			"observed": "a whole Secret",
			"expected": "secretKeyRef",
		},
	}}
}

test_denies_what_cannot_be_read if {
	places(container({"env": "x", "envFrom": "x", "command": "x", "args": [7]})) == {
		["shape", "/spec/containers/0/env"],
		["shape", "/spec/containers/0/envFrom"],
		["shape", "/spec/containers/0/command"],
		["shape", "/spec/containers/0/args/0"],
	}
	config("x") == {{
		"msg": "/data is of type string; it must be an object",
		"details": {"check": "shape", "path": "/data", "observed": "string", "expected": "an object"},
	}}
	places(judged(review("ConfigMap", {"data": "x", "binaryData": "x"}))) == {["shape", "/data"], ["shape", "/binaryData"]}
	places(judged(review("Pod", {"spec": {}}))) == {["shape", "/spec/containers"]}
}

test_says_nothing_on_delete if {
	judged(object.union(review("ConfigMap", {"data": {"password": "x"}}), {"operation": "DELETE"})) == set()
}

wrong := [
	review("Pod", {"spec": {
		"containers": [{
			"env": [{"name": "DB_PASSWORD", "value": "hunter2"}],
			"args": ["--requirepass", "hunter2"],
			"envFrom": [{"secretRef": {"name": "db"}}],
		}],
		"initContainers": "x",
	}}),
	review("ConfigMap", {"data": {"password": "hunter2"}}),
]

test_asks_only_what_is_switched_on[check] if {
	some check in ["argument", "config", "env_from", "literal", "shape"]
	given := object.union(parameters, {"checks": [check]})
	{violation.details.check |
		some request in wrong
		result := rule.violation with input as {"review": request, "parameters": given}
		some violation in result
	} == {check}
}

test_leaves_secrets_alone if {
	judged(review("Secret", {"data": {"password": "hunter2"}, "binaryData": {"password": "hunter2"}})) == set()
}
