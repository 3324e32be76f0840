# METADATA
# title: Hardened security context by default
# description: >-
#   A pod and its containers that say nothing of their privileges get the least: no root user, the default
#   seccomp profile, a read-only root, no added rights.
# scope: package
# custom:
#   id: MU-05
#   severity: low
#   controls: [hipaa-164.312.a.1, hipaa-164.312.c.1, gdpr-art25.1, gdpr-art32.1.b]
#   kinds:
#     [{group: "", kind: Pod}, {group: "", kind: PodTemplate}, {group: "", kind: ReplicationController},
#     {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment}, {group: apps, kind: ReplicaSet},
#     {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob}, {group: batch, kind: Job}]
#   checks: {}
#   remediation: >-
#     Write securityContext for the pod and every container yourself; a written field is never changed.
#   limit: >-
#     A default proves nothing: what somebody wrote, even privileged, stays as it is.
#   parameters:
#     type: object
#     properties: {}
package mutation.security_context

import rego.v1

import data.lib.mutable
import data.lib.shape
import data.lib.template

pod_defaults := {"runAsNonRoot": true, "seccompProfile": {"type": "RuntimeDefault"}}

container_defaults := {
	"allowPrivilegeEscalation": false,
	"capabilities": {"drop": ["ALL"]},
	"readOnlyRootFilesystem": true,
}

mutation contains {"op": "add", "path": path, "value": value} if {
	some holder in holders
	mutable.absent(holder.value, "securityContext")
	value := holder.defaults
	path := shape.pointer(holder.path, "securityContext")
}

mutation contains {"op": "add", "path": path, "value": value} if {
	some holder in holders
	written := object.get(holder.value, "securityContext", null)
	some key, value in holder.defaults
	mutable.absent(written, key)
	fits(key, written)
	path := shape.pointer(shape.pointer(holder.path, "securityContext"), key)
}

mutation contains {"op": "add", "path": path, "value": ["ALL"]} if {
	some holder in holders
	"capabilities" in object.keys(holder.defaults)
	written := object.get(holder.value, "securityContext", null)
	mutable.absent(shape.field(written, "capabilities"), "drop")
	place := holder.path
	path := sprintf("%s/securityContext/capabilities/drop", [place])
}

holders contains {"path": path, "value": value, "defaults": defaults} if {
	pod := mutable.pod(input.review)
	prefix := pod.path
	path := sprintf("%s/spec", [prefix])
	value := pod.spec
	defaults := pod_defaults
}

# Containers added for debugging bring their own rights with them.
holders contains {"path": path, "value": value, "defaults": defaults} if {
	some container in template.containers(mutable.pod(input.review))
	container.list != "ephemeralContainers"
	path := container.path
	value := container.value
	defaults := container_defaults
}

# Beside these the API server refuses `allowPrivilegeEscalation: false`, and the pod with it.
fits(key, _) if key != "allowPrivilegeEscalation"

fits(_, written) if {
	privileged := shape.field(written, "privileged")
	privileged != true
	added := shape.members(shape.field(shape.field(written, "capabilities"), "add"))
	not administrative(added)
}

administrative(added) if {
	some capability in added
	capability in {"SYS_ADMIN", "CAP_SYS_ADMIN"}
}
