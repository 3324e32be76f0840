# METADATA
# title: Default-deny egress exists
# description: >-
#   Some network policy of the namespace selects the pod and cuts it off from every destination that is not
#   named, and no policy that selects it names everything.
# scope: package
# custom:
#   id: HD-NET-01
#   severity: critical
#   controls: [hipaa-164.312.e.1, hipaa-164.312.a.1, gdpr-art25.2, gdpr-art32, gdpr-art44]
#   kinds:
#     [{group: "", kind: Pod}, {group: "", kind: PodTemplate}, {group: "", kind: ReplicationController},
#     {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment}, {group: apps, kind: ReplicaSet},
#     {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob}, {group: batch, kind: Job}]
#   checks:
#     isolated: a policy selects the pod, governs egress and names no destination broadly
#     broad: no policy that selects the pod opens egress to everything
#   remediation: >-
#     Create a NetworkPolicy in the namespace with `podSelector: {}` and `policyTypes: [Ingress, Egress]` and no
#     rules; name `to` and `ports` in every policy that lets something out.
#   limit: >-
#     It does not prove that the network plug-in enforces the policy, nor from which moment on; it does not read
#     AdminNetworkPolicies or the policies of Cilium and Calico, which may override it, nor who else is on a
#     private network.
#   parameters:
#     type: object
#     properties: {}
package admission.default_deny_egress

import rego.v1

import data.lib.constraint
import data.lib.egress
import data.lib.workload

parameters := object.get(input, "parameters", {})

pod := workload.pod(input.review)

namespace := workload.namespace(input.review)

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "isolated")
	path := labels_path
	not isolated
	name := namespace
	msg := sprintf(
		"no NetworkPolicy in namespace \"%s\" selects the pod and denies egress by default; at least one must",
		[name],
	)
	details := {"check": "isolated", "path": path, "observed": null, "expected": "a default-deny policy"}
}

# One finding for all of them: which of the policies opens the way does not change what the pod can reach.
violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "broad")
	path := labels_path
	names := broad
	count(names) > 0
	observed := concat(", ", names)
	msg := sprintf("NetworkPolicy %s opens egress beyond named pods and private networks; each rule must stay within", [observed])
	details := {"check": "broad", "path": path, "observed": observed, "expected": "no broad egress rule"}
}

isolated if {
	some policy in data.inventory.namespace[namespace]["networking.k8s.io/v1"].NetworkPolicy
	egress.isolates(policy, pod.labels)
}

broad := {name |
	some name, policy in data.inventory.namespace[namespace]["networking.k8s.io/v1"].NetworkPolicy
	egress.opens(policy, pod.labels)
}

labels_path := path if {
	prefix := pod.path
	path := sprintf("%s/metadata/labels", [prefix])
}
