package lib.ingress

import rego.v1

import data.lib.shape
import data.lib.text

class_annotation := "kubernetes.io/ingress.class"

entry_annotation := "traefik.ingress.kubernetes.io/router.entrypoints"

# Some controllers read the field, some the annotation, and some take what names none: all that is written has to be on
# the list, and something has to be.
class_findings(ingress, classes) := {finding |
	some place in class_places(ingress)
	observed := place.value
	not observed in classes
	shown := text.shown(observed)
	expected := text.choice(classes)
	msg := sprintf("the class of the Ingress is %s; it must be one of: %s", [shown, expected])
	path := place.path
	finding := {"path": path, "observed": observed, "expected": expected, "msg": msg}
}

class_places(ingress) := [place |
	some place in [
		{"path": "/spec/ingressClassName", "value": shape.field(spec(ingress), "ingressClassName"), "needed": true},
		{
			"path": shape.pointer("/metadata/annotations", class_annotation),
			"value": shape.field(annotations(ingress), class_annotation),
		},
	]
	present(place)
]

present(place) if place.needed

present(place) if place.value != null

# Traefik takes its entry points from here, whatever the class.
entry_findings(ingress, entries) := {finding |
	some key, observed in annotations(ingress)
	key == entry_annotation
	not all_listed(observed, entries)
	shown := text.shown(observed)
	expected := text.choice(entries)
	msg := sprintf("the Ingress asks for the entry points %s; they must be among: %s", [shown, expected])
	path := shape.pointer("/metadata/annotations", key)
	finding := {"path": path, "observed": observed, "expected": expected, "msg": msg}
}

all_listed(written, entries) if {
	is_string(written)
	names := {name |
		some part in split(written, ",")
		name := trim_space(part)
	}
	strangers := names - {entry | some entry in entries}
	count(strangers) == 0
}

annotation_findings(ingress, keys) := {finding |
	some key in keys
	key in object.keys(annotations(ingress))
	msg := sprintf("annotation %s may pass requests on to somewhere else; it must be absent", [key])
	path := shape.pointer("/metadata/annotations", key)
	finding := {"path": path, "observed": "present", "expected": "absent", "msg": msg}
}

# A host is served over TLS where it stands among the hosts of some `tls`.
tls_findings(ingress) := {finding |
	some place in doors(ingress)
	host := place.host
	not covered(host, hosts(ingress))
	path := place.path
	shown := place.name
	msg := sprintf("%s is answered without TLS; its host must be listed in `tls`", [shown])
	finding := {"path": path, "observed": null, "expected": "a host in tls", "msg": msg}
}

doors(ingress) := array.concat(by_rule, by_default) if {
	by_rule := [door |
		some i, rule in shape.members(shape.field(spec(ingress), "rules"))
		path := sprintf("/spec/rules/%d/host", [i])
		host := shape.field(rule, "host")
		name := sprintf("rule #%d of the Ingress", [i])
		door := {"path": path, "host": host, "name": name}
	]
	by_default := [door |
		some key in ["backend", "defaultBackend"]
		shape.field(spec(ingress), key) != null
		path := shape.pointer("/spec", key)
		name := sprintf("%s of the Ingress", [key])
		door := {"path": path, "host": null, "name": name}
	]
}

hosts(ingress) := {host |
	some entry in shape.members(shape.field(spec(ingress), "tls"))
	some written in shape.members(shape.field(entry, "hosts"))
	is_string(written)
	host := lower(written)
}

covered(host, listed) if {
	is_string(host)
	host != ""
	lower(host) in listed
}

# A wildcard stands for one label.
covered(host, listed) if {
	is_string(host)
	labels := split(lower(host), ".")
	count(labels) > 2
	parent := concat(".", array.slice(labels, 1, count(labels)))
	wildcard := sprintf("*.%s", [parent])
	wildcard in listed
}

# A backend is a Service of the own namespace or, by `resource`, anything at all.
backend_findings(ingress) := {finding |
	some place in backends(ingress)
	shape.field(place.value, "resource") != null
	path := shape.pointer(place.path, "resource")
	msg := sprintf("%s is no Service; it must be one of the own namespace", [path])
	finding := {"path": path, "observed": "another resource", "expected": "a Service", "msg": msg}
}

backends(ingress) := array.concat(by_path, by_default) if {
	by_path := [backend |
		some i, rule in shape.members(shape.field(spec(ingress), "rules"))
		some j, item in shape.members(shape.field(shape.field(rule, "http"), "paths"))
		path := sprintf("/spec/rules/%d/http/paths/%d/backend", [i, j])
		value := shape.field(item, "backend")
		backend := {"path": path, "value": value}
	]
	by_default := [backend |
		some key in ["backend", "defaultBackend"]
		value := shape.field(spec(ingress), key)
		path := shape.pointer("/spec", key)
		backend := {"path": path, "value": value}
	]
}

defects(ingress) := found if {
	written := shape.field(shape.field(ingress, "metadata"), "annotations")
	marks := shape.object_defects("/metadata/annotations", written)
	whole := shape.object_defects("/spec", shape.field(ingress, "spec"))
	rules := shape.list_defects("/spec/rules", shape.field(spec(ingress), "rules"))
	entries := shape.list_defects("/spec/tls", shape.field(spec(ingress), "tls"))
	paths := {defect |
		some i, rule in shape.members(shape.field(spec(ingress), "rules"))
		place := sprintf("/spec/rules/%d/http", [i])
		some defect in path_defects(place, shape.field(rule, "http"))
	}
	found := (marks | whole) | ((rules | entries) | paths)
}

path_defects(place, http) := found if {
	outer := shape.object_defects(place, http)
	inner := shape.list_defects(sprintf("%s/paths", [place]), shape.field(http, "paths"))
	found := outer | inner
}

spec(ingress) := shape.fields(shape.field(ingress, "spec"))

annotations(ingress) := shape.fields(shape.field(shape.field(ingress, "metadata"), "annotations"))
