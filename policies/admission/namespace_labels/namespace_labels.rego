# METADATA
# title: Namespace labels
# description: >-
#   A namespace that speaks of health data says so exactly, names its jurisdiction, criticality and owner of the data,
#   and has Pod Security on. None of this is taken off or lowered while anything lives there.
# scope: package
# custom:
#   id: HD-NS-01
#   severity: critical
#   controls: [hipaa-164.308.a.7.ii.E, gdpr-art30, gdpr-art24]
#   kinds: [{group: "", kind: Namespace}]
#   checks:
#     scope: the label edgeward.io/health-data is "true" or "false", exactly
#     dropped: the label does not stop being "true" while the namespace holds anything
#     jurisdiction: edgeward.io/jurisdiction names a jurisdiction
#     criticality: edgeward.io/criticality is one of the levels
#     owner: edgeward.io/data-owner is given
#     pod_security: Pod Security enforces restricted, or warns and audits it where confined host paths are declared
#     pod_security_version: no Pod Security version is older than allowed
#     lowered: jurisdiction, criticality and Pod Security are not changed for less while the namespace holds anything
#     shape: the labels can be read
#   remediation: >-
#     Write the labels edgeward.io/jurisdiction, edgeward.io/criticality, edgeward.io/data-owner and
#     pod-security.kubernetes.io/enforce: restricted; with host paths, edgeward.io/host-path: confined, enforce:
#     privileged, warn and audit: restricted. Empty the namespace before you take a label off.
#   limit: >-
#     It does not prove that the labels say the truth, and it does not judge the deletion of a namespace; what the
#     namespace holds is what the inventory had at that moment.
#   parameters:
#     type: object
#     properties:
#       jurisdictions:
#         type: array
#         items: {type: string, minLength: 1}
#         default: []
#         description: jurisdictions that may be named; an empty list leaves the choice to the namespace
#       criticalities:
#         type: array
#         items: {type: string, minLength: 1}
#         minItems: 1
#         default: [low, medium, high, critical]
#         description: levels of criticality, the lowest first
#       oldestPodSecurity:
#         type: integer
#         minimum: 1
#         default: 25
#         description: minor version of Kubernetes before which Pod Security must not be pinned
package admission.namespace_labels

import rego.v1

import data.lib.constraint
import data.lib.namespaces
import data.lib.occupancy
import data.lib.scope
import data.lib.shape
import data.lib.text
import data.lib.workload

parameters := object.get(input, "parameters", {})

jurisdiction_label := "edgeward.io/jurisdiction"

criticality_label := "edgeward.io/criticality"

owner_label := "edgeward.io/data-owner"

enforce_label := "pod-security.kubernetes.io/enforce"

manifest := found if {
	workload.judged(input.review)
	workload.group_kind(input.review) == "/Namespace"
	found := object.get(input.review, "object", null)
}

metadata := shape.field(manifest, "metadata")

labels := namespaces.labels(manifest)

name := object.get(input.review, "name", "")

old_labels := namespaces.labels(object.get(input.review, "oldObject", null))

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "scope")
	observed := value(labels, scope.label)
	not observed in {null, "true", "false"}
	shown := text.shown(observed)
	msg := sprintf("label edgeward.io/health-data is %s; it must be \"true\" or \"false\" in quotes", [shown])
	path := pointer(scope.label)
	details := {"check": "scope", "path": path, "observed": observed, "expected": "true"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "dropped")
	value(old_labels, scope.label) == "true"
	observed := value(labels, scope.label)
	observed != "true"
	some reason in occupancy.reasons(name)
	shown := text.shown(observed)
	msg := sprintf("label edgeward.io/health-data becomes %s while %s; it must stay \"true\"", [shown, reason])
	path := pointer(scope.label)
	details := {"check": "dropped", "path": path, "observed": observed, "expected": "true"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "jurisdiction")
	demanding
	observed := value(labels, jurisdiction_label)
	not jurisdiction_named(observed)
	shown := text.shown(observed)
	expected := jurisdictions
	msg := sprintf("label edgeward.io/jurisdiction is %s; it must be %s", [shown, expected])
	path := pointer(jurisdiction_label)
	details := {"check": "jurisdiction", "path": path, "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "criticality")
	demanding
	observed := value(labels, criticality_label)
	levels := constraint.strings(parameters, "criticalities")
	not observed in levels
	shown := text.shown(observed)
	expected := text.choice(levels)
	msg := sprintf("label edgeward.io/criticality is %s; it must be one of: %s", [shown, expected])
	path := pointer(criticality_label)
	details := {"check": "criticality", "path": path, "observed": observed, "expected": expected}
}

