package lib.image

import rego.v1

import data.lib.shape
import data.lib.template

pattern := concat("", [
	`^((?:[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]+)?/)?`,
	`[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*)`,
	`(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?`,
	`(?:@([A-Za-z0-9_+.-]+:[0-9A-Fa-f]+))?$`,
])

# Undefined for what is no image reference. A port is part of the name: only what follows the last slash can
# be a tag. A part that is not there is "".
reference(text) := found if {
	is_string(text)
	groups := regex.find_all_string_submatch_n(pattern, text, 1)
	name := groups[0][1]
	tag := groups[0][2]
	digest := groups[0][3]
	found := {"name": name, "tag": tag, "digest": digest}
}

pinned(text) if {
	found := reference(text)
	regex.match(`^sha256:[0-9a-f]{64}$`, found.digest)
}

# The tag decides nothing where a digest stands beside it.
floating(text) if {
	found := reference(text)
	found.digest == ""
	found.tag in {"", "latest"}
}

# Every image that the pod brings to the node: of containers of all lists and, from 1.31 on, of volumes.
used(pod) := found if {
	contained := container_images(pod)
	mounted := volume_images(pod)
	found := array.concat(contained, mounted)
}

container_images(pod) := [image |
	some container in template.containers(pod)
	reference := object.get(container.value, "image", null)
	path := shape.pointer(container.path, "image")
	owner := container.name
	name := sprintf("container \"%s\"", [owner])
	image := {"path": path, "name": name, "reference": reference}
]

volume_images(pod) := [image |
	some volume in template.volumes(pod)
	"image" in object.keys(volume.value)
	reference := shape.field(shape.field(volume.value, "image"), "reference")
	place := shape.pointer(volume.path, "image")
	path := shape.pointer(place, "reference")
	owner := volume.name
	name := sprintf("volume \"%s\"", [owner])
	image := {"path": path, "name": name, "reference": reference}
]

# Host and elements of the path, as container runtimes read a name: what stands before the first slash is a host
# only if it looks like one, and Docker Hub is meant where there is none.
located(text) := found if {
	parts := split(reference(text).name, "/")
	hosted(parts)
	host := registry(parts[0])
	rest := array.slice(parts, 1, count(parts))
	path := full_path(host, rest)
	found := {"registry": host, "path": path}
} else := found if {
	parts := split(reference(text).name, "/")
	path := full_path("docker.io", parts)
	found := {"registry": "docker.io", "path": path}
}

hosted(parts) if {
	count(parts) > 1
	host_like(parts[0])
}

host_like(part) if contains(part, ".")

host_like(part) if contains(part, ":")

host_like(part) if part == "localhost"

host_like(part) if lower(part) != part

registry(host) := "docker.io" if {
	host == "index.docker.io"
} else := host

full_path(host, parts) := path if {
	host == "docker.io"
	count(parts) == 1
	path := array.concat(["library"], parts)
} else := parts

# An entry is a host, or a host and the first elements of a path. Host and port are compared as they are written:
# mirrors are configured by that very text.
from_any(text, entries) if {
	some entry in entries
	from(text, entry)
}

from(text, entry) if {
	found := located(text)
	wanted := [element | some element in split(entry, "/"); element != ""]
	depth := count(wanted)
	depth > 0
	host := found.registry
	path := array.concat([host], found.path)
	array.slice(path, 0, depth) == wanted
}
