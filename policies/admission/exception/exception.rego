# METADATA
# title: Exceptions are exact, founded and short
# description: >-
#   An exception names rules, one subject, a reason, an equivalent measure, an approver who is not the requester, a
#   ticket and a near end. It is judged when it is written, and again whenever it would count: one with any finding
#   does nothing.
# scope: package
# custom:
#   id: HD-EXC-01
#   severity: critical
#   controls:
#     [hipaa-164.306.d.3, hipaa-164.308.a.1.ii.B, hipaa-164.312.a.2.ii, gdpr-art24, gdpr-art32]
#   kinds: [{group: edgeward.io, kind: Exception}]
#   checks:
#     namespace: it stands in the one namespace that exceptions are read from
#     rules: it names rules by their ids, without patterns, and not the rule about exceptions
#     subject: it names kinds, one namespace, and a name or labels, without patterns
#     reason: it gives a reason, an equivalent measure and a ticket
#     approver: it names a requester and an approver who is somebody else and not the one who writes it for himself
#     expiry: it was approved in the past, has not expired and does not last longer than allowed
#   remediation: >-
#     Write `rules`, `subject` (`kinds`, `namespace`, `name` or `labels`), `reason`, `equivalentMeasure`, `ticket`,
#     `requester`, `approver`, `approvedAt` and `expires` (at most 90 days after approval; 4 hours with `breakGlass:
#     true`), in the namespace of exceptions; have somebody else than the requester create it.
#   limit: >-
#     It does not prove that the reason is good, that the equivalent measure is in place, or that the approver may
#     approve: who may write to the namespace of exceptions is a matter of its roles. Labels select whatever carries
#     them.
#   parameters:
#     type: object
#     properties:
#       namespace:
#         type: string
#         minLength: 1
#         default: edgeward-system
#         description: the one namespace that exceptions are read from
#       longestDays:
#         type: integer
#         minimum: 1
#         maximum: 90
#         default: 90
#         description: how many days after its approval an exception may end
#       longestBreakGlassHours:
#         type: integer
#         minimum: 1
#         maximum: 4
#         default: 4
#         description: how many hours after its approval one with `breakGlass` may end
package admission.exception

import rego.v1

import data.lib.clock
import data.lib.constraint
import data.lib.shape
import data.lib.text
import data.lib.workload

parameters := object.get(input, "parameters", {})

spec := shape.field(object.get(input.review, "object", null), "spec")

subject := shape.field(spec, "subject")

# Taking an exception away is always right.
violation contains found if {
	workload.judged(input.review)
	some found in finding
}

finding contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "namespace")
	expected := constraint.given(parameters, "namespace", "edgeward-system")
	observed := workload.namespace(input.review)
	observed != expected
	msg := sprintf("the exception stands in namespace \"%s\"; exceptions count in \"%s\" only", [observed, expected])
	details := {"check": "namespace", "path": "/metadata/namespace", "observed": observed, "expected": expected}
}

finding contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "rules")
	rules := shape.field(spec, "rules")
	not named(rules)
	expected := "a list of rule ids"
	observed := shape.kind(rules)
	msg := "spec.rules names no rule; it must be a list of ids such as HD-IMG-02"
	details := {"check": "rules", "path": "/spec/rules", "observed": observed, "expected": expected}
}

finding contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "rules")
	some i, id in shape.members(shape.field(spec, "rules"))
	not rule_id(id)
	shown := text.shown(id)
	path := sprintf("/spec/rules/%d", [i])
	msg := sprintf("spec.rules has %s; each must be the id of one rule other than HD-EXC-01", [shown])
	details := {"check": "rules", "path": path, "observed": id, "expected": "the id of one rule"}
}

finding contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "subject")
	some defect in subject_defects
	path := sprintf("/spec/subject%s", [defect.at])
	expected := defect.wanted
	msg := sprintf("spec.subject %s; it must have %s", [defect.what, expected])
	details := {"check": "subject", "path": path, "observed": null, "expected": expected}
}

finding contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "reason")
	some field in ["equivalentMeasure", "reason", "ticket"]
	not sentence(spec, field)
	path := sprintf("/spec/%s", [field])
	observed := shape.kind(shape.field(spec, field))
	msg := sprintf("spec.%s is missing or empty; it must say something", [field])
	details := {"check": "reason", "path": path, "observed": observed, "expected": "a text"}
}

finding contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "approver")
	some field in ["approver", "requester"]
	not sentence(spec, field)
	path := sprintf("/spec/%s", [field])
	observed := shape.kind(shape.field(spec, field))
	msg := sprintf("spec.%s is missing or empty; it must name a person", [field])
	details := {"check": "approver", "path": path, "observed": observed, "expected": "a person"}
}