# Whoever the owner is stays out of the message: it may be a person.
violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "owner")
	demanding
	observed := value(labels, owner_label)
	not named(observed)
	msg := "label edgeward.io/data-owner is missing, empty or no text; it must name who answers for the data"
	path := pointer(owner_label)
	details := {"check": "owner", "path": path, "observed": null, "expected": "an owner"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "pod_security")
	demanding
	observed := value(labels, enforce_label)
	not secured
	shown := text.shown(observed)
	msg := concat(" ", [
		sprintf("enforce of Pod Security is %s; it must be \"restricted\", or warn and audit must be", [shown]),
		"where edgeward.io/host-path is \"confined\"",
	])
	path := pointer(enforce_label)
	details := {"check": "pod_security", "path": path, "observed": observed, "expected": "restricted"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "pod_security_version")
	demanding
	some mode in ["audit", "enforce", "warn"]
	key := sprintf("pod-security.kubernetes.io/%s-version", [mode])
	observed := value(labels, key)
	not recent(observed)
	shown := text.shown(observed)
	msg := sprintf("label %s is %s; it must be absent, latest or a version that is not too old", [key, shown])
	path := pointer(key)
	details := {"check": "pod_security_version", "path": path, "observed": observed, "expected": "latest"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "lowered")
	value(old_labels, scope.label) == "true"
	value(labels, scope.label) == "true"
	some key in lowered
	some reason in occupancy.reasons(name)
	observed := value(labels, key)
	shown := text.shown(observed)
	expected := value(old_labels, key)
	msg := sprintf("label %s becomes %s while %s; it must not be lowered", [key, shown, reason])
	path := pointer(key)
	details := {"check": "lowered", "path": path, "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shape")
	some defect in defects
	msg := defect.msg
	details := shape.details("shape", defect)
}

# A namespace that says anything of health data but that it has none.
demanding if {
	not value(labels, scope.label) in {null, "false"}
	not namespaces.untouched(input.review)
}

jurisdiction_named(given) if {
	constraint.given(parameters, "jurisdictions", []) == []
	named(given)
}

jurisdiction_named(given) if given in constraint.strings(parameters, "jurisdictions")

jurisdictions := "a jurisdiction" if {
	constraint.given(parameters, "jurisdictions", []) == []
} else := text.choice(constraint.strings(parameters, "jurisdictions"))

secured if value(labels, enforce_label) == "restricted"

# Pod Security knows no confined host paths: it refuses all or none.
secured if {
	value(labels, "edgeward.io/host-path") == "confined"
	value(labels, enforce_label) in {"baseline", "privileged"}
	value(labels, "pod-security.kubernetes.io/warn") == "restricted"
	value(labels, "pod-security.kubernetes.io/audit") == "restricted"
}

recent(version) if version in {null, "latest"}

recent(version) if {
	found := regex.find_all_string_submatch_n(`^v1\.([0-9]{1,4})$`, version, 1)
	to_number(found[0][1]) >= parameters.oldestPodSecurity
}

lowered contains jurisdiction_label if {
	before := value(old_labels, jurisdiction_label)
	before != null
	before != value(labels, jurisdiction_label)
}

lowered contains criticality_label if {
	levels := constraint.strings(parameters, "criticalities")
	some before, level in levels
	level == value(old_labels, criticality_label)
	not at_least(value(labels, criticality_label), before)
}

lowered contains enforce_label if {
	value(old_labels, enforce_label) == "restricted"
	value(labels, enforce_label) != "restricted"
}

at_least(level, before) if {
	some now, known in constraint.strings(parameters, "criticalities")
	known == level
	now >= before
}

# The API server drops a label that is null.
value(pairs, key) := object.get(pairs, key, null)

named(given) if {
	is_string(given)
	given != ""
}

pointer(key) := shape.pointer("/metadata/labels", key)

defects contains defect if {
	written := metadata
	not is_object(written)
	defect := shape.defect("/metadata", written, "an object")
}

defects contains defect if {
	some defect in shape.object_defects("/metadata/labels", shape.field(metadata, "labels"))
}
