# METADATA
# title: No interactive access
# description: >-
#   Nobody gets into a running pod with health data, or through it: no exec, attach, port forwarding or proxy, and
#   no debug container. The proxy of a node is closed for all, for it leads to every pod there.
# scope: package
# custom:
#   id: HD-SUB-01
#   severity: critical
#   controls: [hipaa-164.312.a.1, hipaa-164.312.b, hipaa-164.308.a.3, gdpr-art32.4]
#   kinds:
#     [{group: "", kind: Pod}, {group: "", kind: PodExecOptions}, {group: "", kind: PodAttachOptions},
#     {group: "", kind: PodPortForwardOptions}, {group: "", kind: PodProxyOptions},
#     {group: "", kind: ServiceProxyOptions}, {group: "", kind: NodeProxyOptions}]
#   checks:
#     exec: no command is run in a pod, and nothing that has no check of its own is connected to
#     attach: nobody attaches to a container
#     port_forward: no port of a pod is forwarded
#     pod_proxy: no pod is reached through the API server
#     service_proxy: no service is reached through the API server
#     node_proxy: no kubelet is reached through the API server
#     debug_container: no ephemeral container is added or changed
#     shape: the list of ephemeral containers can be read
#   remediation: >-
#     Read logs and metrics instead, or reproduce the fault outside the namespace with data that is not real. Where
#     there is no other way, ask for an exception that ends by itself.
#   limit: >-
#     It does not see the kubelet's own port, the container runtime on the node, reads of logs, or what somebody does
#     once a connection stands; the API server must be told to ask on CONNECT.
#   parameters:
#     type: object
#     properties: {}
package admission.interactive_access

import rego.v1

import data.lib.constraint
import data.lib.shape
import data.lib.template
import data.lib.text
import data.lib.workload

parameters := object.get(input, "parameters", {})

# What is connected to comes as the kind of the options.
entrances := {
	"/NodeProxyOptions": {"check": "node_proxy", "words": "the proxy of node"},
	"/PodAttachOptions": {"check": "attach", "words": "attach to pod"},
	"/PodExecOptions": {"check": "exec", "words": "exec in pod"},
	"/PodPortForwardOptions": {"check": "port_forward", "words": "port forwarding to pod"},
	"/PodProxyOptions": {"check": "pod_proxy", "words": "the proxy of pod"},
	"/ServiceProxyOptions": {"check": "service_proxy", "words": "the proxy of service"},
}

violation contains {"msg": msg, "details": details} if {
	input.review.operation == "CONNECT"
	check := entrance.check
	constraint.switched_on(parameters, check)
	words := entrance.words
	shown := text.shown(object.get(input.review, "name", null))
	msg := sprintf("%s %s leads to health data; nobody may take it", [words, shown])
	details := {"check": check, "path": "", "observed": "CONNECT", "expected": "no connection"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "debug_container")
	some i, container in shape.members(written)
	is_object(container)
	not container in before
	name := template.mark(container, i)
	msg := sprintf("debug container \"%s\" would see what the pod sees; it must not be added or changed", [name])
	path := sprintf("/spec/ephemeralContainers/%d", [i])
	details := {"check": "debug_container", "path": path, "observed": "present", "expected": "absent"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shape")
	some defect in defects
	msg := defect.msg
	details := shape.details("shape", defect)
}

entrance := found if {
	found := entrances[workload.group_kind(input.review)]
} else := {"check": "exec", "words": "the connection to"}

pod := found if {
	workload.group_kind(input.review) == "/Pod"
	found := workload.pod(input.review)
}

written := object.get(pod.spec, "ephemeralContainers", null)

# Those that were there already: whatever else is changed, the pod cannot lose them.
before := found if {
	input.review.operation == "UPDATE"
	old := workload.old_pod(input.review)
	found := shape.members(object.get(old.spec, "ephemeralContainers", null))
} else := []

defects contains defect if {
	place := "/spec"
	not is_object(pod.written)
	defect := shape.defect(place, pod.written, "an object")
}

defects contains defect if {
	some defect in shape.list_defects("/spec/ephemeralContainers", written)
}
