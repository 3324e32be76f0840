# METADATA
# title: No host network
# description: >-
#   The pod stays in its own network namespace, where network policies hold: no host network, no port of the
#   node, and no kernel setting of the network.
# scope: package
# custom:
#   id: HD-NET-03
#   severity: critical
#   controls: [hipaa-164.312.e.1, hipaa-164.312.a.1, gdpr-art25.2, gdpr-art32, gdpr-art44]
#   kinds:
#     [{group: "", kind: Pod}, {group: "", kind: PodTemplate}, {group: "", kind: ReplicationController},
#     {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment}, {group: apps, kind: ReplicaSet},
#     {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob}, {group: batch, kind: Job}]
#   checks:
#     host_network: hostNetwork is absent or false
#     host_port: no container port has a hostPort
#     host_ip: no container port has a hostIP
#     sysctl: no sysctl of the pod begins with net
#     shape: the pod and its ports can be read
#   remediation: >-
#     Remove hostNetwork, hostPort, hostIP and the sysctls under net; publish the pod through a Service.
#   limit: >-
#     It does not prove that the network plug-in enforces any policy, nor does it see second interfaces.
#   parameters:
#     type: object
#     properties: {}
package admission.no_host_network

import rego.v1

import data.lib.constraint
import data.lib.shape
import data.lib.template
import data.lib.text
import data.lib.workload

parameters := object.get(input, "parameters", {})

pod := workload.pod(input.review)

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "host_network")
	observed := object.get(pod.spec, "hostNetwork", null)
	not unset(observed, false)
	msg := "hostNetwork is set; a pod with health data must have a network of its own"
	prefix := pod.path
	path := sprintf("%s/spec/hostNetwork", [prefix])
	details := {"check": "host_network", "path": path, "observed": observed, "expected": false}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "host_port")
	some port in template.ports(pod)
	observed := object.get(port.value, "hostPort", null)
	not unset(observed, 0)
	name := port.name
	shown := text.shown(observed)
	msg := sprintf("%s has the hostPort %s; it must be absent", [name, shown])
	path := shape.pointer(port.path, "hostPort")
	details := {"check": "host_port", "path": path, "observed": observed, "expected": "absent"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "host_ip")
	some port in template.ports(pod)
	observed := object.get(port.value, "hostIP", null)
	not unset(observed, "")
	name := port.name
	shown := text.shown(observed)
	msg := sprintf("%s has the hostIP %s; it must be absent", [name, shown])
	path := shape.pointer(port.path, "hostIP")
	details := {"check": "host_ip", "path": path, "observed": observed, "expected": "absent"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "sysctl")
	some i, sysctl in shape.members(shape.field(security, "sysctls"))
	is_object(sysctl)
	observed := object.get(sysctl, "name", null)
	not outside_net(observed)
	shown := text.shown(observed)
	msg := sprintf("sysctl #%d is %s; the network settings of the kernel must stay as they are", [i, shown])
	prefix := pod.path
	path := sprintf("%s/spec/securityContext/sysctls/%d/name", [prefix, i])
	details := {"check": "sysctl", "path": path, "observed": observed, "expected": "a name outside net"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shape")
	some defect in defects
	msg := defect.msg
	details := shape.details("shape", defect)
}

security := object.get(pod.spec, "securityContext", null)

# Absent, or what the API server takes for absent.
unset(value, zero) if value in {null, zero}

# The kernel takes a slash for a dot.
outside_net(name) if {
	is_string(name)
	dotted := replace(name, "/", ".")
	not startswith(dotted, "net.")
}

defects := found if {
	inner := template.list_defects(pod, "ports")
	outer := template.defects(pod)
	prefix := pod.path
	place := sprintf("%s/spec/securityContext", [prefix])
	settings := shape.object_defects(place, security)
	listed := shape.list_defects(sprintf("%s/sysctls", [place]), shape.field(security, "sysctls"))
	found := (inner | outer) | (settings | listed)
}
