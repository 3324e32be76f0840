package lib.security_context

import rego.v1

import data.lib.shape
import data.lib.template

of_pod(pod) := object.get(pod.spec, "securityContext", null)

of_container(container) := object.get(container.value, "securityContext", null)

pod_pointer(pod, key) := found if {
	prefix := pod.path
	found := shape.pointer(sprintf("%s/spec/securityContext", [prefix]), key)
}

container_pointer(container, key) := found if {
	prefix := container.path
	found := shape.pointer(sprintf("%s/securityContext", [prefix]), key)
}

# The pod's own context and those of its containers, each with what a message calls its owner.
holders(pod) := found if {
	prefix := pod.path
	place := sprintf("%s/spec/securityContext", [prefix])
	context := of_pod(pod)
	outer := [{"path": place, "name": "the pod", "mark": "", "context": context}]
	inner := container_holders(pod)
	found := array.concat(outer, inner)
}

container_holders(pod) := [holder |
	some container in template.containers(pod)
	prefix := container.path
	place := sprintf("%s/securityContext", [prefix])
	mark := container.name
	name := sprintf("container \"%s\"", [mark])
	context := of_container(container)
	holder := {"path": place, "name": name, "mark": mark, "context": context}
]

# What holds for a container: its own word, or the pod's where it says nothing. Null says nothing.
effective(pod, container, key) := value if {
	value := shape.field(of_container(container), key)
	value != null
} else := shape.field(of_pod(pod), key)

# Where the word that holds stands, or where a missing one belongs.
effective_pointer(pod, container, key) := found if {
	shape.field(of_container(container), key) == null
	shape.field(of_pod(pod), key) != null
	found := pod_pointer(pod, key)
} else := container_pointer(container, key)

defects(pod) := {defect |
	some holder in holders(pod)
	some defect in shape.object_defects(holder.path, holder.context)
}
