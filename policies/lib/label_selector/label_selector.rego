package lib.label_selector

import rego.v1

import data.lib.shape

matches(selector, labels) if {
	well_formed(selector)
	decidable(selector, labels)
	satisfied(selector, labels)
}

# Both `matches` and `misses` are false for a selector that cannot be read or decided: whoever needs a policy must not
# count it, and whoever fears one must not dismiss it.
misses(selector, labels) if {
	well_formed(selector)
	decidable(selector, labels)
	not satisfied(selector, labels)
}

# Controllers put these on the pods that they make from a template, so that a template says nothing about them.
added_later := {
	"apps.kubernetes.io/pod-index",
	"batch.kubernetes.io/controller-uid",
	"batch.kubernetes.io/job-completion-index",
	"batch.kubernetes.io/job-name",
	"controller-revision-hash",
	"controller-uid",
	"job-name",
	"pod-template-generation",
	"pod-template-hash",
	"statefulset.kubernetes.io/pod-name",
}

decidable(selector, labels) if {
	pairs := shape.fields(shape.field(selector, "matchLabels"))
	keys := object.keys(pairs)
	every key in keys {
		known(key, labels)
	}
	terms := shape.members(shape.field(selector, "matchExpressions"))
	every term in terms {
		key_known(term, labels)
	}
}

key_known(term, labels) if known(term.key, labels)

known(key, labels) if key in object.keys(labels)

known(key, _) if {
	added := added_later
	not key in added
}

satisfied(selector, labels) if {
	pairs := shape.fields(shape.field(selector, "matchLabels"))
	every key, value in pairs {
		object.get(labels, key, null) == value
	}
	terms := shape.members(shape.field(selector, "matchExpressions"))
	every term in terms {
		holds(term, labels)
	}
}

holds(term, labels) if {
	term.operator == "In"
	object.get(labels, term.key, null) in term.values
}

# An absent label is not among any values: Kubernetes lets NotIn hold then.
holds(term, labels) if {
	term.operator == "NotIn"
	value := object.get(labels, term.key, null)
	values := term.values
	not value in values
}

holds(term, labels) if {
	term.operator == "Exists"
	term.key in object.keys(labels)
}

holds(term, labels) if {
	term.operator == "DoesNotExist"
	key := term.key
	keys := object.keys(labels)
	not key in keys
}

well_formed(selector) if {
	is_object(selector)
	unknown := object.keys(selector) - {"matchLabels", "matchExpressions"}
	count(unknown) == 0
	pairs := object.get(selector, "matchLabels", null)
	pairs_readable(pairs)
	terms := object.get(selector, "matchExpressions", null)
	terms_readable(terms)
}

pairs_readable(pairs) if pairs == null

pairs_readable(pairs) if {
	is_object(pairs)
	every value in pairs {
		is_string(value)
	}
}

terms_readable(terms) if terms == null

terms_readable(terms) if {
	is_array(terms)
	every term in terms {
		term_readable(term)
	}
}

term_readable(term) if {
	is_string(shape.field(term, "key"))
	shape.field(term, "operator") in {"In", "NotIn"}
	values := shape.members(shape.field(term, "values"))
	count(values) > 0
	every value in values {
		is_string(value)
	}
}

term_readable(term) if {
	is_string(shape.field(term, "key"))
	shape.field(term, "operator") in {"Exists", "DoesNotExist"}
	count(shape.members(shape.field(term, "values"))) == 0
}
