package lib.volume

import rego.v1

import data.lib.shape
import data.lib.template

# Every key but the name: a source that nobody has heard of yet is a source too.
sources(volume) := keys if {
	keys := object.keys(volume) - {"name"}
}

# What a volume must not come from. The API server makes an emptyDir of one without a source that it knows.
strangers(volume, allowed, drivers) := found if {
	count(sources(volume.value)) == 0
	path := volume.path
	found := {{"path": path, "source": null, "words": "has no source"}}
} else := found if {
	found := unlisted(volume, allowed, drivers)
}

unlisted(volume, allowed, drivers) := {stranger |
	some source in sources(volume.value)
	value := volume.value
	not accepted(value, source, allowed)
	not driven(value, source, drivers)
	path := shape.pointer(volume.path, source)
	words := sprintf("comes from %s", [source])
	stranger := {"path": path, "source": source, "words": words}
}

# A source that is null or a string is none: the API server would put an emptyDir in its place.
accepted(volume, source, allowed) if {
	source != "csi"
	source in allowed
	is_object(shape.field(volume, source))
}

# An inline CSI volume is as local as its driver.
driven(volume, source, drivers) if {
	source == "csi"
	shape.field(shape.field(volume, source), "driver") in drivers
}

# What a projected volume is made of, with the place of each part.
projections(volume) := [part |
	some i, source in shape.members(shape.field(shape.field(volume.value, "projected"), "sources"))
	some member in object.keys(shape.fields(source))
	prefix := volume.path
	parent := sprintf("%s/projected/sources/%d", [prefix, i])
	path := shape.pointer(parent, member)
	part := {"path": path, "member": member}
]

projection_defects(pod) := {defect |
	some volume in template.volumes(pod)
	prefix := volume.path
	place := sprintf("%s/projected/sources", [prefix])
	written := shape.field(shape.field(volume.value, "projected"), "sources")
	some defect in shape.list_defects(place, written)
}

host_paths(pod) := [volume |
	some found in template.volumes(pod)
	some key, value in found.value
	key == "hostPath"
	path := shape.pointer(found.path, "hostPath")
	name := found.name
	handle := object.get(found.value, "name", null)
	volume := {"path": path, "name": name, "handle": handle, "value": value}
]
