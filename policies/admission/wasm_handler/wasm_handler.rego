# METADATA
# title: Wasm handler really chosen
# description: >-
#   The pod template carries the annotation that makes the node run every container of the pod as WebAssembly,
#   and nothing that makes it run one natively. Not asked for under a RuntimeClass that cannot run native code.
# scope: package
# custom:
#   id: HD-RT-02
#   severity: high
#   controls: [hipaa-164.312.a.1, hipaa-164.308.a.5.ii.B, gdpr-art25.1, gdpr-art32.1.b]
#   kinds:
#     [{group: "", kind: Pod}, {group: "", kind: PodTemplate}, {group: "", kind: ReplicationController},
#     {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment}, {group: apps, kind: ReplicaSet},
#     {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob}, {group: batch, kind: Job}]
#   checks:
#     handler: module.wasm.image/variant is on the pod template, or the RuntimeClass is listed as strict
#     other: no handler annotation has a value that runs native code
#     smart: under a -smart value every container starts a .wasm file by its command
#     option: no annotation that speaks to crun, containerd, devices or networks past Kubernetes
#   remediation: >-
#     Write `module.wasm.image/variant: compat` under metadata.annotations of the pod template (not of the
#     Deployment), and remove every annotation that begins with run.oci or that the message names.
#   limit: >-
#     An annotation does not prove that the runtime reads it: containerd passes on only what its configuration
#     lists, and the content of the file that is started stays unseen.
#   parameters:
#     type: object
#     properties:
#       strictClasses:
#         type: array
#         items: {type: string, minLength: 1}
#         default: []
#         description: RuntimeClass names whose handler refuses native code on every node, such as crun-wasm
package admission.wasm_handler

import rego.v1

import data.lib.constraint
import data.lib.shape
import data.lib.template
import data.lib.text
import data.lib.workload

parameters := object.get(input, "parameters", {})

pod := workload.pod(input.review)

# crun reads run.oci.handler first and the variant only without it.
values := {
	"module.wasm.image/variant": {"wasm": ["compat"], "smart": ["compat-smart"]},
	"run.oci.handler": {"wasm": ["wasm", "wasmedge"], "smart": ["wasm-smart"]},
}

# What annotations beginning so change. A second network is one that no NetworkPolicy reaches.
options := {
	"cdi.k8s.io/": "which devices the pod has",
	"io.containerd.": "how containerd runs the pod",
	"io.kubernetes.cri": "how containerd runs the pod",
	"k8s.v1.cni.cncf.io/": "which networks the pod has",
	"run.oci.": "how crun runs the pod",
	"v1.multus-cni.io/": "which networks the pod has",
}

# containerd drops run.oci.handler on the way to crun, so that one alone chooses nothing.
violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "handler")
	annotations := object.keys(pod.annotations)
	not "module.wasm.image/variant" in annotations
	classes := constraint.strings(parameters, "strictClasses")
	class := object.get(pod.spec, "runtimeClassName", null)
	not class in classes
	msg := "the pod template has no annotation module.wasm.image/variant; it must be compat"
	path := annotation_path(pod, "module.wasm.image/variant")
	details := {"check": "handler", "path": path, "observed": null, "expected": "compat"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "other")
	some key, observed in pod.annotations
	known := array.concat(values[key].wasm, values[key].smart)
	not observed in known
	shown := text.shown(observed)
	expected := text.choice(known)
	msg := sprintf("annotation %s is %s, which runs native code; it must be one of: %s", [key, shown, expected])
	path := annotation_path(pod, key)
	details := {"check": "other", "path": path, "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "smart")
	smart(pod)
	some container in template.containers(pod)
	entry := entry_point(container)
	observed := entry.value
	not starts_wasm(observed)
	name := container.name
	shown := text.shown(observed)
	msg := sprintf("container \"%s\" starts %s; a -smart handler wants a command in .wasm", [name, shown])
	path := entry.path
	details := {"check": "smart", "path": path, "observed": observed, "expected": "a path that ends in .wasm"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "smart")
	smart(pod)
	some defect in template.defects(pod)
	msg := defect.msg
	details := shape.details("smart", defect)
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "option")
	some key, _ in pod.annotations
	some prefix, changed in options
	startswith(key, prefix)
	key != "run.oci.handler"
	msg := sprintf("annotation %s changes %s; health data must run without it", [key, changed])
	path := annotation_path(pod, key)
	details := {"check": "option", "path": path, "observed": "present", "expected": "absent"}
}

smart(pod) if {
	some key, value in pod.annotations
	value in values[key].smart
}

# Without a command the image decides, and an image is out of sight here.
entry_point(container) := entry if {
	command := shape.members(object.get(container.value, "command", null))
	value := command[0]
	prefix := container.path
	path := sprintf("%s/command/0", [prefix])
	entry := {"path": path, "value": value}
} else := entry if {
	prefix := container.path
	path := sprintf("%s/command", [prefix])
	entry := {"path": path, "value": null}
}

starts_wasm(file) if {
	is_string(file)
	endswith(file, ".wasm")
}

annotation_path(pod, key) := path if {
	prefix := pod.path
	parent := sprintf("%s/metadata/annotations", [prefix])
	path := shape.pointer(parent, key)
}
