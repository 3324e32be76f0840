# METADATA
# title: A runtime class is set
# description: For the tests of the server only.
# scope: package
# custom:
#   id: T-05
#   severity: low
#   controls: [none]
#   kinds: [{group: "", kind: Pod}, {group: apps, kind: Deployment}]
#   remediation: None.
#   limit: None.
#   parameters:
#     type: object
#     properties: {}
package mutation.class

import rego.v1

spec := object.get(input.review.object, "spec", {})

mutation contains {"op": "add", "path": "/spec/runtimeClassName", "value": "wasmedge"} if {
	object.get(spec, "runtimeClassName", "") == ""
}
