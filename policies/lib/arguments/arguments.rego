package lib.arguments

import rego.v1

import data.lib.shape
import data.lib.template

# Every word of every command that a pod brings: of its containers, and of what the kubelet runs in them. `next` is
# the word after it; args follow command.
words(pod) := [word |
	some container in template.containers(pod)
	some line in lines(container)
	some i, item in line
	is_string(item.value)
	place := i + 1
	next := object.get(at(line, place), "value", null)
	path := item.path
	value := item.value
	name := container.name
	word := {"path": path, "name": name, "value": value, "next": next}
]

# The command of the container itself comes first.
lines(container) := [command_line(container), live, ready, started, before, after] if {
	live := probe(container, "livenessProbe")
	ready := probe(container, "readinessProbe")
	started := probe(container, "startupProbe")
	before := hook(container, "preStop")
	after := hook(container, "postStart")
}

command_line(container) := found if {
	first := items(container.path, container.value, "command")
	second := items(container.path, container.value, "args")
	found := array.concat(first, second)
}

probe(container, name) := found if {
	prefix := container.path
	path := sprintf("%s/%s/exec", [prefix, name])
	action := shape.field(shape.field(container.value, name), "exec")
	found := items(path, action, "command")
}

hook(container, name) := found if {
	prefix := container.path
	path := sprintf("%s/lifecycle/%s/exec", [prefix, name])
	handler := shape.field(shape.field(container.value, "lifecycle"), name)
	found := items(path, shape.field(handler, "exec"), "command")
}

items(path, value, list) := [item |
	some i, word in shape.members(shape.field(value, list))
	place := sprintf("%s/%s/%d", [path, list, i])
	item := {"path": place, "value": word}
]

at(line, place) := item if {
	item := line[place]
} else := {}

# What no command line can be made of.
defects(pod) := {defect |
	some container in template.containers(pod)
	some list in ["command", "args"]
	path := shape.pointer(container.path, list)
	written := shape.field(container.value, list)
	some defect in list_defects(path, written)
}

list_defects(path, written) := found if {
	whole := shape.whole_defects(path, written)
	parts := {defect |
		some i, word in shape.members(written)
		not is_string(word)
		place := sprintf("%s/%d", [path, i])
		defect := shape.defect(place, word, "a string")
	}
	found := whole | parts
}
