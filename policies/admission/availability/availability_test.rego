package admission.availability_test

import rego.v1

import data.admission.availability as rule

selector := {"matchLabels": {"app": "records"}}

anti := {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}

term := {"topologyKey": "kubernetes.io/hostname", "labelSelector": selector}

probe := {"tcpSocket": {"port": 8080}}

container := {"name": "app", "readinessProbe": probe, "livenessProbe": probe}

spec := {"affinity": anti, "containers": [container]}

deployment(replicas, pod_spec) := {
	"kind": {"group": "apps", "version": "v1", "kind": "Deployment"},
	"namespace": "clinic",
	"operation": "CREATE",
	"object": {"spec": {
		"replicas": replicas,
		"template": {"metadata": {"labels": {"app": "records"}}, "spec": pod_spec},
	}},
}

budgets(objects) := {"namespace": {"clinic": {"policy/v1": {"PodDisruptionBudget": objects}}}}

one := {"records": {"spec": {"selector": selector, "maxUnavailable": 1}}}

judged(review, inventory) := result if {
	result := rule.violation with input as {"review": review, "parameters": {"minReplicas": 2}}
		with data.inventory as inventory
}

with_budget(replicas, pod_spec) := judged(deployment(replicas, pod_spec), budgets(one))

places(violations) := {[violation.details.check, violation.details.path] | some violation in violations}

test_allows_what_outlives_a_node if {
	with_budget(2, spec) == set()
	constraint := object.union(term, {"whenUnsatisfiable": "DoNotSchedule"})
	with_budget(40, {"containers": [container], "topologySpreadConstraints": [constraint]}) == set()
}

test_denies_too_few_replicas if {
	with_budget(1, spec) == {{
		"msg": "replicas is 1; there must be at least 2",
		"details": {"check": "replicas", "path": "/spec/replicas", "observed": 1, "expected": 2},
	}}
	every number in [null, 0, "2"] {
		places(with_budget(number, spec)) == {["replicas", "/spec/replicas"]}
	}
	{violation.details.observed | some violation in with_budget(null, spec)} == {1}
}

test_wants_two_replicas_where_nobody_says_how_many[number] if {
	some number, wanted in {1: {"replicas"}, 2: set()}
	result := rule.violation with input as {"review": deployment(number, spec)} with data.inventory as budgets(one)
	{violation.details.check | some violation in result} == wanted
}

test_denies_pods_without_a_budget if {
	judged(deployment(2, spec), {}) == {{
		"msg": "0 disruption budgets select the pods, and the inventory has none at all; exactly one must",
		"details": {"check": "budget", "path": "/spec/template/metadata/labels", "observed": 0, "expected": 1},
	}}
	other := {"other": {"spec": {"selector": {"matchLabels": {"app": "other"}}, "maxUnavailable": 1}}}
	some violation in judged(deployment(2, spec), budgets(other))
	violation.msg == "0 disruption budgets select the pods; exactly one must"
}

test_denies_pods_with_two_budgets if {
	two := object.union(one, {"all": {"spec": {"selector": {}, "maxUnavailable": 1}}})
	places(judged(deployment(2, spec), budgets(two))) == {["budget", "/spec/template/metadata/labels"]}
}

test_denies_a_budget_that_fits_badly if {
	tight := {"records": {"spec": {"selector": selector, "minAvailable": 2}}}
	judged(deployment(2, spec), budgets(tight)) == {{
		"msg": "disruption budget \"records\" does not both keep a pod and let one go, of 2; it must",
		"details": {
			"check": "satisfiable",
			"path": "/spec/replicas",
			"observed": "records",
			"expected": "a budget that keeps a pod and lets one go",
		},
	}}
	judged(deployment(3, spec), budgets(tight)) == set()
}

budget(written) := judged(
	{
		"kind": {"group": "policy", "version": "v1", "kind": "PodDisruptionBudget"},
		"namespace": "clinic",
		"operation": "CREATE",
		"object": {"spec": written},
	},
	{},
)

test_denies_a_budget_that_fits_nothing if {
	budget({"minAvailable": "100%"}) == {{
		"msg": concat("", [
			"minAvailable is \"100%\" and maxUnavailable is missing; ",
			"one of them must keep a pod and let one go",
		]),
		"details": {
			"check": "satisfiable",
			"path": "/spec",
			"observed": ["100%", null],
			"expected": "a budget that keeps a pod and lets one go",
		},
	}}
	every written in [null, {}, {"maxUnavailable": 0}, {"minAvailable": 1, "maxUnavailable": 1}] {
		places(budget(written)) == {["satisfiable", "/spec"]}
	}
	{split(violation.msg, ";")[0] | some violation in budget({"maxUnavailable": 0})} == {
		"minAvailable is missing and maxUnavailable is 0",
	}
	budget({"maxUnavailable": 1}) == set()
}

test_denies_pods_that_may_share_a_node if {
	with_budget(2, {"containers": [container]}) == {{
		"msg": concat("", [
			"nothing keeps two of the pods off one node; ",
			"a required term by kubernetes.io/hostname must",
		]),
		"details": {
			"check": "spread",
			"path": "/spec/template/spec/affinity/podAntiAffinity",
			"observed": null,
			"expected": "a required term by kubernetes.io/hostname",
		},
	}}
}

