package lib.template

import rego.v1

import data.lib.shape

container_lists := ["containers", "initContainers", "ephemeralContainers"]

# `name` is how a message calls the container: its name, or its place when it has none.
containers(pod) := [container |
	some list in container_lists
	some i, item in shape.members(object.get(pod.spec, list, null))
	is_object(item)
	prefix := pod.path
	path := sprintf("%s/spec/%s/%d", [prefix, list, i])
	name := mark(item, i)
	container := {"list": list, "path": path, "name": name, "value": item}
]

volumes(pod) := [volume |
	some i, item in shape.members(object.get(pod.spec, "volumes", null))
	is_object(item)
	prefix := pod.path
	path := sprintf("%s/spec/volumes/%d", [prefix, i])
	name := mark(item, i)
	volume := {"path": path, "name": name, "value": item}
]

# `handle` is the volume that the mount asks for.
mounts(pod) := [mount |
	some container in containers(pod)
	some i, item in shape.members(object.get(container.value, "volumeMounts", null))
	is_object(item)
	prefix := container.path
	path := sprintf("%s/volumeMounts/%d", [prefix, i])
	owner := container.name
	name := sprintf("volumeMount #%d of container \"%s\"", [i, owner])
	handle := object.get(item, "name", null)
	mount := {"path": path, "name": name, "handle": handle, "value": item}
]

ports(pod) := [port |
	some container in containers(pod)
	some i, item in shape.members(object.get(container.value, "ports", null))
	is_object(item)
	prefix := container.path
	path := sprintf("%s/ports/%d", [prefix, i])
	owner := container.name
	name := sprintf("port #%d of container \"%s\"", [i, owner])
	port := {"path": path, "name": name, "value": item}
]

# `owner` is the container that the variable is written for, `place` its number there.
variables(pod) := [variable |
	some container in containers(pod)
	some i, item in shape.members(object.get(container.value, "env", null))
	is_object(item)
	prefix := container.path
	path := sprintf("%s/env/%d", [prefix, i])
	list := container.list
	owner := container.name
	variable := {"path": path, "list": list, "owner": owner, "place": i, "value": item}
]

mark(item, i) := name if {
	name := object.get(item, "name", null)
	shape.filled(name)
} else := place if {
	place := sprintf("#%d", [i])
}

# What keeps a rule from reading the pod. A rule that only forbids must report these, or nonsense would pass.
defects(pod) := found if {
	outer := spec_defects(pod)
	lacking := lacking_defects(pod)
	inner := container_defects(pod)
	found := outer | (lacking | inner)
}

# The lists inside the containers that a rule reads: env, ports, volumeMounts.
list_defects(pod, list) := {defect |
	some container in containers(pod)
	prefix := container.path
	path := sprintf("%s/%s", [prefix, list])
	some defect in shape.list_defects(path, object.get(container.value, list, null))
}

# A volume and its mount find each other by name: without one nobody can say who writes where.
mount_defects(pod) := found if {
	inner := list_defects(pod, "volumeMounts")
	outer := volume_defects(pod)
	mounts_nameless := nameless(mounts(pod))
	volumes_nameless := nameless(volumes(pod))
	found := (inner | outer) | ((mounts_nameless | volumes_nameless) | defects(pod))
}

nameless(items) := {defect |
	some item in items
	name := object.get(item.value, "name", null)
	not shape.filled(name)
	path := shape.pointer(item.path, "name")
	defect := shape.defect(path, name, "a name")
}

volume_defects(pod) := found if {
	prefix := pod.path
	path := sprintf("%s/spec/volumes", [prefix])
	found := shape.list_defects(path, object.get(pod.spec, "volumes", null))
}

spec_defects(pod) := found if {
	written := pod.written
	not is_object(written)
	prefix := pod.path
	path := sprintf("%s/spec", [prefix])
	defect := shape.defect(path, written, "an object")
	found := {defect}
} else := found if {
	found := set()
}

# A pod without containers has nothing to judge, and nothing to judge must not read as nothing wrong.
lacking_defects(pod) := found if {
	shape.unsaid(object.get(pod.spec, "containers", null))
	prefix := pod.path
	path := sprintf("%s/spec/containers", [prefix])
	defect := shape.defect(path, null, "an array of at least one container")
	found := {defect}
} else := found if {
	found := set()
}

container_defects(pod) := {defect |
	some list in container_lists
	prefix := pod.path
	path := sprintf("%s/spec/%s", [prefix, list])
	some defect in shape.list_defects(path, object.get(pod.spec, list, null))
}
