# METADATA
# title: Service accounts without reach
# description: >-
#   A pod has an account of its own and no token of the API server, a token that is projected is for somebody else
#   and short-lived, and no binding gives a service account secrets or a way into pods.
# scope: package
# custom:
#   id: HD-SA-01
#   severity: high
#   controls: [hipaa-164.312.a.1, hipaa-164.308.a.4, gdpr-art25, gdpr-art32]
#   kinds:
#     [{group: "", kind: Pod}, {group: "", kind: PodTemplate}, {group: "", kind: ReplicationController},
#     {group: "", kind: ServiceAccount}, {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment},
#     {group: apps, kind: ReplicaSet}, {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob},
#     {group: batch, kind: Job}, {group: rbac.authorization.k8s.io, kind: ClusterRole},
#     {group: rbac.authorization.k8s.io, kind: ClusterRoleBinding}, {group: rbac.authorization.k8s.io, kind: Role},
#     {group: rbac.authorization.k8s.io, kind: RoleBinding}]
#   checks:
#     token: automountServiceAccountToken of the pod is false
#     account: the pod names a service account other than default
#     projection: a projected token is for a named audience that is not the API server, and expires in time
#     account_token: automountServiceAccountToken of a service account is false
#     binding: no binding gives a service account secrets or a way into pods
#     role: no role that is bound to a service account gains secrets or a way into pods
#     shape: the pod, its projected volumes and the subjects of a binding can be read
#   remediation: >-
#     Create a ServiceAccount with `automountServiceAccountToken: false` for the workload, name it in
#     `serviceAccountName` and write `automountServiceAccountToken: false` in the pod; give projected tokens an
#     audience; bind the account only to roles without secrets, exec, attach, portforward and proxy.
#   limit: >-
#     It does not prove what the account may do through other API groups, through webhook or node authorizers, or with
#     a Secret that holds a token; roles and bindings are compared as the inventory had them at that moment.
#   parameters:
#     type: object
#     properties:
#       maxTokenSeconds:
#         type: integer
#         minimum: 600
#         default: 3600
#         description: how long a projected token may live
#       apiAudiences:
#         type: array
#         items: {type: string, minLength: 1}
#         default:
#           [api, k3s, kubernetes, kubernetes.default.svc, "https://kubernetes.default.svc",
#           "https://kubernetes.default.svc.cluster.local"]
#         description: audiences that the API server takes for its own
package admission.service_account

import rego.v1

import data.lib.constraint
import data.lib.rbac
import data.lib.shape
import data.lib.template
import data.lib.text
import data.lib.volume
import data.lib.workload

parameters := object.get(input, "parameters", {})

pod := workload.pod(input.review)

manifest := object.get(input.review, "object", null)

kind := workload.group_kind(input.review)

namespace := workload.namespace(input.review)

judged if workload.judged(input.review)

rbac_version := "rbac.authorization.k8s.io/v1"

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "token")
	observed := object.get(pod.spec, "automountServiceAccountToken", null)
	observed != false
	shown := text.shown(observed)
	msg := sprintf("automountServiceAccountToken is %s; it must be false", [shown])
	prefix := pod.path
	path := sprintf("%s/spec/automountServiceAccountToken", [prefix])
	details := {"check": "token", "path": path, "observed": observed, "expected": false}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "account")
	observed := account
	not own_account(observed)
	shown := text.shown(observed)
	msg := sprintf("serviceAccountName is %s; it must name an account of the workload's own", [shown])
	prefix := pod.path
	path := sprintf("%s/spec/serviceAccountName", [prefix])
	details := {"check": "account", "path": path, "observed": observed, "expected": "an account of its own"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "projection")
	some token in tokens
	observed := shape.field(token.value, "audience")
	not foreign(observed)
	name := token.name
	shown := text.shown(observed)
	msg := sprintf("volume \"%s\" projects a token whose audience is %s; it must be for somebody other than the API server", [name, shown])
	path := shape.pointer(token.path, "audience")
	details := {"check": "projection", "path": path, "observed": observed, "expected": "an audience"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "projection")
	some token in tokens
	observed := shape.field(token.value, "expirationSeconds")
	limit := constraint.given(parameters, "maxTokenSeconds", 0)
	not in_time(observed, limit)
	name := token.name
	shown := text.shown(observed)
	expected := sprintf("%v", [limit])
	msg := sprintf("volume \"%s\" projects a token whose expirationSeconds is %s; it must be absent or at most %s", [name, shown, expected])
	path := shape.pointer(token.path, "expirationSeconds")
	details := {"check": "projection", "path": path, "observed": observed, "expected": expected}
}

