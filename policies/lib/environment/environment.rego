package lib.environment

import rego.v1

import data.lib.shape
import data.lib.template

# The variable as the manifest itself gives it. An entry that gives nothing gives the empty string.
literals(pod, wanted) := [variable |
	some found in variables(pod, wanted)
	item := found.value
	not referred(item)
	value := object.get(item, "value", "")
	path := shape.pointer(found.path, "value")
	name := found.name
	variable := {"path": path, "name": name, "value": value}
]

# The variable as a ConfigMap gives it.
references(pod, wanted) := [variable |
	some found in variables(pod, wanted)
	referred(found.value)
	source := shape.field(shape.field(found.value, "valueFrom"), "configMapKeyRef")
	config := shape.field(source, "name")
	key := shape.field(source, "key")
	path := shape.pointer(found.path, "valueFrom")
	name := found.name
	variable := {"path": path, "name": name, "config": config, "key": key}
]

# ConfigMaps that a container takes its whole environment from.
imports(pod) := [source |
	some container in template.containers(pod)
	some i, item in shape.members(object.get(container.value, "envFrom", null))
	config := shape.field(shape.field(item, "configMapRef"), "name")
	is_string(config)
	prefix := container.path
	path := sprintf("%s/envFrom/%d", [prefix, i])
	name := container.name
	source := {"path": path, "name": name, "config": config}
]

variables(pod, wanted) := [variable |
	some container in template.containers(pod)
	some i, item in shape.members(object.get(container.value, "env", null))
	shape.field(item, "name") == wanted
	prefix := container.path
	path := sprintf("%s/env/%d", [prefix, i])
	name := container.name
	variable := {"path": path, "name": name, "value": item}
]

# Where both are written the API server refuses the pod; the value in plain sight is the one to judge.
referred(variable) if {
	is_object(shape.field(variable, "valueFrom"))
	value := object.get(variable, "value", null)
	value in {"", null}
}
