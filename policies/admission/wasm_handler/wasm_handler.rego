# METADATA
# title: Wasm handler really chosen
# description: >-
#   The pod template carries the annotation that makes the node run every container of the pod as WebAssembly,
#   and nothing that makes it run one natively, loads native code beside it or asks for a command that it cannot run.
#   The annotation is not asked for under a RuntimeClass that cannot run native code.
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
#     plugin_env: no variable and no prefix of envFrom begins with LD_ or WASMEDGE_, in capitals as the runtime reads it
#     exec: no probe and no hook runs a command, which fails under WasmEdge every time
#     shape: the containers, their environment, their probes and their hooks can be read
#   remediation: >-
#     Write `module.wasm.image/variant: compat` under metadata.annotations of the pod template (not of the
#     Deployment), and remove every annotation that begins with run.oci or that the message names, and every variable
#     that begins with LD_ or WASMEDGE_. Let probes and hooks use `httpGet` instead of `exec`.
#   limit: >-
#     An annotation does not prove that the runtime reads it: containerd passes on only what its configuration
#     lists. Unseen are the content of the file that is started, and the variables that the image sets or that envFrom
#     brings under no prefix or under one that their keys complete.
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
import data.lib.probe
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

# What variables beginning so have loaded: libraries by the linker, plugins by WasmEdge. Both tell capital letters from
# small ones, and so does the rule.
loaders := ["LD_", "WASMEDGE_"]

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
	constraint.switched_on(parameters, "option")
	some key, _ in pod.annotations
	some prefix, changed in options
	startswith(key, prefix)
	key != "run.oci.handler"
	msg := sprintf("annotation %s changes %s; health data must run without it", [key, changed])
	path := annotation_path(pod, key)
	details := {"check": "option", "path": path, "observed": "present", "expected": "absent"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "plugin_env")
	some variable in template.variables(pod)
	observed := object.get(variable.value, "name", null)
	loads(observed)
	owner := variable.owner
	msg := sprintf("container \"%s\" has the variable %s, which can load native code; it must not be there", [owner, observed])
	path := shape.pointer(variable.path, "name")
	details := {"check": "plugin_env", "path": path, "observed": observed, "expected": "absent"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "plugin_env")
	some source in sources
	observed := source.prefix
	loads(observed)
	owner := source.owner
	msg := sprintf("container \"%s\" takes variables in under %s, which can load native code; it must not", [owner, observed])
	path := source.path
	details := {"check": "plugin_env", "path": path, "observed": observed, "expected": "another prefix"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "exec")
	some command in probe.commands(pod)
	name := command.name
	path := command.path
	msg := sprintf("%s runs a command, which fails under WasmEdge every time; it must use httpGet instead", [name])
	details := {"check": "exec", "path": path, "observed": "present", "expected": "absent"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shape")
	some defect in defects
	msg := defect.msg
	details := shape.details("shape", defect)
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

loads(name) if {
	is_string(name)
	some beginning in loaders
	startswith(name, beginning)
}

# `prefix` is what the names of all its variables begin with.
sources contains {"path": path, "owner": owner, "prefix": prefix} if {
	some container in template.containers(pod)
	some i, item in shape.members(object.get(container.value, "envFrom", null))
	parent := container.path
	path := sprintf("%s/envFrom/%d/prefix", [parent, i])
	owner := container.name
	prefix := shape.field(item, "prefix")
}

defects contains defect if some defect in template.defects(pod)

defects contains defect if some defect in template.list_defects(pod, "env")

defects contains defect if some defect in template.nameless(template.variables(pod))

defects contains defect if some defect in template.list_defects(pod, "envFrom")

defects contains defect if {
	some source in sources
	prefix := source.prefix
	prefix != null
	not is_string(prefix)
	defect := shape.defect(source.path, prefix, "a string")
}

defects contains defect if some defect in probe.defects(pod)
