package lib.disruption

import rego.v1

import data.lib.label_selector
import data.lib.shape

# The budgets that count the pods with these labels as theirs.
budgets(objects, labels) := {name |
	some name, budget in shape.fields(objects)
	label_selector.matches(shape.field(shape.field(budget, "spec"), "selector"), labels)
}

# A budget that lets no pod go holds up every drain of a node, and one that keeps none is none.
satisfiable(spec, replicas) if {
	kept := desired(spec, replicas)
	kept > 0
	kept < replicas
}

# How many pods the budget keeps. Undefined where it says neither or both, or nothing that can be read.
desired(spec, replicas) := number if {
	shape.field(spec, "maxUnavailable") == null
	number := amount(shape.field(spec, "minAvailable"), replicas)
} else := number if {
	shape.field(spec, "minAvailable") == null
	number := replicas - amount(shape.field(spec, "maxUnavailable"), replicas)
}

# Kubernetes rounds shares up, in both fields.
amount(value, replicas) := value if {
	is_number(value)
	value >= 0
	value == floor(value)
} else := number if {
	is_string(value)
	groups := regex.find_all_string_submatch_n(`^([0-9]{1,3})%$`, value, 1)
	share := to_number(trim_left(sprintf("0%s", [groups[0][1]]), "0"))
	number := ceil((replicas * share) / 100)
} else := 0 if {
	value in {"0%", "00%", "000%"}
}
