# METADATA
# title: A contact is named
# description: For the tests of the server only.
# scope: package
# custom:
#   id: T-02
#   severity: low
#   controls: [none]
#   kinds: [{group: "", kind: Pod}, {group: apps, kind: Deployment}]
#   remediation: None.
#   limit: None.
#   parameters:
#     type: object
#     properties: {}
package admission.contact

import rego.v1

labels := object.get(object.get(input.review.object, "metadata", {}), "labels", {})

violation contains {"msg": msg, "details": details} if {
	input.review.operation != "DELETE"
	object.get(labels, "contact", "") == ""
	msg := "the label contact is missing"
	details := {"path": "/metadata/labels/contact", "observed": null, "expected": "a name"}
}
