# METADATA
# title: RuntimeClass integrity
# description: >-
#   The RuntimeClasses that pods with health data use name a handler that can run Wasm, keep their pods on
#   edge nodes, and are changed by the platform's own people alone.
# scope: package
# custom:
#   id: HD-RT-03
#   severity: high
#   controls: [hipaa-164.312.a.1, hipaa-164.308.a.1.ii.B, gdpr-art25.1]
#   kinds: [{group: node.k8s.io, kind: RuntimeClass}]
#   checks:
#     handler: the handler is on the list
#     scheduling: scheduling.nodeSelector leaves no node but edge nodes
#     change: nobody outside the platform groups makes, changes or deletes the class
#     shape: the class can be read
#   remediation: >-
#     Write `handler: wasmedge` and `scheduling: {nodeSelector: {node-type: edge}}` in a RuntimeClass of your own, let
#     a platform group apply it, and start K3s with `--disable=runtimes` so that it does not write its own over it.
#   limit: >-
#     It does not prove what the handler is wired to on a node, nor that the groups of a user are given rightly; a
#     manifest says nothing of who will apply it.
#   parameters:
#     type: object
#     properties:
#       classes:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [wasmedge]
#         description: names of the classes to guard; those that pods with health data may use
#       handlers:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [crun, crun-wasm, wasmedge]
#         description: handlers that can run Wasm
#       labels:
#         type: array
#         items:
#           type: object
#           required: [key, values]
#           properties:
#             key: {type: string, minLength: 1}
#             values: {type: array, items: {type: string}, minItems: 1}
#         default:
#           - {key: node-type, values: [edge]}
#         description: node labels that only edge nodes have; any one of them is enough
#       platformGroups:
#         type: array
#         items: {type: string, minLength: 1}
#         default: ["system:masters"]
#         description: groups whose members may make, change and delete the classes
package admission.runtime_class_integrity

import rego.v1

import data.lib.constraint
import data.lib.node_terms
import data.lib.shape
import data.lib.text
import data.lib.workload

parameters := object.get(input, "parameters", {})

operation := input.review.operation

manifest := object.get(input.review, "object", null)

class := name if {
	workload.group_kind(input.review) == "node.k8s.io/RuntimeClass"
	name := shape.field(shape.field(manifest, "metadata"), "name")
	name in constraint.strings(parameters, "classes")
}

user := object.get(input.review, "userInfo", null)

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "handler")
	workload.judged(input.review)
	name := class
	observed := shape.field(manifest, "handler")
	handlers := constraint.strings(parameters, "handlers")
	not observed in handlers
	shown := text.shown(observed)
	expected := text.choice(handlers)
	msg := sprintf("RuntimeClass %s has the handler %s; it must be one of: %s", [name, shown, expected])
	details := {"check": "handler", "path": "/handler", "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "scheduling")
	workload.judged(input.review)
	name := class
	observed := node_selector
	not placed
	expected := text.choice(node_terms.pairs(labels))
	msg := sprintf("nothing in RuntimeClass %s keeps its pods on edge nodes; scheduling.nodeSelector must have one of: %s", [name, expected])
	details := {"check": "scheduling", "path": "/scheduling/nodeSelector", "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "change")
	name := class
	changes
	not entitled
	expected := text.choice(constraint.strings(parameters, "platformGroups"))
	msg := sprintf("RuntimeClass %s is guarded; only members of these groups may %s it: %s", [name, verb, expected])
	details := {"check": "change", "path": "", "observed": operation, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shape")
	workload.judged(input.review)
	is_string(class)
	some defect in shape.object_defects("/scheduling", shape.field(manifest, "scheduling"))
	msg := defect.msg
	details := shape.details("shape", defect)
}

node_selector := shape.field(shape.field(manifest, "scheduling"), "nodeSelector")

verbs := {"CREATE": "make", "DELETE": "delete", "UPDATE": "change"}

verb := verbs[operation]

changes if operation in {"DELETE", "UPDATE"}

# A manifest is reviewed as made by nobody; the API server always says who.
changes if count(shape.fields(user)) > 0

entitled if {
	some group in shape.members(shape.field(user, "groups"))
	group in constraint.strings(parameters, "platformGroups")
}

placed if {
	some label in labels
	shape.field(node_selector, label.key) in label.values
}

labels := node_terms.labels(constraint.objects(parameters, "labels"))
