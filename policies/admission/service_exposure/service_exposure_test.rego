package admission.service_exposure_test

import rego.v1

import data.admission.service_exposure as rule

parameters := {"exposingAnnotations": ["tailscale.com/expose"], "storageApps": ["health-data-storage"]}

review(manifest) := {
	"kind": {"group": "", "version": "v1", "kind": "Service"},
	"namespace": "clinic",
	"operation": "CREATE",
	"object": manifest,
}

judged(manifest) := result if {
	result := rule.violation with input as {"review": review(manifest), "parameters": parameters}
}

found(changes) := judged({"spec": object.union({"selector": {"app": "records"}}, changes)})

places(violations) := {[violation.details.check, violation.details.path] | some violation in violations}

test_allows_a_name_inside_the_cluster if {
	every changes in [
		{},
		{"type": "ClusterIP", "ports": [{"port": 80}]},
		{"type": ""},
		{"type": null, "externalIPs": [], "externalName": "", "loadBalancerIP": ""},
		{"clusterIP": "None", "ports": null, "healthCheckNodePort": 0},
		{"ports": [{"port": 80, "nodePort": 0}]},
	] {
		found(changes) == set()
	}
}

test_denies_every_other_type if {
	found({"type": "NodePort"}) == {{
		"msg": "the Service has a type that is \"NodePort\"; it must be ClusterIP",
		"details": {"check": "type", "path": "/spec/type", "observed": "NodePort", "expected": "ClusterIP"},
	}}
	every type in ["LoadBalancer", "ExternalName", "clusterip", "ClusterIP ", [], false] {
		places(found({"type": type})) == {["type", "/spec/type"]}
	}
}

test_denies_external_ips if {
	found({"externalIPs": ["203.0.113.7"]}) == {{
		"msg": "the Service has externalIPs, which catch the traffic to those addresses; they must be absent",
		"details": {"check": "external_ip", "path": "/spec/externalIPs", "observed": "present", "expected": "absent"},
	}}
	places(found({"externalIPs": {}})) == {["external_ip", "/spec/externalIPs"]}
}

test_denies_external_names if {
	found({"externalName": "cloud.example.com"}) == {{
		"msg": "the Service has an externalName that is \"cloud.example.com\", a name elsewhere; it must be absent",
		"details": {
			"check": "external_name",
			"path": "/spec/externalName",
			"observed": "cloud.example.com",
			"expected": "absent",
		},
	}}
}

test_denies_fields_of_load_balancers if {
	found({"loadBalancerSourceRanges": ["10.0.0.0/8"]}) == {{
		"msg": "the Service has loadBalancerSourceRanges, which speaks to a load balancer; it must be absent",
		"details": {
			"check": "load_balancer",
			"path": "/spec/loadBalancerSourceRanges",
			"observed": "present",
			"expected": "absent",
		},
	}}
	places(found({"loadBalancerClass": "x", "loadBalancerIP": 7})) == {
		["load_balancer", "/spec/loadBalancerClass"],
		["load_balancer", "/spec/loadBalancerIP"],
	}
}

test_denies_ports_on_nodes if {
	found({"ports": [{"port": 80}, {"port": 81, "nodePort": 30081}]}) == {{
		"msg": "/spec/ports/1/nodePort is 30081, a port on every node; it must be absent",
		"details": {
			"check": "node_port",
			"path": "/spec/ports/1/nodePort",
			"observed": 30081,
			"expected": "absent",
		},
	}}
	places(found({"healthCheckNodePort": 30082})) == {["node_port", "/spec/healthCheckNodePort"]}
	places(found({"ports": [{"nodePort": "30081"}]})) == {["node_port", "/spec/ports/0/nodePort"]}
}

test_denies_a_service_that_selects_nothing if {
	judged({"spec": {}}) == {{
		"msg": concat(" ", [
			"the Service selects no pods, so it leads wherever its endpoints are written to;",
			"it must have a selector",
		]),
		"details": {"check": "selector", "path": "/spec/selector", "observed": null, "expected": "labels of pods"},
	}}
	places(judged({"spec": {"selector": {}}})) == {["selector", "/spec/selector"]}
	places(judged({})) == {["selector", "/spec/selector"]}
	places(judged(null)) == {["selector", "/spec/selector"]}
}

test_denies_annotations_that_publish if {
	manifest := {
		"metadata": {"annotations": {"tailscale.com/expose": "false", "note": "x"}},
		"spec": {"selector": {"app": "records"}},
	}
	judged(manifest) == {{
		"msg": "annotation tailscale.com/expose lets a controller publish the Service; it must be absent",
		"details": {
			"check": "annotation",
			"path": "/metadata/annotations/tailscale.com~1expose",
			"observed": "present",
			"expected": "absent",
		},
	}}
}

test_denies_storage_across_nodes if {
	found({"selector": {"component": "health-data-storage"}, "internalTrafficPolicy": "Cluster"}) == {{
		"msg": concat(" ", [
			"the Service of the storage workload has an internalTrafficPolicy that is \"Cluster\";",
			"it must be Local",
		]),
		"details": {
			"check": "local_traffic",
			"path": "/spec/internalTrafficPolicy",
			"observed": "Cluster",
			"expected": "Local",
		},
	}}
	places(found({"selector": {"app": "health-data-storage"}})) == {["local_traffic", "/spec/internalTrafficPolicy"]}
	found({"selector": {"app": "health-data-storage"}, "internalTrafficPolicy": "Local"}) == set()
}

test_denies_what_cannot_be_read if {
	places(judged({"spec": "x"})) == {["selector", "/spec/selector"], ["shape", "/spec"]}
	places(judged({"spec": {"selector": "x"}})) == {["selector", "/spec/selector"], ["shape", "/spec/selector"]}
	found({"ports": ["80"]}) == {{
		"msg": "/spec/ports/0 is of type string; it must be an object",
		"details": {"check": "shape", "path": "/spec/ports/0", "observed": "string", "expected": "an object"},
	}}
	places(judged({"metadata": {"annotations": []}, "spec": {"selector": {"a": "b"}}})) == {
		["shape", "/metadata/annotations"],
	}
}

test_says_nothing_on_delete_and_of_other_kinds if {
	every changes in [{"operation": "DELETE", "object": null}, {"kind": {"group": "", "version": "v1", "kind": "Pod"}}] {
		it := object.union(review({"spec": {"type": "NodePort"}}), changes)
		result := rule.violation with input as {"review": it, "parameters": parameters}
		result == set()
	}
}

wrong := [
	{
		"metadata": {"annotations": {"tailscale.com/expose": "true"}},
		"spec": {
			"type": "NodePort",
			"selector": {"app": "health-data-storage"},
			"externalIPs": ["203.0.113.7"],
			"externalName": "cloud.example.com",
			"loadBalancerIP": "203.0.113.7",
			"healthCheckNodePort": 30082,
			"ports": "x",
		},
	},
	{},
]

test_asks_only_what_is_switched_on[check] if {
	some check in [
		"annotation", "external_ip", "external_name", "load_balancer", "local_traffic", "node_port", "selector", "shape",
		"type",
	]
	given := object.union(parameters, {"checks": [check]})
	{violation.details.check |
		some manifest in wrong
		result := rule.violation with input as {"review": review(manifest), "parameters": given}
		some violation in result
	} == {check}
}
