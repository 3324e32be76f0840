# METADATA
# title: Settings of the health-data services
# description: >-
#   The ConfigMap that the health-data services read has every setting, each written so that all of them read the
#   same: a cache that forgets in time, queries that end, audit on.
# scope: package
# custom:
#   id: HD-CFG-01
#   severity: high
#   controls: [hipaa-164.312.a.2.iii, gdpr-art5.1.d, gdpr-art7.3]
#   kinds: [{group: "", kind: ConfigMap}]
#   checks:
#     switch: cache_enabled and index_enabled are "true" or "false"
#     cache_ttl: cache_ttl is above 0 and at most maxCacheTtl and maxConsentAge
#     query_timeout: query_timeout is above 0 and at most maxQueryTimeout
#     audit: audit_enabled is "true"
#     immutable: the ConfigMap is immutable
#     shape: the data of the ConfigMap can be read
#   remediation: >-
#     Write `cache_enabled: "true"`, `cache_ttl: "300s"`, `index_enabled: "true"`, `query_timeout: "100ms"` and
#     `audit_enabled: "true"` under data, and `immutable: true` beside it; every duration needs its unit.
#   limit: >-
#     It does not prove that a service reads this ConfigMap, nor that it obeys: a value set in the environment of the
#     pod may win.
#   parameters:
#     type: object
#     properties:
#       names:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [health-data-config]
#         description: ConfigMaps that hold the settings; kustomize may have added its hash
#       maxCacheTtl:
#         type: string
#         default: 300s
#         description: how long an answer may be kept
#       maxConsentAge:
#         type: string
#         default: 300s
#         description: how long a withdrawn consent may go unnoticed; a cached answer must not outlive it
#       maxQueryTimeout:
#         type: string
#         default: 100ms
#         description: how long a query may take
package admission.health_data_config

import rego.v1

import data.lib.constraint
import data.lib.duration
import data.lib.shape
import data.lib.text
import data.lib.workload

parameters := object.get(input, "parameters", {})

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "switch")
	some key in ["cache_enabled", "index_enabled"]
	observed := setting(config_map, key)
	not observed in {"true", "false"}
	words := worded(observed)
	msg := sprintf("%s of the ConfigMap %s; it must be \"true\" or \"false\"", [key, words])
	path := shape.pointer("/data", key)
	seen := summary(observed)
	details := {"check": "switch", "path": path, "observed": seen, "expected": "true or false"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "cache_ttl")
	observed := setting(config_map, "cache_ttl")
	ceilings := {constraint.given(parameters, name, null) | some name in ["maxCacheTtl", "maxConsentAge"]}
	not bounded(observed, ceilings)
	words := worded(observed)
	expected := bounds(ceilings)
	msg := sprintf("cache_ttl of the ConfigMap %s; it must be %s", [words, expected])
	seen := summary(observed)
	details := {"check": "cache_ttl", "path": "/data/cache_ttl", "observed": seen, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "query_timeout")
	observed := setting(config_map, "query_timeout")
	ceilings := {constraint.given(parameters, "maxQueryTimeout", null)}
	not bounded(observed, ceilings)
	words := worded(observed)
	expected := bounds(ceilings)
	msg := sprintf("query_timeout of the ConfigMap %s; it must be %s", [words, expected])
	seen := summary(observed)
	details := {"check": "query_timeout", "path": "/data/query_timeout", "observed": seen, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "audit")
	observed := setting(config_map, "audit_enabled")
	observed != "true"
	words := worded(observed)
	msg := sprintf("audit_enabled of the ConfigMap %s; it must be \"true\"", [words])
	seen := summary(observed)
	details := {"check": "audit", "path": "/data/audit_enabled", "observed": seen, "expected": "true"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "immutable")
	observed := shape.field(config_map, "immutable")
	observed != true
	shown := text.shown(observed)
	msg := sprintf("immutable of the ConfigMap is %s; it must be true, so that a change is a new object", [shown])
	details := {"check": "immutable", "path": "/immutable", "observed": observed, "expected": true}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shape")
	some defect in shape.object_defects("/data", shape.field(config_map, "data"))
	msg := defect.msg
	details := shape.details("shape", defect)
}

config_map := found if {
	workload.judged(input.review)
	workload.group_kind(input.review) == "/ConfigMap"
	found := input.review.object
	holds_settings(shape.field(found, "metadata"))
}

holds_settings(metadata) if {
	some name in constraint.strings(parameters, "names")
	called(metadata, name)
}

called(metadata, name) if shape.field(metadata, "name") == name

# kustomize puts the hash of the content behind the name.
called(metadata, name) if {
	full := shape.field(metadata, "name")
	is_string(full)
	prefix := sprintf("%s-", [name])
	hash := trim_prefix(full, prefix)
	hash != full
	regex.match(`^[2456789bcdfghkmt]{10}$`, hash)
}

called(metadata, name) if {
	prefix := shape.field(metadata, "generateName")
	is_string(prefix)
	trim_right(prefix, "-") == name
}

bounded(value, ceilings) if {
	duration.plain(value)
	duration.within(value, ceilings)
}

setting(map, key) := shape.field(shape.field(map, "data"), key)

# Short and plain values are shown, so that a slip is found; anything else may be health data.
worded(value) := words if {
	plain(value)
	words := sprintf("is \"%s\"", [value])
} else := words if {
	shown := shape.seen(value)
	not is_string(value)
	words := sprintf("is %s", [shown])
} else := "is something else"

summary(value) := value if {
	plain(value)
} else := kind if {
	not is_string(value)
	kind := shape.kind(value)
} else := "another value"

plain(value) if {
	is_string(value)
	regex.match(`^(?:-?[0-9.]{1,5}|-?(?:[0-9.]{1,5}[a-z]{1,2}){0,3}|yes|no|on|off|true|false)$`, value)
}

bounds(ceilings) := words if {
	every ceiling in ceilings {
		is_string(ceiling)
	}
	list := concat(" and ", ceilings)
	words := sprintf("a duration above 0 and at most %s", [list])
} else := "a duration above 0 and at most what nobody has set"
