package lib.namespaces

import rego.v1

import data.lib.shape

labels(namespace) := shape.fields(shape.field(shape.field(namespace, "metadata"), "labels"))

# What the namespace controller does to a namespace that is on its way out must not fail on what was there before.
untouched(review) if {
	review.operation == "UPDATE"
	object.get(review, "subResource", "") in {"finalize", "status"}
	labels(object.get(review, "object", null)) == labels(object.get(review, "oldObject", null))
}
