package lib.declaration

import rego.v1

import data.lib.calendar
import data.lib.shape

# What somebody wrote under edgeward.io/, in annotations or in labels. Null for nothing.
annotation(manifest, key) := value if {
	full := sprintf("edgeward.io/%s", [key])
	value := shape.field(shape.field(shape.field(manifest, "metadata"), "annotations"), full)
}

label(manifest, key) := value if {
	full := sprintf("edgeward.io/%s", [key])
	value := shape.field(shape.field(shape.field(manifest, "metadata"), "labels"), full)
}

annotation_path(key) := path if {
	path := sprintf("/metadata/annotations/edgeward.io~1%s", [key])
}

label_path(key) := path if {
	path := sprintf("/metadata/labels/edgeward.io~1%s", [key])
}

# The latest day that is known to have begun: by the clock where there is one, else by the times that the API
# server wrote into the object. Undefined where nothing tells the time.
today(manifest) := day if {
	day := calendar.day_of_ns(data.clock.now_ns)
} else := day if {
	day := max(days_seen(manifest))
}

days_seen(manifest) := {day |
	metadata := shape.field(manifest, "metadata")
	changes := [shape.field(entry, "time") | some entry in shape.members(shape.field(metadata, "managedFields"))]
	some time in array.concat(changes, [shape.field(metadata, "creationTimestamp")])
	day := calendar.day(time)
}
