package lib.scope_test

import rego.v1

import data.lib.scope

inventory := {"cluster": {"v1": {"Namespace": {
	"clinic": {"metadata": {"labels": {"edgeward.io/health-data": "true"}}},
	"kitchen": {"metadata": {"labels": {"edgeward.io/health-data": "false"}}},
	"lobby": {},
}}}}

test_counts_the_label_of_the_namespace if {
	scope.health("clinic") with data.inventory as inventory
	not scope.elsewhere("clinic") with data.inventory as inventory
	every name in ["kitchen", "lobby"] {
		scope.elsewhere(name) with data.inventory as inventory
		not scope.health(name) with data.inventory as inventory
	}
}

test_counts_an_undescribed_namespace_as_health_data if {
	scope.health("cellar") with data.inventory as inventory
	scope.health("cellar") with data.inventory as {}
	scope.health(null) with data.inventory as inventory
}

test_reads_the_mark_of_an_object if {
	scope.marked({"metadata": {"labels": {"edgeward.io/health-data": "true"}}}, "true")
	every unmarked in [null, {}, {"metadata": {"labels": ["edgeward.io/health-data"]}}, {"metadata": {"labels": {"edgeward.io/health-data": true}}}] {
		scope.marked(unmarked, "false")
		not scope.marked(unmarked, "true")
	}
}
