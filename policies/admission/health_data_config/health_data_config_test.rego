package admission.health_data_config_test

import rego.v1

import data.admission.health_data_config as rule

parameters := {
	"names": ["health-data-config"],
	"maxCacheTtl": "300s",
	"maxConsentAge": "10m",
	"maxQueryTimeout": "100ms",
}

good := {
	"cache_enabled": "true",
	"cache_ttl": "300s",
	"index_enabled": "false",
	"query_timeout": "100ms",
	"audit_enabled": "true",
}

review(object_) := {
	"kind": {"group": "", "version": "v1", "kind": "ConfigMap"},
	"operation": "UPDATE",
	"object": object_,
}

named(metadata, data_) := review({"metadata": metadata, "immutable": true, "data": data_})

found(data_) := judged(named({"name": "health-data-config"}, data_))

judged(asked) := result if {
	result := rule.violation with input as {"review": asked, "parameters": parameters}
}

changed(key, value) := found(object.union(good, {key: value}))

places(violations) := {[violation.details.check, violation.details.path] | some violation in violations}

ttl := ["cache_ttl", "/data/cache_ttl"]

query := ["query_timeout", "/data/query_timeout"]

audit := ["audit", "/data/audit_enabled"]

cache := ["switch", "/data/cache_enabled"]

index := ["switch", "/data/index_enabled"]

test_allows_settings_within_bounds if {
	found(good) == set()
	changed("cache_ttl", "5m") == set()
	changed("query_timeout", "99.9ms") == set()
	changed("another", "1") == set()
}

test_denies_a_switch_that_is_none if {
	changed("cache_enabled", "yes") == {{
		"msg": "cache_enabled of the ConfigMap is \"yes\"; it must be \"true\" or \"false\"",
		"details": {
			"check": "switch",
			"path": "/data/cache_enabled",
			"observed": "yes",
			"expected": "true or false",
		},
	}}
	every value in ["True", "", "1", true, null] {
		places(changed("index_enabled", value)) == {index}
	}
}

test_denies_a_cache_that_keeps_too_long if {
	changed("cache_ttl", "301s") == {{
		"msg": "cache_ttl of the ConfigMap is \"301s\"; it must be a duration above 0 and at most 10m and 300s",
		"details": {
			"check": "cache_ttl",
			"path": "/data/cache_ttl",
			"observed": "301s",
			"expected": "a duration above 0 and at most 10m and 300s",
		},
	}}
	every value in ["300", "0s", "-1s", "5m1ns", "1d", "+100s", "0.001d", "forever", "", 300, null, ["300s"]] {
		places(changed("cache_ttl", value)) == {ttl}
	}
}

test_denies_queries_that_take_too_long if {
	changed("query_timeout", "1s") == {{
		"msg": "query_timeout of the ConfigMap is \"1s\"; it must be a duration above 0 and at most 100ms",
		"details": {
			"check": "query_timeout",
			"path": "/data/query_timeout",
			"observed": "1s",
			"expected": "a duration above 0 and at most 100ms",
		},
	}}
	places(changed("query_timeout", "100")) == {query}
}

test_denies_audit_that_is_not_on if {
	changed("audit_enabled", "false") == {{
		"msg": "audit_enabled of the ConfigMap is \"false\"; it must be \"true\"",
		"details": {"check": "audit", "path": "/data/audit_enabled", "observed": "false", "expected": "true"},
	}}
}

test_denies_a_map_that_can_be_changed if {
	judged(review({"metadata": {"name": "health-data-config"}, "data": good})) == {{
		"msg": "immutable of the ConfigMap is missing; it must be true, so that a change is a new object",
		"details": {"check": "immutable", "path": "/immutable", "observed": null, "expected": true},
	}}
}

test_names_nothing_that_is_long_or_of_another_type if {
	{violation.msg | some violation in changed("audit_enabled", "Jane Doe, born 1980")} == {
		"audit_enabled of the ConfigMap is something else; it must be \"true\"",
	}
	{violation.msg | some violation in changed("audit_enabled", ["x"])} == {
		"audit_enabled of the ConfigMap is of type array; it must be \"true\"",
	}
	{violation.details.observed |
		some value in ["Jane Doe, born 1980", ["x"]]
		some violation in changed("audit_enabled", value)
	} == {"another value", "array"}
}

test_denies_settings_that_are_missing if {
	found({}) == judged(review({"metadata": {"name": "health-data-config"}, "immutable": true}))
	places(found({})) == {ttl, query, audit, cache, index}
	places(found("x")) == {ttl, query, audit, cache, index, ["shape", "/data"]}
	"/data is of type string; it must be an object" in {violation.msg | some violation in found("x")}
}

test_knows_the_map_by_a_name_with_a_hash_and_by_a_prefix if {
	every metadata in [{"name": "health-data-config-2f6g4hkm9t"}, {"generateName": "health-data-config-"}] {
		count(judged(named(metadata, {}))) == 5
	}
}

test_leaves_other_maps_alone if {
	others := [
		{"name": "other"}, {"name": "health-data-config-2"}, {"name": "health-data-configs"},
		{"name": 7}, {"generateName": 7}, {}, null, {"name": "2f6g4hkm9t"}, {"generateName": "other-"},
	]
	every metadata in others {
		judged(named(metadata, {})) == set()
	}
}

test_allows_nothing_without_bounds if {
	result := rule.violation with input as {
		"review": named({"name": "health-data-config"}, good),
		"parameters": {"names": ["health-data-config"]},
	}
	places(result) == {ttl, query}
	{violation.details.expected | some violation in result} == {"a duration above 0 and at most what nobody has set"}
}

test_says_nothing_on_delete if {
	judged(object.union(named({"name": "health-data-config"}, {}), {"operation": "DELETE"})) == set()
}

test_judges_config_maps_only if {
	kind := {"kind": {"group": "example.com", "version": "v1", "kind": "ConfigMap"}}
	judged(object.union(named({"name": "health-data-config"}, {}), kind)) == set()
}

test_asks_only_what_is_switched_on[check] if {
	some check in ["audit", "cache_ttl", "immutable", "query_timeout", "shape", "switch"]
	result := rule.violation with input as {
		"review": review({"metadata": {"name": "health-data-config"}, "data": "x"}),
		"parameters": object.union(parameters, {"checks": [check]}),
	}
	{violation.details.check | some violation in result} == {check}
}
