# METADATA
# title: Audit and guard objects protected
# description: >-
#   Audit records stay on the site and are kept long enough, the webhook that guards health data is asked for all of
#   it and fails closed, and only the policy group changes policies.
# scope: package
# custom:
#   id: HD-AUD-02
#   severity: critical
#   controls: [hipaa-164.312.b, hipaa-164.316.b.2.i, hipaa-164.308.a.7.ii.C, gdpr-art24, gdpr-art32]
#   kinds:
#     [{group: "", kind: Pod}, {group: "", kind: PodTemplate}, {group: "", kind: ReplicationController},
#     {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment}, {group: apps, kind: ReplicaSet},
#     {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob}, {group: batch, kind: Job},
#     {group: "", kind: ConfigMap},
#     {group: admissionregistration.k8s.io, kind: ValidatingWebhookConfiguration},
#     {group: templates.gatekeeper.sh, kind: "*"}, {group: constraints.gatekeeper.sh, kind: "*"},
#     {group: mutations.gatekeeper.sh, kind: "*"}, {group: externaldata.gatekeeper.sh, kind: "*"}]
#   checks:
#     sink: the audit sink of a pod or a ConfigMap is a listed one, or on the node or in the cluster
#     retention: audit records are kept for at least retentionDays
#     failure_policy: the guarding webhook refuses what it cannot judge
#     selector: the guarding webhook leaves out no namespace with health data
#     coverage: the guarding webhook is asked for every operation that counts
#     editor: only the policy group changes policies and the audit ConfigMap
#     shape: what is judged can be read
#   remediation: >-
#     Name a listed sink, a path below /var/lib/health-data or a Service of the cluster; keep records for 2192 days;
#     set failurePolicy Fail and select namespaces by edgeward.io/health-data alone; let the policy group make the
#     change.
#   limit: >-
#     It does not prove that the sink keeps what it is given. The API server asks no webhook about webhook
#     configurations: a change of one is found by the next audit. Neither does it see RBAC, nor where the webhook's
#     Service leads.
#   parameters:
#     type: object
#     properties:
#       sinks:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [edgeward-evidence]
#         description: names of sinks that are known to be local
#       roots:
#         type: array
#         items: {type: string, pattern: "^/."}
#         default: [/var/lib/health-data]
#         description: directories on the node that may hold audit records
#       retentionDays:
#         type: integer
#         minimum: 1
#         default: 2192
#         description: six years, with their leap days
#       auditConfigs:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [edgeward-audit]
#         description: ConfigMaps that must state the retention, and that only the policy group changes
#       webhookConfigurations:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [edgeward]
#         description: names of the ValidatingWebhookConfigurations that guard health data
#       exemptNamespaces:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [edgeward-system, gatekeeper-system, kube-system]
#         description: namespaces that a guarding webhook may leave out by name
#       covers:
#         type: array
#         items:
#           type: object
#           required: [operation, group, resource]
#           properties: {operation: {type: string}, group: {type: string}, resource: {type: string}}
#         default:
#           - {operation: CREATE, group: "", resource: pods}
#           - {operation: UPDATE, group: "", resource: pods}
#           - {operation: UPDATE, group: "", resource: pods/ephemeralcontainers}
#           - {operation: CONNECT, group: "", resource: pods/exec}
#           - {operation: CONNECT, group: "", resource: pods/attach}
#           - {operation: CONNECT, group: "", resource: pods/portforward}
#           - {operation: UPDATE, group: "", resource: configmaps}
#           - {operation: UPDATE, group: networking.k8s.io, resource: networkpolicies}
#           - {operation: DELETE, group: networking.k8s.io, resource: networkpolicies}
#         description: what a guarding webhook must be asked for
#       policyGroups:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [edgeward:policy-editors]
#         description: groups whose members may change policies
#       policyUsers:
#         type: array
#         items: {type: string, minLength: 1}
#         default: []
#         description: users, service accounts of a delivery system for one, that may change policies
package admission.guards_protected

import rego.v1

import data.lib.admission_webhook
import data.lib.constraint
import data.lib.environment
import data.lib.locality
import data.lib.path as disk
import data.lib.shape
import data.lib.text
import data.lib.url
import data.lib.workload

parameters := object.get(input, "parameters", {})

