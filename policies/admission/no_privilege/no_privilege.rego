# METADATA
# title: No privilege
# description: >-
#   Nothing in the pod has more rights on its node than a program needs: not privileged, no namespaces of the
#   host, no added capabilities, no way to more rights, no kernel settings.
# scope: package
# custom:
#   id: HD-SEC-01
#   severity: critical
#   controls: [hipaa-164.312.a.1, gdpr-art32.1.b, gdpr-art25.1]
#   kinds:
#     [{group: "", kind: Pod}, {group: "", kind: PodTemplate}, {group: "", kind: ReplicationController},
#     {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment}, {group: apps, kind: ReplicaSet},
#     {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob}, {group: batch, kind: Job}]
#   checks:
#     privileged: no container is privileged
#     host_pid: hostPID is absent or false
#     host_ipc: hostIPC is absent or false
#     proc_mount: procMount of every container is absent or Default
#     capability: no container adds a capability that is off the list
#     net_sysctl: no sysctl of the pod begins with net
#     sysctl: no other sysctl of the pod is off the list
#     escalation: every container has allowPrivilegeEscalation false
#     drop: every container drops ALL capabilities
#     shared_processes: shareProcessNamespace is absent or false
#     host_process: no hostProcess of Windows is set
#     shape: the pod and its security contexts can be read
#   remediation: >-
#     Remove privileged, hostPID, hostIPC, procMount, shareProcessNamespace, hostProcess, sysctls and
#     capabilities.add; write `allowPrivilegeEscalation: false` and `capabilities: {drop: [ALL]}` in every container.
#   limit: >-
#     It does not prove that the runtime grants no more: annotations that reach it, defaults of the node and devices
#     of plug-ins are not read, nor is a weakness of the kernel.
#   parameters:
#     type: object
#     properties:
#       capabilities:
#         type: array
#         items: {type: string, minLength: 1}
#         default: []
#         description: capabilities that may be added, spelled as Kubernetes does, without CAP_
#       sysctls:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [kernel.shm_rmid_forced]
#         description: sysctls outside net that may be set, spelled with dots
package admission.no_privilege

import rego.v1

import data.lib.constraint
import data.lib.security_context
import data.lib.shape
import data.lib.template
import data.lib.text
import data.lib.workload

parameters := object.get(input, "parameters", {})

pod := workload.pod(input.review)

# Switches that a whole pod shares with its node.
pod_switches := {"host_ipc": "hostIPC", "host_pid": "hostPID", "shared_processes": "shareProcessNamespace"}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "privileged")
	some container in containers
	observed := shape.field(container.context, "privileged")
	not unset(observed, false)
	name := container.name
	shown := text.shown(observed)
	msg := sprintf("privileged of container \"%s\" is %s; it must be absent or false", [name, shown])
	place := container.path
	path := sprintf("%s/privileged", [place])
	details := {"check": "privileged", "path": path, "observed": observed, "expected": false}
}

