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
	list := found.list
	variable := {"path": path, "name": name, "value": value, "list": list}
]

# The variable from a Secret, a field of the pod or anything else that nobody can look up here.
hidden(pod, wanted) := [variable |
	some found in variables(pod, wanted)
	referred(found.value)
	source := shape.field(found.value, "valueFrom")
	reference := object.get(source, "configMapKeyRef", null)
	not is_object(reference)
	path := shape.pointer(found.path, "valueFrom")
	name := found.name
	variable := {"path": path, "name": name}
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
	list := found.list
	variable := {"path": path, "name": name, "config": config, "key": key, "list": list}
]

# ConfigMaps that a container takes its whole environment from; a prefix makes other names of the keys.
imports(pod) := [source |
	some container in template.containers(pod)
	some i, item in shape.members(object.get(container.value, "envFrom", null))
	config := shape.field(shape.field(item, "configMapRef"), "name")
	is_string(config)
	prefixed := shape.field(item, "prefix")
	prefixed in {"", null}
	prefix := container.path
	path := sprintf("%s/envFrom/%d", [prefix, i])
	name := container.name
	list := container.list
	source := {"path": path, "name": name, "config": config, "list": list}
]

variables(pod, wanted) := [variable |
	some found in template.variables(pod)
	value := found.value
	object.get(value, "name", null) == wanted
	path := found.path
	name := found.owner
	list := found.list
	variable := {"path": path, "name": name, "value": value, "list": list}
]

# Where both are written the API server refuses the pod; the value in plain sight is the one to judge.
referred(variable) if {
	is_object(shape.field(variable, "valueFrom"))
	value := object.get(variable, "value", null)
	value in {"", null}
}
