# METADATA
# title: Egress shape
# description: >-
#   Policies add up, so each of a namespace with health data lets out only to named pods and listed networks, on
#   named ports; nothing that network policies cannot see overrides them; and none is taken away while pods rely on it.
# scope: package
# custom:
#   id: HD-NET-02
#   severity: critical
#   controls: [hipaa-164.312.e.1, hipaa-164.312.a.1, gdpr-art25.2, gdpr-art32, gdpr-art44]
#   kinds:
#     [{group: networking.k8s.io, kind: NetworkPolicy},
#     {group: policy.networking.k8s.io, kind: AdminNetworkPolicy},
#     {group: policy.networking.k8s.io, kind: ClusterNetworkPolicy},
#     {group: cilium.io, kind: CiliumNetworkPolicy}, {group: cilium.io, kind: CiliumClusterwideNetworkPolicy},
#     {group: crd.projectcalico.org, kind: NetworkPolicy}, {group: crd.projectcalico.org, kind: GlobalNetworkPolicy},
#     {group: projectcalico.org, kind: NetworkPolicy}, {group: projectcalico.org, kind: GlobalNetworkPolicy}]
#   checks:
#     destination: every egress rule names where it leads
#     peer: every destination is selectors or one ipBlock, in a form that can be read
#     namespace: a namespaceSelector names namespaces, and does not only exclude some
#     block: every ipBlock lies inside a listed local network
#     cluster_block: no ipBlock stands for pods or services of the cluster
#     port: every egress rule names its ports, one by one
#     dns: port 53 is open to the pods of the cluster's DNS alone
#     admin_tier: no policy of the admin tier lets through what may concern a namespace with health data
#     foreign: no policy of Cilium or Calico concerns a namespace with health data, unless it is listed
#     isolation: no change of a policy takes the default deny of egress away from a running pod
#     shape: the policy and its lists can be read
#   remediation: >-
#     In each egress rule write `to` with a namespaceSelector on kubernetes.io/metadata.name, a podSelector or a listed
#     local ipBlock, and `ports` one by one; give policies for the whole cluster a selector with `{key:
#     edgeward.io/health-data, operator: DoesNotExist}`.
#   limit: >-
#     It does not prove that the network plug-in enforces anything, nor what the named destinations pass on; a local
#     network may lead out through a router; policies listed in trustedPolicies are not read; pods that the inventory
#     does not hold yet are not counted when a policy goes.
#   parameters:
#     type: object
#     properties:
#       localNetworks:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, "fc00::/7"]
#         description: networks that do not leave the site; an ipBlock lies inside one of them
#       clusterNetworks:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [10.42.0.0/16, 10.43.0.0/16]
#         description: networks of pods and services, where selectors are to be used
#       dnsNamespace:
#         type: string
#         minLength: 1
#         default: kube-system
#         description: namespace of the cluster's DNS
#       dnsApp:
#         type: string
#         minLength: 1
#         default: kube-dns
#         description: label k8s-app of the pods of the cluster's DNS
#       trustedPolicies:
#         type: array
#         items: {type: string, minLength: 1}
#         default: []
#         description: names of policies of Cilium or Calico for the whole cluster that an administrator has read
package admission.egress_shape

import rego.v1

import data.lib.cidr
import data.lib.cluster_policy
import data.lib.constraint
import data.lib.egress_rule
import data.lib.isolation
import data.lib.occupancy
import data.lib.peer
import data.lib.shape
import data.lib.text
import data.lib.workload

parameters := object.get(input, "parameters", {})