# The controller makes `default` in every namespace, and no pod may use it.
violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "account_token")
	judged
	kind == "/ServiceAccount"
	shape.field(shape.field(manifest, "metadata"), "name") != "default"
	observed := shape.field(manifest, "automountServiceAccountToken")
	observed != false
	shown := text.shown(observed)
	msg := sprintf("automountServiceAccountToken of the service account is %s; it must be false", [shown])
	path := "/automountServiceAccountToken"
	details := {"check": "account_token", "path": path, "observed": observed, "expected": false}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "binding")
	judged
	kind in {"rbac.authorization.k8s.io/ClusterRoleBinding", "rbac.authorization.k8s.io/RoleBinding"}
	some given in rbac.accounts(manifest)
	concerned(kind, given.namespace)
	gained := powers_of(shape.field(manifest, "roleRef"))
	count(gained) > 0
	observed := concat(", ", gained)
	path := given.path
	shown := text.shown(given.name)
	msg := sprintf("the binding gives %s %s; a service account must have no secrets and no way into pods", [shown, observed])
	details := {"check": "binding", "path": path, "observed": observed, "expected": "a harmless role"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "role")
	judged
	gained := rbac.powers(manifest)
	count(gained) > 0
	holders := bound_to
	count(holders) > 0
	observed := concat(", ", gained)
	shown := concat(", ", holders)
	msg := sprintf("the role gives %s and %s binds it to service accounts; they must have no secrets and no way into pods", [observed, shown])
	details := {"check": "role", "path": "/rules", "observed": observed, "expected": "a harmless role"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shape")
	some defect in defects
	msg := defect.msg
	details := shape.details("shape", defect)
}

# The older field counts where the newer one is empty.
account := name if {
	name := object.get(pod.spec, "serviceAccountName", null)
	not name in {"", null}
} else := object.get(pod.spec, "serviceAccount", null)

own_account(name) if {
	is_string(name)
	not name in {"", "default"}
}

tokens := [token |
	some used in template.volumes(pod)
	some part in volume.projections(used)
	some i, source in shape.members(shape.field(shape.field(used.value, "projected"), "sources"))
	prefix := used.path
	part.path == sprintf("%s/projected/sources/%d/serviceAccountToken", [prefix, i])
	value := shape.field(source, "serviceAccountToken")
	path := part.path
	name := used.name
	token := {"path": path, "name": name, "value": value}
]

# Without an audience a token is for the API server.
foreign(audience) if {
	is_string(audience)
	audience != ""
	own := constraint.strings(parameters, "apiAudiences")
	not audience in own
}

# The API server takes an hour where nothing is said.
in_time(seconds, limit) if {
	seconds == null
	is_number(limit)
	limit >= 3600
}

in_time(seconds, limit) if {
	is_number(seconds)
	is_number(limit)
	seconds <= limit
}

# In a namespace with health data every service account counts, wherever it is at home: it reaches in.
concerned(binding_kind, _) if binding_kind == "rbac.authorization.k8s.io/RoleBinding"

concerned(_, home) if health(home)

# A namespace that nobody describes may hold health data; "*", which is all of them, nobody describes.
health(home) if not harmless(home)

harmless(home) if {
	found := data.inventory.cluster.v1.Namespace[home]
	labels := shape.field(shape.field(found, "metadata"), "labels")
	shape.field(labels, "edgeward.io/health-data") != "true"
}

powers_of(reference) := found if {
	shape.field(reference, "kind") == "ClusterRole"
	name := shape.field(reference, "name")
	role := data.inventory.cluster[rbac_version].ClusterRole[name]
	found := rbac.powers(role)
} else := found if {
	shape.field(reference, "kind") == "Role"
	name := shape.field(reference, "name")
	role := data.inventory.namespace[namespace][rbac_version].Role[name]
	found := rbac.powers(role)
} else := {"what nobody knows, for the inventory has no such role"}

bound_to contains name if {
	kind == "rbac.authorization.k8s.io/Role"
	some name, binding in data.inventory.namespace[namespace][rbac_version].RoleBinding
	refers(binding, "Role")
	count(rbac.accounts(binding)) > 0
}

bound_to contains name if {
	kind == "rbac.authorization.k8s.io/ClusterRole"
	some name, binding in data.inventory.cluster[rbac_version].ClusterRoleBinding
	refers(binding, "ClusterRole")
	some given in rbac.accounts(binding)
	health(given.namespace)
}

bound_to contains name if {
	kind == "rbac.authorization.k8s.io/ClusterRole"
	some home, versions in data.inventory.namespace
	health(home)
	some name, binding in versions[rbac_version].RoleBinding
	refers(binding, "ClusterRole")
	count(rbac.accounts(binding)) > 0
}

refers(binding, role_kind) if {
	reference := shape.field(binding, "roleRef")
	shape.field(reference, "kind") == role_kind
	shape.field(reference, "name") == shape.field(shape.field(manifest, "metadata"), "name")
}

defects contains defect if {
	some defect in template.spec_defects(pod)
}

defects contains defect if {
	some defect in template.volume_defects(pod)
}

defects contains defect if {
	some defect in volume.projection_defects(pod)
}

defects contains defect if {
	judged
	kind in {"rbac.authorization.k8s.io/ClusterRoleBinding", "rbac.authorization.k8s.io/RoleBinding"}
	some defect in shape.list_defects("/subjects", shape.field(manifest, "subjects"))
}
