# METADATA
# title: An owner is named
# description: For the tests of the server only.
# scope: package
# custom:
#   id: T-01
#   severity: low
#   controls: [none]
#   kinds: [{group: "", kind: Pod}, {group: apps, kind: Deployment}]
#   remediation: None.
#   limit: None.
#   parameters:
#     type: object
#     properties: {}
package admission.owner

import rego.v1

labels := object.get(object.get(input.review.object, "metadata", {}), "labels", {})

violation contains {"msg": msg, "details": details} if {
	input.review.operation != "DELETE"
	object.get(labels, "owner", "") == ""
	msg := "the label owner is missing"
	details := {"path": "/metadata/labels/owner", "observed": null, "expected": "a name"}
}