namespace := workload.namespace(input.review)

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "destination")
	some rule in rules
	observed := shape.field(rule.value, "to")
	shape.unsaid(observed)
	name := rule.name
	msg := sprintf("%s names no destination, so it opens all of them; `to` must name each", [name])
	path := shape.pointer(rule.path, "to")
	details := {"check": "destination", "path": path, "observed": "every destination", "expected": "named destinations"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "peer")
	some one in destinations
	not peer.readable(one.value)
	name := one.name
	msg := sprintf("%s is neither selectors in the form of the API nor one ipBlock; it must be either", [name])
	path := one.path
	details := {"check": "peer", "path": path, "observed": "another form", "expected": "selectors or one ipBlock"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "namespace")
	some one in destinations
	selector := shape.field(one.value, "namespaceSelector")
	selector != null
	not peer.names(selector)
	name := one.name
	msg := sprintf("%s has a namespaceSelector that may select every namespace; it must name them by matchLabels or In", [name])
	path := shape.pointer(one.path, "namespaceSelector")
	details := {"check": "namespace", "path": path, "observed": "any namespace", "expected": "named namespaces"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "block")
	some block in blocks
	networks := constraint.strings(parameters, "localNetworks")
	observed := block.cidr
	not cidr.inside_any(observed, networks)
	name := block.name
	shown := text.shown(observed)
	expected := text.choice(networks)
	msg := sprintf("%s has an ipBlock that is %s; it must be written plainly and lie inside one of: %s", [name, shown, expected])
	path := shape.pointer(block.path, "cidr")
	details := {"check": "block", "path": path, "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "cluster_block")
	some block in blocks
	networks := constraint.strings(parameters, "clusterNetworks")
	observed := block.cidr
	reached := peer.reached(block.value, networks)
	count(reached) > 0
	name := block.name
	shown := text.shown(observed)
	words := concat(", ", reached)
	msg := sprintf("%s has an ipBlock that is %s, which reaches into %s; pods must be named by selectors", [name, shown, words])
	path := shape.pointer(block.path, "cidr")
	details := {"check": "cluster_block", "path": path, "observed": observed, "expected": "nothing of the cluster's networks"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "port")
	some rule in rules
	ports := shape.field(rule.value, "ports")
	shape.unsaid(ports)
	name := rule.name
	msg := sprintf("%s names no ports, so it opens all of them; `ports` must name each", [name])
	path := shape.pointer(rule.path, "ports")
	details := {"check": "port", "path": path, "observed": "every port", "expected": "named ports"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "port")
	some port in egress_rule.ports(policy)
	not egress_rule.single(port.value)
	name := port.name
	msg := sprintf("%s opens more than one port; it must have one `port` and no wider endPort", [name])
	path := port.path
	details := {"check": "port", "path": path, "observed": "several ports", "expected": "one port"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "dns")
	some one in destinations
	rule := one.rule
	egress_rule.opens_dns(rule)
	not serves_dns(one.value)
	name := one.name
	msg := sprintf("%s is open on the port of DNS; only the pods of the cluster's DNS may be", [name])
	path := one.path
	details := {"check": "dns", "path": path, "observed": "another destination", "expected": "the cluster's DNS"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "admin_tier")
	policy := cluster_policy.admin(input.review)
	cluster_policy.overrides(policy)
	not cluster_policy.spares(policy, namespaces)
	some opening in cluster_policy.openings(policy)
	observed := opening.action
	shown := text.shown(observed)
	msg := concat(" ", [
		sprintf("a rule of the admin tier has the action %s and overrides network policies;", [shown]),
		"it must be Deny or Pass, or the subject must leave out namespaces with health data",
	])
	path := shape.pointer(opening.path, "action")
	details := {"check": "admin_tier", "path": path, "observed": observed, "expected": "Deny or Pass"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "foreign")
	cluster_policy.foreign(input.review)
	trusted := constraint.strings(parameters, "trustedPolicies")
	not cluster_policy.trusted(input.review, trusted)
	observed := input.review.kind.kind
	msg := concat(" ", [
		sprintf("a %s may open what network policies close;", [observed]),
		"it must not exist where health data is, or for the whole cluster be listed in trustedPolicies",
	])
	details := {"check": "foreign", "path": "/spec", "observed": observed, "expected": "NetworkPolicy"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "isolation")
	observed := count(stranded)
	observed > 0
	shown := text.shown(observed)
	msg := sprintf("running pods whose egress no other NetworkPolicy denies by default: %s; one must before this goes", [shown])
	details := {"check": "isolation", "path": "/spec", "observed": observed, "expected": 0}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "isolation")
	is_network_policy
	isolation.weakened(input.review)
	not occupancy.pods_known
	msg := concat(" ", [
		"the inventory has no Pod at all, so nobody can say that none relies on this default deny of egress;",
		"it must be kept",
	])
	details := {"check": "isolation", "path": "/spec", "observed": null, "expected": "an inventory with Pods"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shape")
	some defect in defects
	msg := defect.msg
	details := shape.details("shape", defect)
}

is_network_policy if workload.group_kind(input.review) == "networking.k8s.io/NetworkPolicy"

policy := found if {
	is_network_policy
	workload.judged(input.review)
	found := object.get(input.review, "object", null)
}

rules := egress_rule.rules(policy)

destinations := egress_rule.destinations(policy)

blocks := egress_rule.blocks(policy)

serves_dns(one) if {
	home := constraint.given(parameters, "dnsNamespace", "")
	app := constraint.given(parameters, "dnsApp", "")
	peer.serves_dns(one, home, app)
}

namespaces := found if {
	found := data.inventory.cluster.v1.Namespace
} else := {}

stranded := found if {
	is_network_policy
	pods := object.get(neighbours, ["v1", "Pod"], {})
	policies := object.get(neighbours, ["networking.k8s.io/v1", "NetworkPolicy"], {})
	found := isolation.stranded(input.review, pods, policies)
}

neighbours := found if {
	found := data.inventory.namespace[namespace]
	is_object(found)
} else := {}

defects contains defect if some defect in egress_rule.defects(policy)

defects contains defect if {
	manifest := cluster_policy.admin(input.review)
	some defect in shape.object_defects("/spec", shape.field(manifest, "spec"))
}

defects contains defect if {
	manifest := cluster_policy.admin(input.review)
	some direction in ["egress", "ingress"]
	place := sprintf("/spec/%s", [direction])
	some defect in shape.list_defects(place, shape.field(shape.field(manifest, "spec"), direction))
}
