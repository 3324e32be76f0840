package lib.rbac

import rego.v1

import data.lib.shape

# Each of these lets its holder read what is stored, or act inside what runs, whatever the verb.
sensitive := {
	"nodes/proxy",
	"pods/attach",
	"pods/ephemeralcontainers",
	"pods/exec",
	"pods/portforward",
	"pods/proxy",
	"secrets",
	"serviceaccounts/token",
	"services/proxy",
}

# These verbs hand out rights that their holder does not have.
escalating := {"bind", "escalate", "impersonate"}

# What a Role or ClusterRole gives beyond harmless things, in words. A role that cannot be read gives the unknown.
powers(role) := found if {
	readable(role)
	over_objects := resource_powers(role)
	over_rights := verb_powers(role)
	found := (over_objects | over_rights) | aggregated(role)
} else := {"what cannot be read"}

resource_powers(role) := {power |
	some rule in rules(role)
	groups := shape.members(object.get(rule, "apiGroups", null))
	some group in groups
	group in {"", "*"}
	some resource in shape.members(object.get(rule, "resources", null))
	power := resource_power(resource)
}

resource_power(resource) := "everything" if {
	resource == "*"
} else := resource if {
	resource in sensitive
} else := resource if {
	startswith(resource, "*/")
	sensitive_anywhere(resource)
}

sensitive_anywhere(resource) if {
	part := split(resource, "/")[1]
	some known in sensitive
	split(known, "/")[1] == part
}

verb_powers(role) := {verb |
	some rule in rules(role)
	some verb in shape.members(object.get(rule, "verbs", null))
	verb in escalating
}

# A controller fills these rules in from other roles.
aggregated(role) := {"what is put together elsewhere"} if {
	object.get(role, "aggregationRule", null) != null
	count(rules(role)) == 0
} else := set()

rules(role) := shape.members(object.get(role, "rules", null))

readable(role) if {
	is_object(role)
	listed(object.get(role, "rules", null))
	every rule in rules(role) {
		rule_readable(rule)
	}
}

rule_readable(rule) if {
	is_object(rule)
	texts(object.get(rule, "verbs", null))
	texts(object.get(rule, "apiGroups", null))
	texts(object.get(rule, "resources", null))
}

listed(value) if value == null

listed(value) if is_array(value)

texts(value) if value == null

texts(value) if {
	is_array(value)
	every item in value {
		is_string(item)
	}
}

# The service accounts among the subjects of a binding: those named, and groups that they belong to. `namespace` is
# "*" for those of all namespaces.
accounts(binding) := [account |
	some i, subject in shape.members(shape.field(binding, "subjects"))
	is_object(subject)
	home := shape.field(shape.field(binding, "metadata"), "namespace")
	namespace := account_namespace(subject, home)
	path := sprintf("/subjects/%d", [i])
	name := object.get(subject, "name", null)
	account := {"path": path, "namespace": namespace, "name": name}
]

# The API takes a service account without a namespace to be at home where the binding is.
account_namespace(subject, home) := namespace if {
	subject.kind == "ServiceAccount"
	namespace := object.get(subject, "namespace", home)
	shape.filled(namespace)
} else := home if {
	subject.kind == "ServiceAccount"
	shape.filled(home)
} else := "*" if {
	subject.kind == "ServiceAccount"
} else := "*" if {
	subject.kind == "Group"
	subject.name in {"system:authenticated", "system:serviceaccounts", "system:unauthenticated"}
} else := namespace if {
	subject.kind == "Group"
	startswith(subject.name, "system:serviceaccounts:")
	namespace := split(subject.name, ":")[2]
} else := namespace if {
	subject.kind == "User"
	startswith(subject.name, "system:serviceaccount:")
	namespace := split(subject.name, ":")[2]
} else := "*" if {
	subject.kind == "User"
	subject.name == "system:anonymous"
}
