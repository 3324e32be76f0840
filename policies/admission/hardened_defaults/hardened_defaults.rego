# METADATA
# title: Hardened defaults
# description: >-
#   Every container runs as a user that is not root, on a root file system that it cannot write, and under a
#   profile of seccomp; no AppArmor profile is taken away. What a container says outweighs what its pod says.
# scope: package
# custom:
#   id: HD-SEC-02
#   severity: high
#   controls: [hipaa-164.312.a.1, hipaa-164.312.c.1, gdpr-art32.1.b, gdpr-art25.1]
#   kinds:
#     [{group: "", kind: Pod}, {group: "", kind: PodTemplate}, {group: "", kind: ReplicationController},
#     {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment}, {group: apps, kind: ReplicaSet},
#     {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob}, {group: batch, kind: Job}]
#   checks:
#     run_as_non_root: runAsNonRoot holds true for every container
#     run_as_user: runAsUser is nowhere 0
#     read_only_root: every container has readOnlyRootFilesystem true
#     seccomp: a seccomp profile holds for every container, RuntimeDefault or a Localhost one
#     app_armor: no AppArmor profile is other than RuntimeDefault or a Localhost one
#     shape: the pod and its security contexts can be read
#   remediation: >-
#     Write `runAsNonRoot: true` and `seccompProfile: {type: RuntimeDefault}` in the pod's securityContext and
#     `readOnlyRootFilesystem: true` in that of every container; mount an emptyDir where the program writes. Give a
#     hostPath directory to the user on the node beforehand, for fsGroup does not change its owner.
#   limit: >-
#     It does not prove which user the image names, what a Localhost profile permits, whether the node has AppArmor,
#     or that the groups of the process are harmless; mounted volumes stay writable.
#   parameters:
#     type: object
#     properties: {}
package admission.hardened_defaults

import rego.v1

import data.lib.constraint
import data.lib.security_context
import data.lib.shape
import data.lib.template
import data.lib.text
import data.lib.workload

parameters := object.get(input, "parameters", {})

pod := workload.pod(input.review)

containers := template.containers(pod)

holders := security_context.holders(pod)

# The annotation that older versions of Kubernetes read, and newer ones turn into the field.
annotation_prefix := "container.apparmor.security.beta.kubernetes.io/"

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "run_as_non_root")
	some container in containers
	observed := security_context.effective(pod, container, "runAsNonRoot")
	observed != true
	name := container.name
	shown := text.shown(observed)
	msg := sprintf("runAsNonRoot of container \"%s\" is %s; it must be true, here or for the pod", [name, shown])
	path := security_context.effective_pointer(pod, container, "runAsNonRoot")
	details := {"check": "run_as_non_root", "path": path, "observed": observed, "expected": true}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "run_as_user")
	some holder in holders
	observed := shape.field(holder.context, "runAsUser")
	observed != null
	not ordinary(observed)
	name := holder.name
	shown := text.shown(observed)
	msg := sprintf("runAsUser of %s is %s; it must be absent or a whole number above 0", [name, shown])
	place := holder.path
	path := sprintf("%s/runAsUser", [place])
	details := {"check": "run_as_user", "path": path, "observed": observed, "expected": "above 0"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "read_only_root")
	some container in containers
	observed := shape.field(security_context.of_container(container), "readOnlyRootFilesystem")
	observed != true
	name := container.name
	shown := text.shown(observed)
	msg := sprintf("readOnlyRootFilesystem of container \"%s\" is %s; it must be true", [name, shown])
	path := security_context.container_pointer(container, "readOnlyRootFilesystem")
	details := {"check": "read_only_root", "path": path, "observed": observed, "expected": true}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "seccomp")
	some container in containers
	profile := security_context.effective(pod, container, "seccompProfile")
	not confining(profile)
	name := container.name
	observed := shape.field(profile, "type")
	shown := words(profile)
	msg := sprintf("seccompProfile of container \"%s\" is %s; it must be RuntimeDefault or a named Localhost one", [name, shown])
	path := security_context.effective_pointer(pod, container, "seccompProfile")
	details := {"check": "seccomp", "path": path, "observed": observed, "expected": "RuntimeDefault"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "app_armor")
	some holder in holders
	profile := shape.field(holder.context, "appArmorProfile")
	profile != null
	not confining(profile)
	name := holder.name
	observed := shape.field(profile, "type")
	shown := words(profile)
	msg := sprintf("appArmorProfile of %s is %s; it must be absent, RuntimeDefault or a named Localhost one", [name, shown])
	place := holder.path
	path := sprintf("%s/appArmorProfile", [place])
	details := {"check": "app_armor", "path": path, "observed": observed, "expected": "RuntimeDefault"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "app_armor")
	some key, observed in pod.annotations
	startswith(key, annotation_prefix)
	not confining_annotation(observed)
	shown := text.shown(observed)
	msg := sprintf("annotation %s is %s; it must be absent, runtime/default or localhost/<profile>", [key, shown])
	prefix := pod.path
	parent := sprintf("%s/metadata/annotations", [prefix])
	path := shape.pointer(parent, key)
	details := {"check": "app_armor", "path": path, "observed": observed, "expected": "runtime/default"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shape")
	some defect in defects
	msg := defect.msg
	details := shape.details("shape", defect)
}

ordinary(user) if {
	is_number(user)
	user == floor(user)
	user > 0
}

confining(profile) if shape.field(profile, "type") == "RuntimeDefault"

# A profile on the node without a name would be no profile.
confining(profile) if {
	shape.field(profile, "type") == "Localhost"
	name := shape.field(profile, "localhostProfile")
	is_string(name)
	name != ""
}

confining_annotation(value) if value == "runtime/default"

confining_annotation(value) if {
	is_string(value)
	startswith(value, "localhost/")
	value != "localhost/"
}

words(profile) := found if {
	is_object(profile)
	found := text.shown(object.get(profile, "type", null))
} else := shape.seen(profile)

defects := found if {
	outer := template.defects(pod)
	contexts := security_context.defects(pod)
	found := outer | contexts
}
