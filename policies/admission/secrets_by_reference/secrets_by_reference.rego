# METADATA
# title: Secrets by reference
# description: >-
#   Passwords, tokens and keys are taken from a Secret, one by one; none stands in the environment, in a command line
#   or in a ConfigMap, where everybody who may read the object reads it.
# scope: package
# custom:
#   id: HD-SCR-01
#   severity: high
#   controls: [hipaa-164.308.a.5.ii.D, hipaa-164.312.a.1, hipaa-164.312.d, gdpr-art32]
#   kinds:
#     [{group: "", kind: Pod}, {group: "", kind: PodTemplate}, {group: "", kind: ReplicationController},
#     {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment}, {group: apps, kind: ReplicaSet},
#     {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob}, {group: batch, kind: Job},
#     {group: "", kind: ConfigMap}]
#   checks:
#     literal: no variable holds a secret as plain text
#     argument: no command line of a container, a probe or a hook holds a secret
#     config: no ConfigMap holds a secret
#     env_from: no container takes a whole Secret into its environment
#     shape: the environment, the command lines and the data can be read
#   remediation: >-
#     Put the value into a Secret and refer to it with `valueFrom.secretKeyRef`, or mount it as a file; in command
#     lines write `$(NAME)` or the flag that takes a file.
#   limit: >-
#     It goes by names and forms: a secret under a harmless name is not recognised. It does not see who may read the
#     Secret, nor whether K3s encrypts Secrets on disk.
#   parameters:
#     type: object
#     properties:
#       allowed:
#         type: array
#         items: {type: string, minLength: 1}
#         default: []
#         description: names of variables and of ConfigMap keys that only look secret, written exactly
package admission.secrets_by_reference

import rego.v1

import data.lib.arguments
import data.lib.constraint
import data.lib.secret
import data.lib.shape
import data.lib.template
import data.lib.workload

parameters := object.get(input, "parameters", {})

pod := workload.pod(input.review)

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "literal")
	some variable in variables
	open(variable.item)
	name := variable.name
	msg := sprintf("%s holds a secret as plain text; it must come from a Secret by valueFrom.secretKeyRef", [name])
	path := shape.pointer(variable.path, "value")
	details := {"check": "literal", "path": path, "observed": "plain text", "expected": "valueFrom.secretKeyRef"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "argument")
	some word in arguments.words(pod)
	secret.in_word(word.value, word.next)
	name := word.name
	path := word.path
	msg := sprintf("a command line of container \"%s\" holds a secret; it must refer to it as $(NAME) or by file", [name])
	details := {"check": "argument", "path": path, "observed": "plain text", "expected": "a reference"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "config")
	some entry in entries
	disclosed(entry)
	path := entry.path
	msg := sprintf("%s of the ConfigMap holds a secret; it must be kept in a Secret", [path])
	details := {"check": "config", "path": path, "observed": "plain text", "expected": "a Secret"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "env_from")
	some container in template.containers(pod)
	some i, source in shape.members(object.get(container.value, "envFrom", null))
	shape.field(source, "secretRef") != null
	name := container.name
	prefix := container.path
	path := sprintf("%s/envFrom/%d/secretRef", [prefix, i])
	msg := sprintf("container \"%s\" takes a whole Secret into its environment; it must take what it needs", [name])
	details := {"check": "env_from", "path": path, "observed": "a whole Secret", "expected": "secretKeyRef"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shape")
	some defect in defects
	msg := defect.msg
	details := shape.details("shape", defect)
}

variables contains {"item": item, "path": path, "name": name} if {
	some found in template.variables(pod)
	item := found.value
	path := found.path
	place := found.place
	owner := found.owner
	name := sprintf("variable #%d of container \"%s\"", [place, owner])
}

open(item) if {
	name := shape.field(item, "name")
	secret.given(name, shape.field(item, "value"))
	not listed(name)
}

open(item) if secret.shaped(shape.field(item, "value"))

listed(name) if name in constraint.strings(parameters, "allowed")

entries contains {"key": key, "path": path, "value": value} if {
	some key, value in shape.fields(shape.field(config_map, "data"))
	path := shape.pointer("/data", key)
}

# Its value is coded, its name is not.
entries contains {"key": key, "path": path, "value": value} if {
	some key, value in shape.fields(shape.field(config_map, "binaryData"))
	path := shape.pointer("/binaryData", key)
}

disclosed(entry) if {
	key := entry.key
	secret.given(key, entry.value)
	not listed(key)
}

disclosed(entry) if {
	value := entry.value
	is_string(value)
	secret.in_text(value)
}

config_map := found if {
	workload.judged(input.review)
	workload.group_kind(input.review) == "/ConfigMap"
	found := input.review.object
}

defects contains defect if some defect in template.defects(pod)

defects contains defect if some defect in template.list_defects(pod, "env")

defects contains defect if some defect in template.list_defects(pod, "envFrom")

defects contains defect if some defect in arguments.defects(pod)

defects contains defect if some defect in shape.object_defects("/data", shape.field(config_map, "data"))

defects contains defect if some defect in shape.object_defects("/binaryData", shape.field(config_map, "binaryData"))