finding contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "approver")
	person(shape.field(spec, "approver")) == person(shape.field(spec, "requester"))
	msg := "spec.approver is the requester; somebody else must approve"
	details := {"check": "approver", "path": "/spec/approver", "observed": "the requester", "expected": "somebody else"}
}

# Whoever asks cannot write somebody else's name beneath.
finding contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "approver")
	user := shape.field(object.get(input.review, "userInfo", null), "username")
	person(user) == person(shape.field(spec, "requester"))
	msg := "the requester writes the exception; somebody else must"
	details := {"check": "approver", "path": "/spec/requester", "observed": "the writer", "expected": "somebody else"}
}

finding contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "expiry")
	some field in ["approvedAt", "expires"]
	not clock.moment(shape.field(spec, field))
	path := sprintf("/spec/%s", [field])
	observed := shape.kind(shape.field(spec, field))
	msg := sprintf("spec.%s is no moment such as 2026-03-01T08:00:00Z", [field])
	details := {"check": "expiry", "path": path, "observed": observed, "expected": "an RFC 3339 time"}
}

finding contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "expiry")
	observed := shape.field(spec, "approvedAt")
	approved := clock.moment(observed)
	approved > clock.now
	msg := sprintf("spec.approvedAt is %s, which is not yet; an approval cannot be given ahead", [observed])
	details := {"check": "expiry", "path": "/spec/approvedAt", "observed": observed, "expected": "a moment in the past"}
}

finding contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "expiry")
	observed := shape.field(spec, "expires")
	ends := clock.moment(observed)
	ends <= clock.now
	msg := sprintf("spec.expires is %s: the exception is over and does nothing", [observed])
	details := {"check": "expiry", "path": "/spec/expires", "observed": observed, "expected": "a moment to come"}
}

finding contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "expiry")
	observed := shape.field(spec, "expires")
	ends := clock.moment(observed)
	approved := clock.moment(shape.field(spec, "approvedAt"))
	limit := longest
	ends - approved > limit.ns
	expected := limit.words
	msg := sprintf("spec.expires is %s; it may be at most %s after spec.approvedAt", [observed, expected])
	details := {"check": "expiry", "path": "/spec/expires", "observed": observed, "expected": expected}
}

finding contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "expiry")
	flag := shape.field(spec, "breakGlass")
	flag != null
	not is_boolean(flag)
	observed := shape.kind(flag)
	msg := "spec.breakGlass is neither true nor false"
	details := {"check": "expiry", "path": "/spec/breakGlass", "observed": observed, "expected": "true or false"}
}

longest := {"ns": ns, "words": words} if {
	shape.field(spec, "breakGlass") == true
	hours := min([4, constraint.given(parameters, "longestBreakGlassHours", 4)])
	ns := hours * clock.hour
	words := sprintf("%d hours", [hours])
} else := {"ns": ns, "words": words} if {
	days := min([90, constraint.given(parameters, "longestDays", 90)])
	ns := days * clock.day
	words := sprintf("%d days", [days])
}

named(rules) if {
	is_array(rules)
	count(rules) > 0
}

rule_id(id) if {
	is_string(id)
	id != "HD-EXC-01"
	regex.match(`^HD-[A-Z]{2,4}-[0-9]{2}$`, id)
}

subject_defects contains {"at": "/kinds", "what": "names no kinds", "wanted": "`kinds`, a list of {group, kind}"} if {
	not kinds
}

subject_defects contains {"at": "/namespace", "what": "names no namespace", "wanted": "one `namespace` by its name"} if {
	not exact(shape.field(subject, "namespace"))
}

subject_defects contains {
	"at": "/name",
	"what": "is about everything in the namespace",
	"wanted": "a `name` or `labels` without patterns",
} if {
	not chosen
}

kinds if {
	list := shape.field(subject, "kinds")
	is_array(list)
	count(list) > 0
	every item in list {
		exact(shape.field(item, "kind"))
		group(shape.field(item, "group"))
	}
}

group(name) if name == ""

group(name) if exact(name)

# A name and labels must both hold; one that is there and cannot be read makes it inexact.
chosen if {
	readable_name
	readable_labels
	some field in ["labels", "name"]
	shape.field(subject, field) != null
}

readable_name if shape.field(subject, "name") == null

readable_name if exact(shape.field(subject, "name"))

readable_labels if shape.field(subject, "labels") == null

readable_labels if {
	labels := shape.field(subject, "labels")
	is_object(labels)
	count(labels) > 0
	every key, value in labels {
		exact(key)
		exact(value)
	}
}

exact(name) if {
	is_string(name)
	regex.match(`^[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?$`, name)
}

sentence(document, field) if {
	value := shape.field(document, field)
	is_string(value)
	trim_space(value) != ""
}

# Capitals and blanks make nobody somebody else.
person(value) := name if {
	is_string(value)
	name := lower(trim_space(value))
	name != ""
}
