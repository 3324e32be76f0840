package lib.secret_test

import rego.v1

import data.lib.secret

test_knows_names_of_secrets if {
	every name in [
		"PASSWORD", "db.password", "PGPASSWORD", "REDIS_AUTH", "apiKey", "API_KEY", "aws-secret-access-key",
		"TOKEN", "sessionToken", "DB_PWD", "requirepass", "MASTER_KEY", "DATABASE_DSN", "tls.passphrase",
	] {
		secret.named(name)
	}
	every name in ["", "KEY", "KEYBOARD", "AUTHOR", "AUTH_MODE", "PASSENGER", "COMPASS", "TOKENIZER", "CACHE_KEY", null, 7] {
		not secret.named(name)
	}
}

test_a_reference_is_no_secret if {
	every value in ["", "  ", `""`, "$(DB_PASSWORD)", "${DB_PASSWORD}", "$DB_PASSWORD", `"$DB_PASSWORD"`, null, 7] {
		not secret.literal(value)
	}
	every value in ["x", "$(A)x", "${A:-x}", "$$(A)", "$1", "a b"] {
		secret.literal(value)
	}
}

test_a_word_about_a_secret_is_no_secret if {
	abouts := [
		["PASSWORD_FILE", "/run/secrets/db"], ["TOKEN_TTL", "300s"], ["TOKEN_URL", "https://id.example/token"],
		["SECRET_NAME", "db-login"], ["ALLOW_EMPTY_PASSWORD", "Yes"], ["PASSWORD_LENGTH", "12"],
		["USE_PASSWORD", "true"], ["PASSWORD_REQUIRED", "False"], ["SECRETS_ENABLED", "no"],
	]
	every about in abouts {
		secret.named(about[0])
		not secret.given(about[0], about[1])
	}
	secrets := [
		["PASSWORD_FILE", "hunter2"], ["TOKEN_TTL", "hunter2"], ["TOKEN_URL", "https://a:b@id.example"],
		["PASSWORD_NAME", "hunter2"], ["PASSWORD", "/hunter2"], ["PASSWORD", "123456"],
		["PASSWORD", "https://hunter2"], ["SECRET_NAME", "Hunter2!"],
	]
	every pair in secrets {
		secret.given(pair[0], pair[1])
	}
}

test_knows_secrets_by_their_form if {
	secret.shaped("-----BEGIN PRIVATE KEY-----\nMII")
	secret.shaped("-----BEGIN RSA PRIVATE KEY-----")
	secret.shaped("redis://:hunter2@cache:6379")
	secret.shaped("see postgres://a:b@c/d")
	not secret.shaped("-----BEGIN CERTIFICATE-----")
	not secret.shaped("redis://:$(PASSWORD)@cache")
	not secret.shaped("https://a@b.example:8080/c")
	not secret.shaped("https://a.example:8080/b@c")
}

test_finds_secrets_in_words if {
	secret.in_word("--requirepass", "hunter2")
	secret.in_word("-password", "hunter2")
	secret.in_word("--password", "hunter--2")
	secret.in_word("--password=hunter2", null)
	secret.in_word("redis-server --requirepass hunter2", null)
	secret.in_word("export DB_PASSWORD='hunter2'; run", null)
	secret.in_word("java -Ddb.password=hunter2 -jar a.jar", null)
	secret.in_word("redis-cli -h x -a hunter2 ping", null)
	secret.in_word("redis://:hunter2@cache", null)
	not secret.in_word("--requirepass", "$(PASSWORD)")
	not secret.in_word("--requirepass", "--port")
	not secret.in_word("--requirepass", null)
	not secret.in_word("--password-file=/run/secret", null)
	not secret.in_word("redis-cli -a $(PASSWORD) ping", null)
	not secret.in_word("redis-cli ping", null)
	not secret.in_word("DB_PASSWORD=$(cat /run/secrets/db) exec app", null)
	not secret.in_word("--port", "6379")
}

test_finds_secrets_in_files if {
	secret.in_text("port 0\n  requirepass hunter2\n")
	secret.in_text(`{"db": {"password": "hunter2"}}`)
	secret.in_text("db:\n  password: hunter2\n")
	secret.in_text("db.password=hunter2")
	secret.in_text("-----BEGIN EC PRIVATE KEY-----")
	not secret.in_text("port 0\nrequirepass \"\"\n")
	not secret.in_text("the password is kept in a Secret")
	not secret.in_text("password: ${DB_PASSWORD}")
	not secret.in_text("ttl: 300s")
}
