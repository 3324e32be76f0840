# METADATA
# title: Fails on request
# description: For the tests of the server only.
# scope: package
# custom:
#   id: T-04
#   severity: low
#   controls: [none]
#   kinds: [{group: "", kind: Pod}, {group: apps, kind: Deployment}]
#   remediation: None.
#   limit: None.
#   parameters:
#     type: object
#     properties: {}
package admission.broken

import rego.v1

labels := object.get(object.get(input.review.object, "metadata", {}), "labels", {})

word := "one" if object.get(labels, "broken", "") == "yes"

word := "two" if object.get(labels, "broken", "") == "yes"

violation contains {"msg": msg, "details": {}} if {
	msg := word
}
