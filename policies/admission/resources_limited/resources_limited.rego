# METADATA
# title: Resources limited
# description: >-
#   Every container says how much processor, memory and local disk it may use at most, below the ceiling of an
#   edge node, and asks for no more than that.
# scope: package
# custom:
#   id: HD-RES-01
#   severity: medium
#   controls: [hipaa-164.308.a.7.i, gdpr-art32.1.b]
#   kinds:
#     [{group: "", kind: Pod}, {group: "", kind: PodTemplate}, {group: "", kind: ReplicationController},
#     {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment}, {group: apps, kind: ReplicaSet},
#     {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob}, {group: batch, kind: Job}]
#   checks:
#     cpu: limits.cpu is above 0 and at most the ceiling
#     memory: limits.memory is above 0 and at most the ceiling
#     ephemeral_storage: limits.ephemeral-storage is above 0 and at most the ceiling
#     request: a request that is written is above 0 and at most its limit
#     shape: the pod and its containers can be read
#   remediation: >-
#     Write resources.limits with cpu, memory and ephemeral-storage for every container and init container.
#   limit: >-
#     It does not prove that the node has as much to give. Containers added for debugging may not have limits of
#     their own and are held by those of the pod.
#   parameters:
#     type: object
#     properties:
#       maxCpu: {type: string, default: "2", description: ceiling of limits.cpu}
#       maxMemory: {type: string, default: 2Gi, description: ceiling of limits.memory}
#       maxEphemeralStorage: {type: string, default: 4Gi, description: ceiling of limits.ephemeral-storage}
package admission.resources_limited

import rego.v1

import data.lib.constraint
import data.lib.quantity
import data.lib.resources
import data.lib.shape
import data.lib.text
import data.lib.workload

parameters := object.get(input, "parameters", {})

pod := workload.pod(input.review)

budget := [
	{"check": "cpu", "resource": "cpu", "ceiling": "maxCpu"},
	{"check": "memory", "resource": "memory", "ceiling": "maxMemory"},
	{"check": "ephemeral_storage", "resource": "ephemeral-storage", "ceiling": "maxEphemeralStorage"},
]

violation contains {"msg": msg, "details": details} if {
	some entry in budget
	check := entry.check
	constraint.switched_on(parameters, check)
	ceiling := constraint.given(parameters, entry.ceiling, "0")
	resource := entry.resource
	some container in resources.containers(pod)
	observed := resources.amount(container, "limits", resource)
	not within(observed, ceiling)
	name := container.name
	stated := limit_words(observed, resource)
	msg := sprintf("container \"%s\" has %s; it needs one above 0 and at most %v", [name, stated, ceiling])
	path := resources.path(container, "limits", resource)
	details := {"check": check, "path": path, "observed": observed, "expected": ceiling}
}

# A request left out equals its limit.
violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "request")
	some entry in budget
	resource := entry.resource
	some container in resources.containers(pod)
	observed := resources.amount(container, "requests", resource)
	observed != null
	limit := resources.amount(container, "limits", resource)
	not reasonable(observed, limit)
	name := container.name
	asked := text.shown(observed)
	msg := sprintf(
		"container \"%s\" requests %s %s; a request must be above 0 and at most its limit",
		[name, resource, asked],
	)
	path := resources.path(container, "requests", resource)
	details := {"check": "request", "path": path, "observed": observed, "expected": "above 0, at most the limit"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shape")
	some defect in resources.defects(pod)
	msg := defect.msg
	details := shape.details("shape", defect)
}

within(value, ceiling) if {
	quantity.positive(value)
	quantity.at_most(value, ceiling)
}

reasonable(request, limit) if {
	quantity.positive(request)
	quantity.at_most(request, limit)
}

# Where the limit itself cannot be read there is nothing to hold the request against: its own check speaks.
reasonable(request, limit) if {
	quantity.positive(request)
	not quantity.positive(limit)
}

limit_words(observed, resource) := words if {
	observed == null
	words := sprintf("no %s limit", [resource])
} else := words if {
	shown := text.shown(observed)
	words := sprintf("the %s limit %s", [resource, shown])
}
