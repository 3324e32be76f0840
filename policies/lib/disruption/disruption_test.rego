package lib.disruption_test

import rego.v1

import data.lib.disruption

test_finds_the_budgets_of_a_pod if {
	objects := {
		"a": {"spec": {"selector": {"matchLabels": {"app": "records"}}}},
		"b": {"spec": {"selector": {}}},
		"c": {"spec": {"selector": {"matchLabels": {"app": "other"}}}},
		"d": {"spec": {}},
		"e": {},
	}
	disruption.budgets(objects, {"app": "records"}) == {"a", "b"}
	disruption.budgets(null, {"app": "records"}) == set()
}

test_counts_what_a_budget_keeps if {
	disruption.desired({"minAvailable": 2}, 5) == 2
	disruption.desired({"minAvailable": "50%"}, 5) == 3
	every nothing in [0, "0%", "00%", "000%"] {
		disruption.desired({"minAvailable": nothing}, 5) == 0
	}
	disruption.desired({"maxUnavailable": 1}, 5) == 4
	disruption.desired({"maxUnavailable": "10%"}, 5) == 4
	disruption.desired({"maxUnavailable": "100%", "minAvailable": null}, 5) == 0
	disruption.desired({"maxUnavailable": "050%"}, 4) == 2
}

test_counts_nothing_that_cannot_be_read if {
	every spec in [
		null,
		{},
		{"minAvailable": 1, "maxUnavailable": 1},
		{"minAvailable": "1"},
		{"minAvailable": -1},
		{"minAvailable": 1.5},
		{"maxUnavailable": "10 %"},
		{"maxUnavailable": [1]},
	] {
		not disruption.desired(spec, 5)
	}
}

test_knows_which_can_be_satisfied if {
	every spec in [{"minAvailable": 1}, {"minAvailable": "50%"}, {"maxUnavailable": 1}, {"maxUnavailable": "1%"}] {
		disruption.satisfiable(spec, 2)
	}
	every spec in [
		{},
		{"minAvailable": 0},
		{"minAvailable": 2},
		{"minAvailable": "51%"},
		{"minAvailable": "100%"},
		{"maxUnavailable": 0},
		{"maxUnavailable": "0%"},
		{"maxUnavailable": 2},
	] {
		not disruption.satisfiable(spec, 2)
	}
}
