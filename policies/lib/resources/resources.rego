package lib.resources

import rego.v1

import data.lib.shape
import data.lib.template

# The API refuses resources on ephemeral containers: asking for them would forbid debugging by another name.
containers(pod) := [container |
	some container in template.containers(pod)
	container.list != "ephemeralContainers"
]

# `side` is limits or requests.
amount(container, side, resource) := value if {
	given := shape.field(container.value, "resources")
	value := shape.field(shape.field(given, side), resource)
}

path(container, side, resource) := place if {
	prefix := container.path
	place := sprintf("%s/resources/%s/%s", [prefix, side, resource])
}

defects(pod) := found if {
	whole := whole_defects(pod)
	inner := side_defects(pod)
	outer := template.defects(pod)
	found := whole | (inner | outer)
}

whole_defects(pod) := {defect |
	some container in containers(pod)
	place := shape.pointer(container.path, "resources")
	some defect in shape.object_defects(place, object.get(container.value, "resources", null))
}

side_defects(pod) := {defect |
	some container in containers(pod)
	some side in ["limits", "requests"]
	place := shape.pointer(shape.pointer(container.path, "resources"), side)
	given := shape.field(object.get(container.value, "resources", null), side)
	some defect in shape.object_defects(place, given)
}
