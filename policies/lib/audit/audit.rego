package lib.audit

import rego.v1

import data.lib.environment
import data.lib.shape

# Every place that says something else than "true". `maps` holds the ConfigMaps of the namespace by name; what
# cannot be looked up contradicts nothing, and tells nothing either.
contradictions(pod, maps) := found if {
	plain := literal_contradictions(pod)
	referred_to := reference_contradictions(pod, maps)
	imported := import_contradictions(pod, maps)
	shared := shared_contradictions(pod, maps)
	unread := hidden_contradictions(pod)
	found := (plain | referred_to) | ((imported | shared) | unread)
}

# What tells the program to audit has to be readable: a Secret may say anything.
hidden_contradictions(pod) := {place |
	some variable in environment.hidden(pod, "AUDIT_ENABLED")
	path := variable.path
	owner := variable.name
	name := sprintf("AUDIT_ENABLED of container \"%s\", from a source that cannot be read,", [owner])
	place := {"path": path, "name": name}
}

literal_contradictions(pod) := {place |
	some variable in environment.literals(pod, "AUDIT_ENABLED")
	variable.value != "true"
	path := variable.path
	owner := variable.name
	name := sprintf("AUDIT_ENABLED of container \"%s\"", [owner])
	place := {"path": path, "name": name}
}

reference_contradictions(pod, maps) := {place |
	some variable in environment.references(pod, "AUDIT_ENABLED")
	config := variable.config
	key := variable.key
	maps[config].data[key] != "true"
	path := variable.path
	owner := variable.name
	name := sprintf("the key behind AUDIT_ENABLED of container \"%s\"", [owner])
	place := {"path": path, "name": name}
}

import_contradictions(pod, maps) := {place |
	some source in environment.imports(pod)
	config := source.config
	off(maps[config])
	path := source.path
	owner := source.name
	name := sprintf("audit_enabled in envFrom of container \"%s\"", [owner])
	place := {"path": path, "name": name}
}

shared_contradictions(pod, maps) := {place |
	some config, config_map in maps
	config == "health-data-config"
	off(config_map)
	prefix := pod.path
	path := sprintf("%s/metadata/annotations/edgeward.io~1audit", [prefix])
	place := {"path": path, "name": "audit_enabled in ConfigMap health-data-config"}
}

# A debug container is no part of the program.
told(pod, _) if {
	some variable in environment.literals(pod, "AUDIT_ENABLED")
	variable.list != "ephemeralContainers"
	variable.value == "true"
}

told(pod, maps) if {
	some variable in environment.references(pod, "AUDIT_ENABLED")
	variable.list != "ephemeralContainers"
	config := variable.config
	key := variable.key
	maps[config].data[key] == "true"
}

told(pod, maps) if {
	some source in environment.imports(pod)
	source.list != "ephemeralContainers"
	config := source.config
	on(maps[config])
}

told(_, maps) if on(maps["health-data-config"])

# The two spellings: the key that services read, and the variable that envFrom makes of a key.
switches(config_map) := [switch |
	some key, value in shape.fields(shape.field(config_map, "data"))
	key in {"audit_enabled", "AUDIT_ENABLED"}
	switch := {"key": key, "value": value}
]

off(config_map) if {
	some switch in switches(config_map)
	switch.value != "true"
}

on(config_map) if {
	some switch in switches(config_map)
	switch.value == "true"
}
