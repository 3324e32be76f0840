package lib.isolation

import rego.v1

import data.lib.egress
import data.lib.occupancy
import data.lib.shape
import data.lib.workload

# A change or removal of a policy that denied egress by default, after which it no longer does, or does so for other
# pods. Undefined for everything else.
weakened(review) := old if {
	review.operation in {"DELETE", "UPDATE"}
	old := object.get(review, "oldObject", null)
	closed(old)
	not same(review, old)
}

same(review, old) if {
	workload.judged(review)
	policy := object.get(review, "object", null)
	closed(policy)
	pod_selector(policy) == pod_selector(old)
}

closed(policy) if {
	spec := shape.field(policy, "spec")
	is_object(spec)
	egress.governs(spec)
	not egress.broad(spec)
}

# The API server takes null for the empty selector's absence, and refuses it: it selects nothing here.
pod_selector(policy) := shape.field(shape.field(policy, "spec"), "podSelector")

# Names of running pods that only the old policy cuts off. `pods` and `policies` are those of the namespace by name.
stranded(review, pods, policies) := {name |
	old := weakened(review)
	some name, pod in pods
	not occupancy.ended(pod)
	labels := labels_of(pod)
	egress.isolates(old, labels)
	not kept(review, labels)
	not kept_by_others(old, policies, labels)
}

labels_of(pod) := shape.fields(shape.field(shape.field(pod, "metadata"), "labels"))

kept(review, labels) if {
	workload.judged(review)
	egress.isolates(review.object, labels)
}

kept_by_others(old, policies, labels) if {
	gone := shape.field(shape.field(old, "metadata"), "name")
	some name, policy in policies
	name != gone
	egress.isolates(policy, labels)
}
