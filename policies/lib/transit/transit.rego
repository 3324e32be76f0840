package lib.transit

import rego.v1

import data.lib.locality
import data.lib.shape
import data.lib.url

# Schemes whose traffic anybody on the way can read.
plain := concat("", [
	`(?:^|[^a-z0-9+.-])((?:http|ws|ftp|redis|valkey|ldap|amqp|mqtt|nats|stomp|smtp|telnet|tcp|udp|grpc)://`,
	`[^\s"'<>,;)}]*)`,
])

# The text names a far place by a scheme without encryption. `identifiers` are hosts whose URLs name things (a code
# system, a schema), and no place to go to.
open(text, identifiers) if {
	is_string(text)
	some groups in regex.find_all_string_submatch_n(plain, lower(text), -1)
	address := groups[1]
	not harmless(address, identifiers)
}

harmless(written, _) if locality.loopback(url.parse(written).host)

harmless(written, identifiers) if {
	found := url.parse(written)
	found.scheme == "http"
	found.host in identifiers
}

# A setting that switches encryption off, or the check of certificates.
weak(name, value) if {
	is_string(name)
	some rule in rules
	regex.match(rule.name, simple(name))
	not sound(rule.value, value)
}

weak(_, value) if {
	is_string(value)
	regex.match(`(?:^|[^a-z])ssl_?mode[ '"]*=[ '"]*(?:disable|allow|prefer)`, lower(value))
}

simple(name) := replace(replace(lower(name), "-", "_"), ".", "_")

yes := `^(?:true|yes|on|1|enabled?|required?)$`

rules := [
	{
		"name": `(?:^|_)(?:tls|ssl)_?(?:enabled?|on|required)$|^(?:use|enable|require|with)_(?:tls|ssl)$|^(?:app|cache|client|db|redis|server)_tls$`,
		"value": yes,
	},
	{
		"name": `(?:tls|ssl)_verif(?:y|ication)$|reject_unauthorized$|^pythonhttpsverify$`,
		"value": yes,
	},
	{
		"name": `skip_(?:[a-z]+_)?verif|(?:no|disable)_(?:tls|ssl|cert)[a-z]*_?verif|insecure|^(?:disable|no)_(?:tls|ssl)$`,
		"value": `^(?:false|no|off|0)$`,
	},
	{
		"name": `(?:tls|ssl)_(?:[a-z]+_)*min(?:imum)?(?:_[a-z]+)*_?version$|(?:tls|ssl)_version_min$`,
		"value": `^(?:tls)?[ _]?v?1[._]?[23]$`,
	},
	{
		"name": `(?:^|_)(?:pg)?ssl_?mode$`,
		"value": `^(?:require|verify[_-]ca|verify[_-]full)$`,
	},
]

sound(pattern, value) if {
	is_string(value)
	regex.match(pattern, lower(value))
}

# A flag that switches the check of certificates off.
careless(word) if {
	regex.match(`(?:^|\s)--(?:insecure(?:-skip)?(?:-tls)?(?:-verify)?|(?:skip-tls|tls-skip)-verify|no-check-certificate)(?:=true)?(?:$|\s)`, word)
}

# Places of an Ingress that are served without a certificate of their own.
uncovered(spec) := found if {
	entries := shape.members(shape.field(spec, "rules"))
	count(entries) > 0
	blocks := certified(spec)
	found := {path |
		some i, entry in entries
		host := shape.field(entry, "host")
		not covered(host, blocks)
		path := sprintf("/spec/rules/%d/host", [i])
	}
} else := {"/spec/tls"} if {
	count(certified(spec)) == 0
} else := set()

certified(spec) := [block |
	some block in shape.members(shape.field(spec, "tls"))
	name := shape.field(block, "secretName")
	is_string(name)
	name != ""
]

covered(host, blocks) if {
	is_string(host)
	some block in blocks
	some pattern in shape.members(shape.field(block, "hosts"))
	certifies(pattern, lower(host))
}

covered(host, blocks) if {
	host in {null, ""}
	some block in blocks
	shape.field(block, "hosts") in {null, []}
}

certifies(pattern, host) if lower(pattern) == host

# A star stands for one label.
certifies(pattern, host) if {
	startswith(pattern, "*.")
	labels := split(host, ".")
	rest := array.slice(labels, 1, count(labels))
	concat(".", rest) == lower(trim_prefix(pattern, "*."))
}

# Annotations by which a controller serves plain HTTP beside the certificate.
plain_annotations(annotations) := {key |
	some key, value in annotations
	unlocks(key, value)
}

unlocks(key, value) if {
	regex.match(`ssl-redirect$`, key)
	value != "true"
}

unlocks(key, value) if {
	key == "traefik.ingress.kubernetes.io/router.tls"
	value != "true"
}

unlocks(key, value) if {
	key == "traefik.ingress.kubernetes.io/router.entrypoints"
	not sound(`^\s*websecure\s*$`, value)
}
