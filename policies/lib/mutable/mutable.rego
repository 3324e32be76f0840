package lib.mutable

import rego.v1

import data.lib.workload

# The pod that defaults may be added to. Undefined where there is none, where the API would refuse the change,
# and where the spec is no object: what somebody wrote wrongly is not ours to put right.
pod(review) := found if {
	changeable(review)
	object.get(review, "subResource", "") == ""
	found := workload.pod(review)
	is_object(found.written)
}

changeable(review) if review.operation == "CREATE"

# The pod of these two is fixed once it exists.
changeable(review) if {
	review.operation == "UPDATE"
	key := workload.group_kind(review)
	key != "/Pod"
	key != "batch/Job"
}

absent(parent, key) if {
	is_object(parent)
	keys := object.keys(parent)
	not key in keys
}
