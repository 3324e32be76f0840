package admission.exception_test

import rego.v1

import data.admission.exception as rule
import data.lib.clock

now := clock.moment("2026-06-01T00:00:00Z")

good := {
	"rules": ["HD-IMG-02"],
	"subject": {
		"kinds": [{"group": "apps", "kind": "Deployment"}, {"group": "", "kind": "Pod"}],
		"namespace": "clinic",
		"labels": {"app": "records"},
	},
	"reason": "the vendor publishes tags only",
	"equivalentMeasure": "the registry refuses to overwrite tags",
	"ticket": "CHG-1024",
	"requester": "ann@clinic.example",
	"approver": "bob@clinic.example",
	"approvedAt": "2026-05-20T08:00:00Z",
	"expires": "2026-08-01T08:00:00Z",
}

review(spec) := {
	"kind": {"group": "edgeward.io", "version": "v1alpha1", "kind": "Exception"},
	"operation": "CREATE",
	"namespace": "edgeward-system",
	"object": {"metadata": {"name": "records", "namespace": "edgeward-system"}, "spec": spec},
}

found(spec) := judged(review(spec))

judged(one) := result if {
	result := rule.violation with input as {"review": one} with data.clock as {"now_ns": now}
}

places(violations) := {[violation.details.check, violation.details.path] | some violation in violations}

with_field(field, value) := places(found(object.union(object.remove(good, [field]), {field: value})))

without(field) := places(found(object.remove(good, [field])))

test_a_good_one_has_no_findings if {
	found(good) == set()
}

test_a_name_will_do_for_labels if {
	subject := object.union(object.remove(good.subject, ["labels"]), {"name": "records"})
	with_subject(subject) == set()
}

test_an_end_at_the_longest_is_good if {
	with_field("expires", "2026-08-18T08:00:00Z") == set()
	with_field("expires", "2026-08-18T08:00:01Z") == {["expiry", "/spec/expires"]}
}

test_a_broken_glass_lasts_four_hours if {
	glass := object.union(good, {
		"breakGlass": true,
		"approvedAt": "2026-05-31T23:00:00Z",
		"expires": "2026-06-01T03:00:00Z",
	})
	found(glass) == set()
	found(object.union(glass, {"expires": "2026-06-01T03:00:01Z"})) == {{
		"msg": "spec.expires is 2026-06-01T03:00:01Z; it may be at most 4 hours after spec.approvedAt",
		"details": {
			"check": "expiry",
			"path": "/spec/expires",
			"observed": "2026-06-01T03:00:01Z",
			"expected": "4 hours",
		},
	}}
	found(object.union(good, {"breakGlass": "yes"})) == {{
		"msg": "spec.breakGlass is neither true nor false",
		"details": {
			"check": "expiry",
			"path": "/spec/breakGlass",
			"observed": "string",
			"expected": "true or false",
		},
	}}
}

test_a_constraint_can_only_shorten if {
	long := {"review": review(object.union(good, {"expires": "2026-08-18T08:00:01Z"})), "parameters": {"longestDays": 400}}
	places(rule.violation) == {["expiry", "/spec/expires"]} with input as long with data.clock as {"now_ns": now}
	short := {"review": review(good), "parameters": {"longestDays": 30}}
	places(rule.violation) == {["expiry", "/spec/expires"]} with input as short with data.clock as {"now_ns": now}
}

test_a_constraint_can_only_shorten_what_a_broken_glass_lasts[hours] if {
	glass := object.union(good, {
		"breakGlass": true,
		"approvedAt": "2026-05-31T23:00:00Z",
		"expires": "2026-06-01T03:00:01Z",
	})
	some hours, words in {400: "4 hours", 2: "2 hours"}
	given := {"review": review(glass), "parameters": {"longestBreakGlassHours": hours}}
	result := rule.violation with input as given with data.clock as {"now_ns": now}
	{violation.details.expected | some violation in result} == {words}
}

test_says_how_long_an_exception_may_last if {
	{violation.msg | some violation in found(object.union(good, {"expires": "2027-06-01T00:00:00Z"}))} == {
		"spec.expires is 2027-06-01T00:00:00Z; it may be at most 90 days after spec.approvedAt",
	}
}

