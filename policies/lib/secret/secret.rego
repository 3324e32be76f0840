package lib.secret

import rego.v1

# Names of things that only their owner may know.
names := concat("|", [
	`passw(?:or)?d|passphrase|passcode|passwort|secret|credential|bearer|requirepass|masterauth`,
	`(?:api|access|private|encryption|signing|master|account)[_.-]?key`,
	`(?:^|[_.-])(?:pwd|pass|token|psk|dsn)(?:$|[_.-])|(?:pwd|token)$|(?:^|[_.-])auth$`,
])

named(name) if {
	is_string(name)
	regex.match(names, lower(name))
}

# A name and a value that together give a secret away.
given(name, value) if {
	named(name)
	literal(value)
	not told_apart(lower(name), value)
}

# Something is written there, and it is no reference that is filled in later.
literal(value) if {
	is_string(value)
	regex.match(`[^\s"']`, value)
	not regex.match(`^["']?\$(?:\([^)]+\)|\{[A-Za-z_][A-Za-z0-9_]*\}|[A-Za-z_][A-Za-z0-9_]*)["']?$`, value)
}

# About a secret, but not the secret: the value has the form that such a name promises.
told_apart(name, value) if {
	regex.match(`(?:file|path|dir|mount)$`, name)
	regex.match(`^["']?/[A-Za-z0-9._/-]*["']?$`, value)
}

told_apart(name, value) if {
	regex.match(`(?:ttl|seconds|secs|minutes|hours|days|timeout|lifetime|age|length|size|count|retries|limit)$`, name)
	regex.match(`^[0-9]{1,7}[a-z]{0,2}$`, value)
}

told_apart(name, value) if {
	regex.match(`(?:url|uri|endpoint|issuer)$`, name)
	regex.match(`^https?://[^@?\s]*$`, value)
}

told_apart(name, value) if {
	regex.match(`secret[_.-]?(?:name|ref)$`, name)
	regex.match(`^[a-z0-9][a-z0-9.-]*$`, value)
}

told_apart(_, value) if lower(value) in {"true", "false", "yes", "no"}

# A secret by its own form: a private key, or a password in a URL.
shaped(text) if regex.match(`-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----`, text)

shaped(text) if {
	some groups in regex.find_all_string_submatch_n(`[A-Za-z][A-Za-z0-9+.-]*://[^\s/?#:@]*:([^\s/?#@]+)@`, text, -1)
	literal(groups[1])
}

# In one word of a command line, which may be a whole script. `next` is the word after it.
in_word(word, next) if {
	is_string(next)
	groups := regex.find_all_string_submatch_n(`^--?([A-Za-z0-9_.-]+)$`, word, 1)
	given(groups[0][1], next)
	not startswith(next, "--")
}

in_word(word, _) if shaped(word)

in_word(word, _) if {
	some form in forms
	some groups in regex.find_all_string_submatch_n(form, word, -1)
	given(groups[1], groups[2])
}

in_word(word, _) if regex.match(`(?:redis|valkey)-cli(?:\s+\S+)*?\s+-a\s*[^\s$-]`, word)

# `--name value` and `--name=value`, then `NAME=value` and `-Dname=value`.
forms := [
	`(?:^|[\s;&|"'(])--?([A-Za-z_][A-Za-z0-9_.-]*)(?:=|\s+)("[^"]*"|'[^']*'|\$\([^)]*\)|[^\s;&|"']+)`,
	`(?:^|[\s;&|"'(])(?:-D)?([A-Za-z_][A-Za-z0-9_.-]*)=("[^"]*"|'[^']*'|\$\([^)]*\)|[^\s;&|"']+)`,
]

# In the text of a file: an assignment, or a directive of Redis.
in_text(text) if shaped(text)

in_text(text) if {
	some groups in regex.find_all_string_submatch_n(assignment, text, -1)
	given(groups[1], groups[2])
}

in_text(text) if {
	some groups in regex.find_all_string_submatch_n(`(?m)^[ \t]*(requirepass|masterauth)[ \t]+(\S+)`, lower(text), -1)
	literal(groups[2])
}

assignment := concat("", [
	`["']?([A-Za-z_][A-Za-z0-9_.-]*)["']?[ \t]*[:=][ \t]*`,
	`("[^"\n]*"|'[^'\n]*'|\$\{[^}\s]*\}|[^\s"',;{}\[\]]+)`,
])