violation contains {"msg": msg, "details": details} if {
	some check, key in pod_switches
	constraint.switched_on(parameters, check)
	observed := object.get(pod.spec, key, null)
	not unset(observed, false)
	shown := text.shown(observed)
	msg := sprintf("%s is %s; it must be absent or false", [key, shown])
	prefix := pod.path
	path := sprintf("%s/spec/%s", [prefix, key])
	details := {"check": check, "path": path, "observed": observed, "expected": false}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "proc_mount")
	some container in containers
	observed := shape.field(container.context, "procMount")
	not unset(observed, "Default")
	name := container.name
	shown := text.shown(observed)
	msg := sprintf("procMount of container \"%s\" is %s; it must be absent or \"Default\"", [name, shown])
	place := container.path
	path := sprintf("%s/procMount", [place])
	details := {"check": "proc_mount", "path": path, "observed": observed, "expected": "Default"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "capability")
	some container in containers
	allowed := constraint.strings(parameters, "capabilities")
	some i, observed in shape.members(shape.field(container.capabilities, "add"))
	not observed in allowed
	name := container.name
	shown := text.shown(observed)
	expected := text.choice(allowed)
	msg := sprintf("container \"%s\" adds the capability %s; it may add only: %s", [name, shown, expected])
	place := container.path
	path := sprintf("%s/capabilities/add/%d", [place, i])
	details := {"check": "capability", "path": path, "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "net_sysctl")
	some setting in sysctls
	observed := setting.name
	not outside_net(observed)
	place := setting.place
	shown := text.shown(observed)
	msg := sprintf("sysctl #%d is %s; the network settings of the kernel must stay as they are", [place, shown])
	path := setting.path
	details := {"check": "net_sysctl", "path": path, "observed": observed, "expected": "a name outside net"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "sysctl")
	some setting in sysctls
	observed := setting.name
	outside_net(observed)
	allowed := constraint.strings(parameters, "sysctls")
	not dotted(observed) in allowed
	place := setting.place
	shown := text.shown(observed)
	expected := text.choice(allowed)
	msg := sprintf("sysctl #%d is %s; it must be one of: %s", [place, shown, expected])
	path := setting.path
	details := {"check": "sysctl", "path": path, "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "escalation")
	some container in containers
	observed := shape.field(container.context, "allowPrivilegeEscalation")
	observed != false
	name := container.name
	shown := text.shown(observed)
	msg := sprintf("allowPrivilegeEscalation of container \"%s\" is %s; it must be false", [name, shown])
	place := container.path
	path := sprintf("%s/allowPrivilegeEscalation", [place])
	details := {"check": "escalation", "path": path, "observed": observed, "expected": false}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "drop")
	some container in containers
	observed := shape.field(container.capabilities, "drop")
	not "ALL" in shape.members(observed)
	name := container.name
	msg := sprintf("container \"%s\" keeps capabilities; it must drop ALL", [name])
	place := container.path
	path := sprintf("%s/capabilities/drop", [place])
	details := {"check": "drop", "path": path, "observed": observed, "expected": "ALL"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "host_process")
	some holder in holders
	observed := shape.field(shape.field(holder.context, "windowsOptions"), "hostProcess")
	not unset(observed, false)
	owner := holder.name
	shown := text.shown(observed)
	msg := sprintf("hostProcess of %s is %s; it must be absent or false", [owner, shown])
	path := sprintf("%s/windowsOptions/hostProcess", [holder.path])
	details := {"check": "host_process", "path": path, "observed": observed, "expected": false}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shape")
	some defect in defects
	msg := defect.msg
	details := shape.details("shape", defect)
}

holders := security_context.holders(pod)

# Made once: nine checks look at it.
containers := [container |
	some holder in security_context.container_holders(pod)
	path := holder.path
	name := holder.mark
	context := holder.context
	capabilities := shape.field(context, "capabilities")
	container := {"path": path, "name": name, "context": context, "capabilities": capabilities}
]

# Absent, or what the API server takes for absent.
unset(value, zero) if value in {null, zero}

sysctls := [setting |
	context := security_context.of_pod(pod)
	prefix := pod.path
	some i, item in shape.members(shape.field(context, "sysctls"))
	is_object(item)
	path := sprintf("%s/spec/securityContext/sysctls/%d/name", [prefix, i])
	name := object.get(item, "name", null)
	setting := {"place": i, "path": path, "name": name}
]

outside_net(name) if {
	is_string(name)
	not startswith(dotted(name), "net.")
}

# The kernel takes a slash for a dot.
dotted(name) := replace(name, "/", ".")

defects := found if {
	outer := template.defects(pod)
	contexts := security_context.defects(pod)
	prefix := pod.path
	place := sprintf("%s/spec/securityContext/sysctls", [prefix])
	listed := shape.list_defects(place, shape.field(security_context.of_pod(pod), "sysctls"))
	found := (outer | contexts) | (listed | capability_defects)
}

capability_defects contains defect if {
	some container in containers
	prefix := container.path
	place := sprintf("%s/capabilities", [prefix])
	written := container.capabilities
	some defect in shape.object_defects(place, written)
}

capability_defects contains defect if {
	some container in containers
	prefix := container.path
	place := sprintf("%s/capabilities/add", [prefix])
	written := shape.field(container.capabilities, "add")
	written != null
	not is_array(written)
	defect := shape.defect(place, written, "an array")
}