test_it_is_over_at_its_end if {
	found(object.union(good, {"expires": "2026-06-01T00:00:00Z"})) == {{
		"msg": "spec.expires is 2026-06-01T00:00:00Z: the exception is over and does nothing",
		"details": {
			"check": "expiry",
			"path": "/spec/expires",
			"observed": "2026-06-01T00:00:00Z",
			"expected": "a moment to come",
		},
	}}
	with_field("expires", "2026-06-01T00:00:00.000000001Z") == set()
}

test_nothing_is_approved_ahead if {
	found(object.union(good, {"approvedAt": "2026-06-01T00:00:01Z"})) == {{
		"msg": "spec.approvedAt is 2026-06-01T00:00:01Z, which is not yet; an approval cannot be given ahead",
		"details": {
			"check": "expiry",
			"path": "/spec/approvedAt",
			"observed": "2026-06-01T00:00:01Z",
			"expected": "a moment in the past",
		},
	}}
	with_field("approvedAt", "2026-06-01T00:00:00Z") == set()
}

test_moments_must_be_readable if {
	found(object.union(good, {"expires": "next summer"})) == {{
		"msg": "spec.expires is no moment such as 2026-03-01T08:00:00Z",
		"details": {"check": "expiry", "path": "/spec/expires", "observed": "string", "expected": "an RFC 3339 time"},
	}}
	without("approvedAt") == {["expiry", "/spec/approvedAt"]}
}

test_rules_are_named_one_by_one if {
	every id in ["HD-*", "*", "HD-IMG-.*", "hd-img-02", "HD-EXC-01", "", " HD-IMG-02", 7, null] {
		with_field("rules", ["HD-RES-01", id]) == {["rules", "/spec/rules/1"]}
	}
	every rules in [[], "HD-IMG-02", null, {"HD-IMG-02": true}] {
		with_field("rules", rules) == {["rules", "/spec/rules"]}
	}
	found(object.union(good, {"rules": ["HD-EXC-01"]})) == {{
		"msg": "spec.rules has \"HD-EXC-01\"; each must be the id of one rule other than HD-EXC-01",
		"details": {"check": "rules", "path": "/spec/rules/0", "observed": "HD-EXC-01", "expected": "the id of one rule"},
	}}
	found(object.remove(good, ["rules"])) == {{
		"msg": "spec.rules names no rule; it must be a list of ids such as HD-IMG-02",
		"details": {"check": "rules", "path": "/spec/rules", "observed": null, "expected": "a list of rule ids"},
	}}
}

with_subject(subject) := places(found(object.union(object.remove(good, ["subject"]), {"subject": subject})))

test_a_subject_is_exact if {
	found(object.remove(good, ["subject"])) == {
		{
			"msg": "spec.subject names no kinds; it must have `kinds`, a list of {group, kind}",
			"details": {
				"check": "subject",
				"path": "/spec/subject/kinds",
				"observed": null,
				"expected": "`kinds`, a list of {group, kind}",
			},
		},
		{
			"msg": "spec.subject names no namespace; it must have one `namespace` by its name",
			"details": {
				"check": "subject",
				"path": "/spec/subject/namespace",
				"observed": null,
				"expected": "one `namespace` by its name",
			},
		},
		{
			"msg": "spec.subject is about everything in the namespace; it must have a `name` or `labels` without patterns",
			"details": {
				"check": "subject",
				"path": "/spec/subject/name",
				"observed": null,
				"expected": "a `name` or `labels` without patterns",
			},
		},
	}
}

change(field, value) := with_subject(object.union(object.remove(good.subject, [field]), {field: value}))

test_one_kind_is_a_subject if change("kinds", [{"group": "", "kind": "Pod"}]) == set()

test_patterns_are_no_subject if {
	every value in ["*", "", "clin*", 7, ["clinic"]] {
		change("namespace", value) == {["subject", "/spec/subject/namespace"]}
	}
	every value in [{}, {"app": "*"}, {"*": "records"}, {"app": ""}, "app=records", ["app"]] {
		change("labels", value) == {["subject", "/spec/subject/name"]}
	}
	every value in ["*", "", "records-*", 7] {
		change("name", value) == {["subject", "/spec/subject/name"]}
	}
	every value in [
		[], "Pod", [{"group": "*", "kind": "Pod"}], [{"group": "", "kind": "*"}], [{"kind": "Pod"}],
		[{"group": ""}], ["Pod"], {"a": {"group": "", "kind": "Pod"}},
	] {
		change("kinds", value) == {["subject", "/spec/subject/kinds"]}
	}
}

