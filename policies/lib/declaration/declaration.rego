package lib.declaration

import rego.v1

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
