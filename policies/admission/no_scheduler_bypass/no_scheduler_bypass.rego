# METADATA
# title: No scheduler bypass
# description: >-
#   The pod goes through the known scheduler: it names no node itself, asks for no scheduler of somebody's own
#   and tolerates neither the control plane's taints nor everything; nobody else binds it, and the binding brings
#   nothing into the pod.
# scope: package
# custom:
#   id: HD-PL-02
#   severity: high
#   controls: [hipaa-164.312.a.1, gdpr-art44]
#   kinds:
#     [{group: "", kind: Pod}, {group: "", kind: PodTemplate}, {group: "", kind: ReplicationController},
#     {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment}, {group: apps, kind: ReplicaSet},
#     {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob}, {group: batch, kind: Job},
#     {group: "", kind: Binding}]
#   checks:
#     node_name: no nodeName on CREATE, and none that an UPDATE changes
#     toleration: no toleration of a control-plane taint, nor of every taint
#     scheduler: schedulerName is absent or on the list
#     binder: only the scheduler binds pods to nodes
#     merged: a Binding has no annotations and only topology labels, for they are merged into the pod
#     shape: the pod or Binding can be read
#   remediation: >-
#     Remove nodeName, schedulerName and the tolerations named in the message; a toleration needs its own key. Leave
#     bindings to the scheduler.
#   limit: >-
#     It does not prove where the pod runs: static pods are not seen, nor what a scheduler that is trusted does.
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
#       binders:
#         type: array
#         items: {type: string, minLength: 1}
#         default: ["system:kube-scheduler"]
#         description: names of users who may bind pods with health data to nodes
#       bindingLabels:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [topology.kubernetes.io/region, topology.kubernetes.io/zone]
#         description: labels that a Binding may have; newer API servers copy them from the node
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

# A manifest is reviewed as made by nobody, and the scheduler writes none.
violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "binder")
	is_object(binding)
	observed := user
	binders := constraint.strings(parameters, "binders")
	not observed in binders
	shown := text.shown(observed)
	expected := text.choice(binders)
	msg := sprintf("a Binding by user %s goes past the scheduler; it must be made by one of: %s", [shown, expected])
	details := {"check": "binder", "path": "", "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "merged")
	some field in merged
	key := field.key
	word := field.word
	msg := sprintf("%s %s of the Binding would be merged into the pod; it must be absent", [word, key])
	path := field.path
	details := {"check": "merged", "path": path, "observed": "present", "expected": "absent"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shape")
	some defect in binding_defects
	msg := defect.msg
	details := shape.details("shape", defect)
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shape")
	some defect in template.spec_defects(pod)
	msg := defect.msg
	details := shape.details("shape", defect)
}

binding := found if {
	workload.judged(input.review)
	workload.group_kind(input.review) == "/Binding"
	found := object.get(input.review, "object", null)
}

user := shape.field(object.get(input.review, "userInfo", null), "username")

metadata := shape.field(binding, "metadata")

merged contains field if {
	some key, _ in shape.fields(shape.field(metadata, "annotations"))
	path := shape.pointer("/metadata/annotations", key)
	field := {"word": "annotation", "key": key, "path": path}
}

merged contains field if {
	some key, _ in shape.fields(shape.field(metadata, "labels"))
	not key in constraint.strings(parameters, "bindingLabels")
	path := shape.pointer("/metadata/labels", key)
	field := {"word": "label", "key": key, "path": path}
}

binding_defects contains defect if {
	some part in ["annotations", "labels"]
	path := shape.pointer("/metadata", part)
	some defect in shape.object_defects(path, shape.field(metadata, part))
}

binding_defects contains defect if {
	written := metadata
	not is_object(written)
	defect := shape.defect("/metadata", written, "an object")
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

# An audit is told of no operation. What a template says nobody but a user wrote.
set_by_user(name) if {
	written(name)
	object.get(input.review, "operation", "") == ""
	workload.group_kind(input.review) != "/Pod"
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