test_reason_measure_and_ticket_are_given if {
	every field in ["equivalentMeasure", "reason", "ticket"] {
		without(field) == {["reason", sprintf("/spec/%s", [field])]}
		with_field(field, " \t") == {["reason", sprintf("/spec/%s", [field])]}
		with_field(field, 7) == {["reason", sprintf("/spec/%s", [field])]}
	}
	found(object.remove(good, ["ticket"])) == {{
		"msg": "spec.ticket is missing or empty; it must say something",
		"details": {"check": "reason", "path": "/spec/ticket", "observed": null, "expected": "a text"},
	}}
}

test_two_people_are_needed if {
	found(object.remove(good, ["approver"])) == {{
		"msg": "spec.approver is missing or empty; it must name a person",
		"details": {"check": "approver", "path": "/spec/approver", "observed": null, "expected": "a person"},
	}}
	found(object.union(good, {"approver": " Ann@clinic.EXAMPLE"})) == {{
		"msg": "spec.approver is the requester; somebody else must approve",
		"details": {
			"check": "approver",
			"path": "/spec/approver",
			"observed": "the requester",
			"expected": "somebody else",
		},
	}}
}

test_nobody_is_not_the_same_person_twice if {
	{violation.msg | some violation in found(object.union(good, {"approver": " ", "requester": " "}))} == {
		"spec.approver is missing or empty; it must name a person",
		"spec.requester is missing or empty; it must name a person",
	}
}

by(name) := judged(object.union(review(good), {"userInfo": {"username": name}}))

test_the_requester_does_not_write_it if {
	by("ann@clinic.example") == {{
		"msg": "the requester writes the exception; somebody else must",
		"details": {
			"check": "approver",
			"path": "/spec/requester",
			"observed": "the writer",
			"expected": "somebody else",
		},
	}}
	by("bob@clinic.example") == set()
}

test_one_namespace_counts if {
	elsewhere := object.union(review(good), {"namespace": "clinic"})
	judged(elsewhere) == {{
		"msg": "the exception stands in namespace \"clinic\"; exceptions count in \"edgeward-system\" only",
		"details": {
			"check": "namespace",
			"path": "/metadata/namespace",
			"observed": "clinic",
			"expected": "edgeward-system",
		},
	}}
}

test_a_constraint_may_name_another_namespace if {
	given := {"review": review(good), "parameters": {"namespace": "exceptions"}}
	result := rule.violation with input as given with data.clock as {"now_ns": now}
	{violation.details.expected | some violation in result} == {"exceptions"}
}

test_something_that_is_no_object_has_every_finding if {
	every spec in [null, "x", []] {
		checks := {violation.details.check | some violation in found(spec)}
		checks == {"rules", "subject", "reason", "approver", "expiry"}
	}
}

test_taking_one_away_is_right if {
	judged(object.union(review({}), {"operation": "DELETE"})) == set()
}

findings(extra) := {violation |
	some spec in [
		null,
		object.union(good, {"rules": ["x"], "approver": "ann@clinic.example", "approvedAt": "2026-07-01T00:00:00Z"}),
		object.union(good, {"expires": "2020-01-01T00:00:00Z", "breakGlass": 1}),
		object.union(good, {"expires": "2030-01-01T00:00:00Z"}),
	]
	one := object.union(review(spec), {"namespace": "clinic", "userInfo": {"username": "ann@clinic.example"}})
	result := rule.violation with input as {"review": one, "parameters": extra} with data.clock as {"now_ns": now}
	some violation in result
}

test_asks_only_what_is_switched_on[check] if {
	some check in [
		"approver", "expiry", "namespace", "reason", "rules", "subject",
	]
	asked := findings({"checks": [check]})
	count(asked) > 0
	asked == {violation | some violation in findings({}); violation.details.check == check}
}
