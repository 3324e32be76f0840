package lib.sqlite

import rego.v1

import data.lib.arguments
import data.lib.path as disk
import data.lib.shape
import data.lib.template

# A file of SQLite by its ending, alone, in a URL or in an assignment.
pattern := concat("", [
	`(?:(?:^|[=\s"',])(?:sqlite3?:|file:)?/*|:)`,
	`(/[^/\s"'?;,][^\s"'?;,]*\.(?:db|db3|sqlite|sqlite3))(?:$|[\s"'?;,])`,
])

# Every file of SQLite that a program is told of, with the volume that it lies on: the deepest mount around it.
files(pod) := [file |
	some container in template.containers(pod)
	some text in texts(container)
	some groups in regex.find_all_string_submatch_n(pattern, text.value, -1)
	place := groups[1]
	volume := volume_of(container, place)
	path := text.path
	name := container.name
	file := {"path": path, "name": name, "file": place, "volume": volume}
]

texts(container) := array.concat(words, values) if {
	words := [item |
		some item in arguments.command_line(container)
		is_string(item.value)
	]
	prefix := container.path
	values := [text |
		some i, variable in shape.members(object.get(container.value, "env", null))
		value := shape.field(variable, "value")
		is_string(value)
		path := sprintf("%s/env/%d/value", [prefix, i])
		text := {"path": path, "value": value}
	]
}

# null where no mount reaches: the file lies in the container, and goes with it.
volume_of(container, place) := name if {
	around := [[depth, shape.field(mount, "name")] |
		some mount in shape.members(object.get(container.value, "volumeMounts", null))
		root := shape.field(mount, "mountPath")
		disk.inside(place, root)
		depth := count(disk.elements(root))
	]
	deepest := max(around)
	name := deepest[1]
} else := null

# Outlives the pod and stays on the node. `templates` are names of the claims that a StatefulSet makes for each pod.
lasting(pod, name, _) if {
	some volume in template.volumes(pod)
	shape.field(volume.value, "name") == name
	some source in ["hostPath", "persistentVolumeClaim"]
	is_object(shape.field(volume.value, source))
}

lasting(_, name, templates) if name in templates