pod := workload.pod(input.review)

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "sink")
	some place in sinks
	not local(place.value)
	name := place.name
	path := place.path
	observed := summary(place.value)
	allowed := text.choice(constraint.strings(parameters, "sinks"))
	expected := sprintf("a local sink or one of: %s", [allowed])
	msg := sprintf("%s leads nowhere that is known to be local; it must be %s", [name, expected])
	details := {"check": "sink", "path": path, "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "retention")
	some place in retentions
	not long_enough(place.value)
	key := place.key
	path := place.path
	words := worded(place.value)
	days := constraint.given(parameters, "retentionDays", null)
	shown := text.shown(days)
	expected := sprintf("a whole number of days, at least %s", [shown])
	msg := sprintf("%s of the ConfigMap is %s; it must be %s", [key, words, expected])
	observed := summary(place.value)
	details := {"check": "retention", "path": path, "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "failure_policy")
	some webhook in webhooks
	observed := shape.field(webhook.value, "failurePolicy")
	observed != "Fail"
	name := webhook.name
	shown := text.shown(observed)
	msg := sprintf("webhook \"%s\" has a failurePolicy that is %s; it must be Fail where health data is", [name, shown])
	path := shape.pointer(webhook.path, "failurePolicy")
	details := {"check": "failure_policy", "path": path, "observed": observed, "expected": "Fail"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "selector")
	some webhook in webhooks
	not admission_webhook.open(shape.field(webhook.value, "namespaceSelector"), exempt)
	name := webhook.name
	expected := "a selector by edgeward.io/health-data, without exceptions but the listed namespaces"
	msg := sprintf("webhook \"%s\" may leave out namespaces with health data; it must have %s", [name, expected])
	path := shape.pointer(webhook.path, "namespaceSelector")
	details := {"check": "selector", "path": path, "observed": "another selector", "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "coverage")
	is_object(configuration)
	count(uncovered) > 0
	expected := concat(", ", uncovered)
	msg := sprintf("no webhook that fails closed and passes nothing over is asked for: %s; at least one must be", [expected])
	details := {"check": "coverage", "path": "/webhooks", "observed": null, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "editor")
	edited
	not trusted
	groups := text.choice(constraint.strings(parameters, "policyGroups"))
	kind := input.review.kind.kind
	expected := sprintf("a member of: %s", [groups])
	msg := sprintf("this %s is changed by somebody else than the policy group; it must be %s", [kind, expected])
	details := {"check": "editor", "path": "", "observed": "another user", "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shape")
	some defect in defects
	msg := defect.msg
	details := shape.details("shape", defect)
}

sinks contains {"path": path, "name": name, "value": value} if {
	value := pod.annotations["edgeward.io/audit-sink"]
	name := "annotation edgeward.io/audit-sink of the pod template"
	prefix := pod.path
	path := sprintf("%s/metadata/annotations/edgeward.io~1audit-sink", [prefix])
}

sinks contains {"path": path, "name": name, "value": value} if {
	some variable in environment.literals(pod, "AUDIT_SINK")
	value := variable.value
	owner := variable.name
	name := sprintf("AUDIT_SINK of container \"%s\"", [owner])
	path := variable.path
}

sinks contains {"path": path, "name": name, "value": value} if {
	some key, value in settings
	lower(key) == "audit_sink"
	name := sprintf("%s of the ConfigMap", [key])
	path := shape.pointer("/data", key)
}

local(value) if value in constraint.strings(parameters, "sinks")

local(value) if disk.inside_any(value, constraint.strings(parameters, "roots"))

# A socket is on the node, wherever it lies.
local(value) if {
	url.parse(value) == {"scheme": "unix", "host": "", "port": ""}
}

local(value) if {
	found := url.parse(value)
	found.scheme == "file"
	found.host == ""
	disk.inside_any(trim_prefix(value, "file://"), constraint.strings(parameters, "roots"))
}

local(value) if {
	found := url.parse(value)
	not found.scheme in {"file", "unix"}
	locality.local(found.host)
}

retentions contains {"key": key, "path": path, "value": value} if {
	some key, value in settings
	retention_key(lower(key))
	path := shape.pointer("/data", key)
}

retentions contains {"key": "audit_retention_days", "path": "/data/audit_retention_days", "value": null} if {
	audit_config
	keys := {lower(key) | some key, _ in settings}
	count(keys & {"audit_retention_days", "retention_days"}) == 0
}

retention_key(key) if key == "audit_retention_days"

# Other programs keep other things: the short name counts where audit is configured.
retention_key(key) if {
	key == "retention_days"
	about_audit
}

about_audit if audit_config

about_audit if {
	keys := {lower(key) | some key, _ in settings}
	count(keys & {"audit_enabled", "audit_sink"}) > 0
}

# A number with zeros in front is none for to_number.
long_enough(value) if {
	is_string(value)
	groups := regex.find_all_string_submatch_n(`^0*([1-9][0-9]{0,8})$`, value, 1)
	days := constraint.given(parameters, "retentionDays", null)
	is_number(days)
	to_number(groups[0][1]) >= days
}

audit_config if {
	some name in constraint.strings(parameters, "auditConfigs")
	shape.field(shape.field(config_map, "metadata"), "name") == name
}

settings := shape.fields(shape.field(config_map, "data"))

config_map := found if {
	workload.judged(input.review)
	workload.group_kind(input.review) == "/ConfigMap"
	found := input.review.object
}

# Webhooks that are never asked for health data guard nothing, and need not.
webhooks contains {"path": path, "name": name, "value": webhook} if {
	some i, webhook in shape.members(shape.field(configuration, "webhooks"))
	not admission_webhook.apart(shape.field(webhook, "namespaceSelector"))
	path := sprintf("/webhooks/%d", [i])
	name := label(webhook, i)
}

label(webhook, i) := name if {
	name := shape.field(webhook, "name")
	is_string(name)
} else := place if {
	place := sprintf("#%d", [i])
}

uncovered contains name if {
	some wanted in constraint.objects(parameters, "covers")
	not covered(wanted)
	operation := shape.field(wanted, "operation")
	resource := shape.field(wanted, "resource")
	name := sprintf("%s of %s", [operation, resource])
}

covered(wanted) if {
	some webhook in webhooks
	admission_webhook.guards(webhook.value, exempt)
	admission_webhook.covers(webhook.value, wanted)
}

exempt := constraint.strings(parameters, "exemptNamespaces")

configuration := found if {
	workload.judged(input.review)
	workload.group_kind(input.review) == "admissionregistration.k8s.io/ValidatingWebhookConfiguration"
	found := input.review.object
	guarding(shape.field(shape.field(found, "metadata"), "name"))
}

guarding(name) if name in constraint.strings(parameters, "webhookConfigurations")

# A manifest on disk has no editor yet, and the status is written by controllers.
edited if {
	object.get(input.review, "uid", "") != ""
	object.get(input.review, "subResource", "") != "status"
	protected(input.review)
}

protected(review) if {
	group := shape.field(object.get(review, "kind", null), "group")
	group in {
		"constraints.gatekeeper.sh",
		"externaldata.gatekeeper.sh",
		"mutations.gatekeeper.sh",
		"templates.gatekeeper.sh",
	}
}

protected(review) if {
	workload.group_kind(review) == "/ConfigMap"
	metadata := shape.field(object.get(review, "object", null), "metadata")
	shape.field(metadata, "name") in constraint.strings(parameters, "auditConfigs")
}

editor := object.get(input.review, "userInfo", null)

trusted if {
	some group in shape.members(shape.field(editor, "groups"))
	group in constraint.strings(parameters, "policyGroups")
}

trusted if {
	shape.field(editor, "username") in constraint.strings(parameters, "policyUsers")
}

# Digits and listed names are shown, anything else may be an address with a password.
summary(value) := value if {
	is_string(value)
	regex.match(`^-?[0-9]{1,5}[a-z]?$`, value)
} else := kind if {
	not is_string(value)
	kind := shape.kind(value)
} else := "another value"

worded(value) := words if {
	seen := summary(value)
	seen != "another value"
	is_string(value)
	words := sprintf("\"%s\"", [value])
} else := words if {
	not is_string(value)
	words := shape.seen(value)
} else := "something else"

defects contains defect if some defect in shape.object_defects("/data", shape.field(config_map, "data"))

defects contains defect if some defect in shape.list_defects("/webhooks", shape.field(configuration, "webhooks"))
