# METADATA
# title: No scheduler bypass
# description: >-
#   The pod goes through the known scheduler: it names no node itself, asks for no scheduler of somebody's own
#   and tolerates neither the control plane's taints nor everything.
# scope: package
# custom:
#   id: HD-PL-02
#   severity: high
#   controls: [hipaa-164.312.a.1, gdpr-art44]
#   kinds:
#     [{group: "", kind: Pod}, {group: "", kind: PodTemplate}, {group: "", kind: ReplicationController},
#     {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment}, {group: apps, kind: ReplicaSet},
#     {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob}, {group: batch, kind: Job}]
#   checks:
#     node_name: no nodeName on CREATE, and none that an UPDATE changes
#     toleration: no toleration of a control-plane taint, nor of every taint
#     scheduler: schedulerName is absent or on the list
#     shape: the pod can be read
#   remediation: >-
#     Remove nodeName, schedulerName and the tolerations named in the message; a toleration needs its own key.
#   limit: >-
#     It does not prove where the pod runs: a binding made past the scheduler, and static pods, are not seen.
#   parameters:
#     type: object
#     properties:
#       schedulers:
#         type: array
#         items: {type: string}
#         default: [default-scheduler]
#         description: schedulers that pods with health data may ask for
#       forbiddenTaints:
#         type: array
#         items: {type: string, minLength: 1}
#         default:
#           - node-role.kubernetes.io/control-plane
#           - node-role.kubernetes.io/master
#           - node-role.kubernetes.io/etcd
#           - CriticalAddonsOnly
#         description: keys of taints that keep workloads off the servers
package admission.no_scheduler_bypass

import rego.v1

import data.lib.constraint
import data.lib.shape
import data.lib.template
import data.lib.text
import data.lib.workload

parameters := object.get(input, "parameters", {})

pod := workload.pod(input.review)

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "node_name")
	observed := object.get(pod.spec, "nodeName", null)
	set_by_user(observed)
	shown := text.shown(observed)
	msg := sprintf("nodeName is %s, which skips the scheduler; it must not be set", [shown])
	prefix := pod.path
	path := sprintf("%s/spec/nodeName", [prefix])
	details := {"check": "node_name", "path": path, "observed": observed, "expected": "absent"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "toleration")
	written := object.get(pod.spec, "tolerations", null)
	some i, toleration in shape.members(written)
	is_object(toleration)
	taints := constraint.strings(parameters, "forbiddenTaints")
	key := object.get(toleration, "key", null)
	not harmless(key, taints)
	words := tolerated(key)
	msg := sprintf("toleration #%d tolerates %s; health data must stay off such nodes", [i, words])
	prefix := pod.path
	path := sprintf("%s/spec/tolerations/%d", [prefix, i])
	details := {"check": "toleration", "path": path, "observed": key, "expected": "the key of an edge taint"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "toleration")
	prefix := pod.path
	place := sprintf("%s/spec/tolerations", [prefix])
	some defect in shape.list_defects(place, object.get(pod.spec, "tolerations", null))
	msg := defect.msg
	details := shape.details("toleration", defect)
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "scheduler")
	observed := object.get(pod.spec, "schedulerName", null)
	written(observed)
	schedulers := constraint.strings(parameters, "schedulers")
	not observed in schedulers
	shown := text.shown(observed)
	expected := text.choice(schedulers)
	msg := sprintf("schedulerName is %s; it must be absent or one of: %s", [shown, expected])
	prefix := pod.path
	path := sprintf("%s/spec/schedulerName", [prefix])
	details := {"check": "scheduler", "path": path, "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shape")
	some defect in template.spec_defects(pod)
	msg := defect.msg
	details := shape.details("shape", defect)
}

# The scheduler writes nodeName itself, so afterwards only a change can be a user's doing.
set_by_user(name) if {
	written(name)
	input.review.operation == "CREATE"
}

set_by_user(name) if {
	written(name)
	input.review.operation == "UPDATE"
	old := workload.old_pod(input.review)
	before := object.get(old.spec, "nodeName", null)
	before != name
}

# The API server fills in what is empty.
written(name) if {
	name != null
	name != ""
}

# A toleration without a key tolerates every taint.
harmless(key, taints) if {
	is_string(key)
	key != ""
	not key in taints
}

tolerated(key) := "every taint, having no key" if {
	key in {"", null}
} else := words if {
	shown := text.shown(key)
	words := sprintf("the taint %s", [shown])
}
