package lib.environment_test

import rego.v1

import data.lib.environment

pod(container) := {"path": "/t", "spec": {"containers": ["x", container]}}

env(entries) := pod({"name": "a", "env": entries})

reference := {"name": "A", "valueFrom": {"configMapKeyRef": {"name": "c", "key": "k"}}}

test_reads_every_value_of_the_variable if {
	entries := [{"name": "B", "value": "1"}, {"name": "A", "value": "2"}, {"name": "A"}, "A"]
	environment.literals(env(entries), "A") == [
		{"path": "/t/spec/containers/1/env/1/value", "name": "a", "value": "2", "list": "containers"},
		{"path": "/t/spec/containers/1/env/2/value", "name": "a", "value": "", "list": "containers"},
	]
}

test_tells_a_reference_from_a_value if {
	environment.literals(env([reference]), "A") == []
	environment.references(env([reference]), "A") == [
		{"path": "/t/spec/containers/1/env/0/valueFrom", "name": "a", "config": "c", "key": "k", "list": "containers"},
	]
	both := env([object.union(reference, {"value": "1"})])
	environment.references(both, "A") == []
	count(environment.references(env([object.union(reference, {"value": ""})]), "A")) == 1
	written := {"path": "/t/spec/containers/1/env/0/value", "name": "a", "value": "1", "list": "containers"}
	environment.literals(both, "A") == [written]
}

test_keeps_a_reference_that_names_nothing if {
	every source in [{}, {"secretKeyRef": {"name": "c"}}, {"configMapKeyRef": "c"}] {
		found := environment.references(env([{"name": "A", "valueFrom": source}]), "A")
		{[it.config, it.key] | some it in found} == {[null, null]}
	}
}

test_lists_config_maps_taken_in_whole if {
	sources := [{"secretRef": {"name": "s"}}, {"configMapRef": {"name": "c"}}]
	environment.imports(pod({"name": "a", "envFrom": sources})) == [
		{"path": "/t/spec/containers/1/envFrom/1", "name": "a", "config": "c", "list": "containers"},
	]
	count(environment.imports(pod({"envFrom": [{"prefix": "", "configMapRef": {"name": "c"}}]}))) == 1
	environment.imports(pod({"name": "a", "envFrom": [{"prefix": "X_", "configMapRef": {"name": "c"}}]})) == []
	every list in [null, "x", ["x"], [{}], [{"configMapRef": null}], [{"configMapRef": {"name": 7}}]] {
		environment.imports(pod({"envFrom": list})) == []
	}
}

test_lists_what_cannot_be_looked_up if {
	every source in [{}, {"secretKeyRef": {"name": "s"}}, {"fieldRef": {"fieldPath": "x"}}, {"configMapKeyRef": "c"}] {
		found := environment.hidden(env([{"name": "A", "valueFrom": source}]), "A")
		found == [{"path": "/t/spec/containers/1/env/0/valueFrom", "name": "a"}]
	}
	both := {"name": "A", "value": "x", "valueFrom": {"secretKeyRef": {"name": "s"}}}
	environment.hidden(env([reference, both, {"name": "A", "value": "x"}]), "A") == []
}
