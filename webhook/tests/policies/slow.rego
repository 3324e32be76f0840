# METADATA
# title: Takes forever on request
# description: For the tests of the server only.
# scope: package
# custom:
#   id: T-03
#   severity: low
#   controls: [none]
#   kinds: [{group: "", kind: Pod}, {group: apps, kind: Deployment}]
#   remediation: None.
#   limit: None.
#   parameters:
#     type: object
#     properties: {}
package admission.slow

import rego.v1

labels := object.get(object.get(input.review.object, "metadata", {}), "labels", {})

violation contains {"msg": msg, "details": {}} if {
	object.get(labels, "slow", "") == "yes"
	some a in numbers.range(1, 5000)
	some b in numbers.range(1, 5000)
	a * b == 0
	msg := "never"
}
