package lib.cluster_policy

import rego.v1

import data.lib.label_selector
import data.lib.peer
import data.lib.scope
import data.lib.shape
import data.lib.workload

name_label := "kubernetes.io/metadata.name"

# Kinds whose rules are asked before those of network policies, and override them.
admin_kinds := {"policy.networking.k8s.io/AdminNetworkPolicy", "policy.networking.k8s.io/ClusterNetworkPolicy"}

# Policies of network plug-ins: they add to network policies, in a language of their own.
foreign_kinds := {
	"cilium.io/CiliumClusterwideNetworkPolicy",
	"cilium.io/CiliumNetworkPolicy",
	"crd.projectcalico.org/GlobalNetworkPolicy",
	"crd.projectcalico.org/NetworkPolicy",
	"projectcalico.org/GlobalNetworkPolicy",
	"projectcalico.org/NetworkPolicy",
}

# Only these may be trusted by name: whoever writes in a namespace chooses the names there.
clusterwide_kinds := {
	"cilium.io/CiliumClusterwideNetworkPolicy",
	"crd.projectcalico.org/GlobalNetworkPolicy",
	"projectcalico.org/GlobalNetworkPolicy",
}

# Undefined where the review brings no such policy.
admin(review) := policy if {
	workload.judged(review)
	workload.group_kind(review) in admin_kinds
	policy := object.get(review, "object", null)
}

foreign(review) := policy if {
	workload.judged(review)
	workload.group_kind(review) in foreign_kinds
	policy := object.get(review, "object", null)
}

trusted(review, names) if {
	workload.group_kind(review) in clusterwide_kinds
	manifest := object.get(review, "object", null)
	name := shape.field(shape.field(manifest, "metadata"), "name")
	name in names
}

# The baseline tier is asked only where no network policy has decided.
overrides(policy) if {
	tier := shape.field(shape.field(policy, "spec"), "tier")
	tier != "Baseline"
}

# Rules that let something through: whatever neither denies nor leaves the answer to network policies.
openings(policy) := [opening |
	some direction in ["egress", "ingress"]
	some i, rule in shape.members(shape.field(shape.field(policy, "spec"), direction))
	action := shape.field(rule, "action")
	not withheld(action)
	path := sprintf("/spec/%s/%d", [direction, i])
	opening := {"path": path, "action": action}
]

withheld(action) if action in {"Deny", "Pass"}

# The policy says by itself that it leaves namespaces with health data alone, or names others that are known to be
# without. Labels that merely happen not to fit today are no answer: they may be given tomorrow.
spares(policy, _) if {
	selector := subject(policy)
	label_selector.well_formed(selector)
	leaves_out(selector)
}

spares(policy, namespaces) if {
	selector := subject(policy)
	label_selector.well_formed(selector)
	named := peer.allowed(selector, name_label)
	strangers := {name |
		some name in named
		not without_health_data(namespaces, name)
	}
	count(strangers) == 0
}

subject(policy) := selector if {
	chosen := shape.field(shape.field(policy, "spec"), "subject")
	selector := shape.field(chosen, "namespaces")
	shape.field(chosen, "pods") == null
} else := selector if {
	chosen := shape.field(shape.field(policy, "spec"), "subject")
	selector := shape.field(shape.field(chosen, "pods"), "namespaceSelector")
	shape.field(chosen, "namespaces") == null
}

leaves_out(selector) if {
	values := peer.allowed(selector, scope.label)
	not "true" in values
}

leaves_out(selector) if {
	some term in shape.members(shape.field(selector, "matchExpressions"))
	term.key == scope.label
	term.operator == "DoesNotExist"
}

leaves_out(selector) if {
	some term in shape.members(shape.field(selector, "matchExpressions"))
	term.key == scope.label
	term.operator == "NotIn"
	"true" in term.values
}

without_health_data(namespaces, name) if {
	namespace := shape.field(namespaces, name)
	is_object(namespace)
	labels := shape.field(shape.field(namespace, "metadata"), "labels")
	shape.field(labels, scope.label) != "true"
}
