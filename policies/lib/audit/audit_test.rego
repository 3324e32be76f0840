package lib.audit_test

import rego.v1

import data.lib.audit

pod(container) := {"path": "/t", "spec": {"containers": [container]}}

env(entry) := pod({"name": "a", "env": [{"name": "X"}, entry]})

reference := {"name": "AUDIT_ENABLED", "valueFrom": {"configMapKeyRef": {"name": "c", "key": "k"}}}

paths(found) := {place.path | some place in found}

test_hears_only_the_word_true if {
	audit.told(env({"name": "AUDIT_ENABLED", "value": "true"}), {})
	every value in ["True", "1", "", null, true, ["true"]] {
		said := env({"name": "AUDIT_ENABLED", "value": value})
		not audit.told(said, {})
		paths(audit.contradictions(said, {})) == {"/t/spec/containers/0/env/1/value"}
	}
}

test_follows_references if {
	audit.told(env(reference), {"c": {"data": {"k": "true"}}})
	not audit.told(env(reference), {"c": {"data": {"k": "x"}}})
	not audit.told(env(reference), {})
	paths(audit.contradictions(env(reference), {"c": {"data": {"k": "x"}}})) == {
		"/t/spec/containers/0/env/1/valueFrom",
	}
	audit.contradictions(env(reference), {"c": {"data": {}}}) == set()
}

test_judges_a_value_beside_a_reference if {
	said := env(object.union(reference, {"value": "false"}))
	paths(audit.contradictions(said, {"c": {"data": {"k": "true"}}})) == {"/t/spec/containers/0/env/1/value"}
}

test_reads_config_maps_taken_in_whole_and_the_shared_one if {
	whole := pod({"envFrom": [{"configMapRef": {"name": "c"}}, {"secretRef": {"name": "c"}}, {}]})
	audit.told(whole, {"c": {"data": {"AUDIT_ENABLED": "true"}}})
	paths(audit.contradictions(whole, {"c": {"data": {"audit_enabled": "no"}}})) == {
		"/t/spec/containers/0/envFrom/0",
	}
	audit.told(pod({}), {"health-data-config": {"data": {"audit_enabled": "true"}}})
	paths(audit.contradictions(pod({}), {"health-data-config": {"data": {"audit_enabled": "no"}}})) == {
		"/t/metadata/annotations/edgeward.io~1audit",
	}
}

test_hears_nothing_from_other_config_maps if {
	maps := {"other": {"data": {"audit_enabled": "no", "AUDIT_ENABLED": "true"}}}
	not audit.told(pod({}), maps)
	audit.contradictions(pod({}), maps) == set()
}

test_takes_a_source_that_cannot_be_read_for_a_contradiction if {
	secret := env({"name": "AUDIT_ENABLED", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}})
	paths(audit.contradictions(secret, {})) == {"/t/spec/containers/0/env/1/valueFrom"}
	not audit.told(secret, {})
}

test_is_not_told_by_a_debug_container if {
	told := {"env": [{"name": "AUDIT_ENABLED", "value": "true"}], "envFrom": [{"configMapRef": {"name": "c"}}]}
	debugged := {"path": "/t", "spec": {"containers": [{}], "ephemeralContainers": [told]}}
	not audit.told(debugged, {"c": {"data": {"AUDIT_ENABLED": "true"}}})
	referring := {"path": "/t", "spec": {"ephemeralContainers": [{"env": [reference]}]}}
	not audit.told(referring, {"c": {"data": {"k": "true"}}})
}
