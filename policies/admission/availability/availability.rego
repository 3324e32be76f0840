# METADATA
# title: Availability
# description: >-
#   A workload outlives the loss of one node: it has two pods, on different nodes, of which a disruption budget
#   keeps one, and each says whether it is alive and ready.
# scope: package
# custom:
#   id: HD-DR-02
#   severity: medium
#   controls: [hipaa-164.308.a.7.i, gdpr-art32.1.b]
#   kinds:
#     [{group: apps, kind: Deployment}, {group: apps, kind: StatefulSet},
#     {group: policy, kind: PodDisruptionBudget}]
#   checks:
#     replicas: there are at least as many replicas as asked for
#     budget: exactly one disruption budget of the namespace selects the pods
#     satisfiable: the disruption budget lets one pod go and keeps one
#     spread: the scheduler must not put two of the pods on one node
#     readiness: every container has a readiness probe
#     liveness: every container has a liveness probe
#     shape: the pod can be read
#   remediation: >-
#     Write `replicas: 2` or more, a required podAntiAffinity with `topologyKey: kubernetes.io/hostname` on the
#     pod's own labels, readinessProbe and livenessProbe, and a PodDisruptionBudget with `maxUnavailable: 1`.
#   limit: >-
#     It does not prove that the service stays up: it does not read autoscalers nor changes of the scale alone,
#     and a probe may answer whatever it likes.
#   parameters:
#     type: object
#     properties:
#       minReplicas: {type: integer, minimum: 1, default: 2, description: fewest replicas}
package admission.availability

import rego.v1

import data.lib.constraint
import data.lib.disruption
import data.lib.label_selector
import data.lib.shape
import data.lib.template
import data.lib.text
import data.lib.workload

parameters := object.get(input, "parameters", {})

pod := workload.pod(input.review)

namespace := workload.namespace(input.review)

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "replicas")
	path := spec_path("replicas")
	observed := replicas
	wanted := constraint.given(parameters, "minReplicas", 2)
	not enough(observed, wanted)
	shown := text.shown(observed)
	expected := text.shown(wanted)
	msg := sprintf("replicas is %s; there must be at least %s", [shown, expected])
	details := {"check": "replicas", "path": path, "observed": observed, "expected": wanted}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "budget")
	path := labels_path
	observed := count(own_budgets)
	observed != 1
	words := standing
	msg := sprintf("%d disruption budgets select the pods%s; exactly one must", [observed, words])
	details := {"check": "budget", "path": path, "observed": observed, "expected": 1}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "satisfiable")
	path := spec_path("replicas")
	number := replicas
	enough(number, 2)
	some observed in own_budgets
	spec := shape.field(known_budgets[observed], "spec")
	not disruption.satisfiable(spec, number)
	msg := sprintf(
		"disruption budget \"%s\" does not both keep a pod and let one go, of %d; it must",
		[observed, number],
	)
	expected := "a budget that keeps a pod and lets one go"
	details := {"check": "satisfiable", "path": path, "observed": observed, "expected": expected}
}

# A budget alone does not know how many pods there will be: one that fits no number of them is wrong anyhow.
violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "satisfiable")
	workload.judged(input.review)
	workload.group_kind(input.review) == "policy/PodDisruptionBudget"
	spec := shape.field(object.get(input.review, "object", null), "spec")
	not disruption.satisfiable(spec, 1000)
	observed := [shape.field(spec, "minAvailable"), shape.field(spec, "maxUnavailable")]
	least := text.shown(observed[0])
	most := text.shown(observed[1])
	msg := sprintf(
		"minAvailable is %s and maxUnavailable is %s; one of them must keep a pod and let one go",
		[least, most],
	)
	expected := "a budget that keeps a pod and lets one go"
	details := {"check": "satisfiable", "path": "/spec", "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "spread")
	prefix := pod.path
	path := sprintf("%s/spec/affinity/podAntiAffinity", [prefix])
	not spread
	msg := "nothing keeps two of the pods off one node; a required term by kubernetes.io/hostname must"
	expected := "a required term by kubernetes.io/hostname"
	details := {"check": "spread", "path": path, "observed": null, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	some probe in [
		{"check": "readiness", "field": "readinessProbe"},
		{"check": "liveness", "field": "livenessProbe"},
	]
	check := probe.check
	constraint.switched_on(parameters, check)
	some container in template.containers(pod)
	container.list == "containers"
	field := probe.field
	written := object.get(container.value, field, null)
	not probes(written)
	name := container.name
	observed := shape.kind(written)
	msg := sprintf("container \"%s\" has no %s that asks anything; it must have one", [name, field])
	path := shape.pointer(container.path, field)
	details := {"check": check, "path": path, "observed": observed, "expected": "a probe"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shape")
	some defect in template.defects(pod)
	msg := defect.msg
	details := shape.details("shape", defect)
}

# Undefined for what has no pods. The API server fills in 1.
replicas := number if {
	pod
	number := shape.field(shape.field(object.get(input.review, "object", null), "spec"), "replicas")
	number != null
} else := 1 if {
	pod
}

spec_path(field) := path if {
	pod
	path := shape.pointer("/spec", field)
}

labels_path := path if {
	prefix := pod.path
	path := sprintf("%s/metadata/labels", [prefix])
}

enough(number, wanted) if {
	is_number(number)
	number >= wanted
}

known_budgets := found if {
	found := data.inventory.namespace[namespace]["policy/v1"].PodDisruptionBudget
} else := null

own_budgets := disruption.budgets(known_budgets, pod.labels)

standing := ", and the inventory has none at all" if {
	known_budgets == null
} else := ""

spread if {
	affinity := shape.field(object.get(pod.spec, "affinity", null), "podAntiAffinity")
	some term in shape.members(shape.field(affinity, "requiredDuringSchedulingIgnoredDuringExecution"))
	by_host(term)
	in_own_namespace(term)
}

spread if {
	some term in shape.members(object.get(pod.spec, "topologySpreadConstraints", null))
	by_host(term)
	shape.field(term, "whenUnsatisfiable") == "DoNotSchedule"
}

by_host(term) if {
	shape.field(term, "topologyKey") == "kubernetes.io/hostname"
	label_selector.matches(shape.field(term, "labelSelector"), pod.labels)
}

# Without both the term is about the pod's own namespace; an empty selector is about all of them.
in_own_namespace(term) if {
	shape.field(term, "namespaces") in {null, []}
	shape.field(term, "namespaceSelector") in {null, {}}
}

in_own_namespace(term) if namespace in shape.members(shape.field(term, "namespaces"))

probes(written) if {
	handlers := [handler |
		some handler in ["exec", "grpc", "httpGet", "tcpSocket"]
		is_object(shape.field(written, handler))
	]
	count(handlers) == 1
}