spread_by(written) if {
	affinity := {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [written]}}
	with_budget(2, {"containers": [container], "affinity": affinity}) == set()
}

test_reads_the_term if {
	every change in [
		{"namespaces": []},
		{"namespaces": ["clinic"]},
		{"namespaceSelector": {}},
		{"labelSelector": {}},
	] {
		spread_by(object.union(term, change))
	}
	every change in [
		{"topologyKey": "topology.kubernetes.io/zone"},
		{"labelSelector": {"matchLabels": {"app": "other"}}},
		{"labelSelector": null},
		{"namespaces": ["kitchen"]},
		{"namespaceSelector": {"matchLabels": {"a": "b"}}},
	] {
		not spread_by(object.union(object.remove(term, object.keys(change)), change))
	}
	not spread_by("x")
}

test_does_not_count_a_spread_over_zones if {
	zones := object.union(term, {"whenUnsatisfiable": "DoNotSchedule", "topologyKey": "topology.kubernetes.io/zone"})
	result := with_budget(2, {"containers": [container], "topologySpreadConstraints": [zones]})
	places(result) == {["spread", "/spec/template/spec/affinity/podAntiAffinity"]}
}

test_does_not_count_a_preference if {
	preferred := {"podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [{"podAffinityTerm": term}]}}
	soft := object.union(term, {"whenUnsatisfiable": "ScheduleAnyway"})
	result := with_budget(2, {"containers": [container], "affinity": preferred, "topologySpreadConstraints": [soft]})
	places(result) == {["spread", "/spec/template/spec/affinity/podAntiAffinity"]}
}

test_allows_every_kind_of_probe[kind] if {
	some kind in ["exec", "grpc", "httpGet", "tcpSocket"]
	asked := {"name": "app", "readinessProbe": {kind: {}}, "livenessProbe": {kind: {}}}
	with_budget(2, {"affinity": anti, "containers": [asked]}) == set()
}

test_denies_containers_without_probes if {
	with_budget(2, {"affinity": anti, "containers": [{"name": "app", "livenessProbe": probe}]}) == {{
		"msg": "container \"app\" has no readinessProbe that asks anything; it must have one",
		"details": {
			"check": "readiness",
			"path": "/spec/template/spec/containers/0/readinessProbe",
			"observed": null,
			"expected": "a probe",
		},
	}}
	every written in [null, {}, "x", {"periodSeconds": 1}, {"exec": {}, "grpc": {}}, {"httpGet": "x"}] {
		other := {"name": "app", "readinessProbe": probe, "livenessProbe": written}
		result := with_budget(2, {"affinity": anti, "containers": [other]})
		places(result) == {["liveness", "/spec/template/spec/containers/0/livenessProbe"]}
	}
}

test_says_which_probe_is_missing if {
	with_budget(2, {"affinity": anti, "containers": [{"name": "app", "readinessProbe": probe, "livenessProbe": "x"}]}) == {{
		"msg": "container \"app\" has no livenessProbe that asks anything; it must have one",
		"details": {
			"check": "liveness",
			"path": "/spec/template/spec/containers/0/livenessProbe",
			"observed": "string",
			"expected": "a probe",
		},
	}}
}

test_asks_no_probes_of_init_containers if {
	with_budget(2, object.union(spec, {"initContainers": [{"name": "first"}]})) == set()
}

test_denies_what_cannot_be_read if {
	with_budget(2, object.union(spec, {"containers": "x"})) == {{
		"msg": "/spec/template/spec/containers is of type string; it must be an array",
		"details": {
			"check": "shape",
			"path": "/spec/template/spec/containers",
			"observed": "string",
			"expected": "an array",
		},
	}}
}

test_asks_only_what_is_switched_on if {
	tight := {"records": {"spec": {"selector": selector, "minAvailable": 9}}, "all": {"spec": {"selector": {}}}}
	wrong := deployment(3, {"containers": [{"name": "app"}], "initContainers": "x"})
	every check in ["replicas", "budget", "satisfiable", "spread", "readiness", "liveness", "shape"] {
		result := rule.violation with input as {
			"review": wrong,
			"parameters": {"minReplicas": 4, "checks": [check]},
		}
			with data.inventory as budgets(tight)
		{violation.details.check | some violation in result} == {check}
	}
	alone := {"kind": {"group": "policy", "version": "v1", "kind": "PodDisruptionBudget"}, "operation": "CREATE"}
	every check, count_found in {"satisfiable": 1, "budget": 0} {
		result := rule.violation with input as {"review": alone, "parameters": {"checks": [check]}}
		count(result) == count_found
	}
}

test_says_nothing_on_delete if {
	judged(object.union(deployment(1, {}), {"operation": "DELETE"}), {}) == set()
	review := {"kind": {"group": "policy", "version": "v1", "kind": "PodDisruptionBudget"}, "operation": "DELETE"}
	judged(review, {}) == set()
}
