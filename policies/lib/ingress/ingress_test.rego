package lib.ingress_test

import rego.v1

import data.lib.ingress

of(spec) := {"spec": spec}

marked(annotations) := {"metadata": {"annotations": annotations}, "spec": {"ingressClassName": "internal"}}

paths(findings) := {finding.path | some finding in findings}

test_knows_the_class_by_its_field if {
	ingress.class_findings(of({"ingressClassName": "internal"}), ["internal"]) == set()
	ingress.class_findings(of({"ingressClassName": "traefik"}), ["internal"]) == {{
		"path": "/spec/ingressClassName",
		"observed": "traefik",
		"expected": "internal",
		"msg": "the class of the Ingress is \"traefik\"; it must be one of: internal",
	}}
	every it in [{}, {"spec": "x"}, of({"ingressClassName": null}), of({"ingressClassName": "Internal"})] {
		paths(ingress.class_findings(it, ["internal"])) == {"/spec/ingressClassName"}
	}
}

test_knows_the_class_by_its_annotation_too if {
	annotation := "/metadata/annotations/kubernetes.io~1ingress.class"
	ingress.class_findings(marked({"kubernetes.io/ingress.class": "internal"}), ["internal"]) == set()
	paths(ingress.class_findings(marked({"kubernetes.io/ingress.class": "nginx"}), ["internal"])) == {annotation}
	paths(ingress.class_findings(marked({"kubernetes.io/ingress.class": ""}), ["internal"])) == {annotation}
}

entry_points := "traefik.ingress.kubernetes.io/router.entrypoints"

test_knows_entry_points_one_by_one if {
	ingress.entry_findings(marked({"other": "x"}), []) == set()
	ingress.entry_findings(marked({entry_points: "internal, second"}), ["internal", "second"]) == set()
	ingress.entry_findings(marked({entry_points: "internal,web"}), ["internal"]) == {{
		"path": "/metadata/annotations/traefik.ingress.kubernetes.io~1router.entrypoints",
		"observed": "internal,web",
		"expected": "internal",
		"msg": "the Ingress asks for the entry points \"internal,web\"; they must be among: internal",
	}}
	every value in ["", 7, null] {
		count(ingress.entry_findings(marked({entry_points: value}), ["internal"])) == 1
	}
}

test_finds_annotations if {
	ingress.annotation_findings(marked({"a/b": null}), ["a/b", "c"]) == {{
		"path": "/metadata/annotations/a~1b",
		"observed": "present",
		"expected": "absent",
		"msg": "annotation a/b may pass requests on to somewhere else; it must be absent",
	}}
}

test_takes_neither_no_host_nor_a_whole_domain_of_the_root_for_covered if {
	not ingress.covered("", {""})
	not ingress.covered("clinic.example", {"*.example"})
	not ingress.covered(null, {"*.example"})
	ingress.covered("records.clinic.example", {"*.clinic.example"})
	not ingress.covered("*.clinic.example", {"*.example"})
}

test_wants_every_host_among_those_of_tls if {
	tls := [{"hosts": ["a.b.example", "*.c.example"]}, {"hosts": ["D.example", 7]}, "x"]
	hosts := ["a.b.example", "A.b.example", "x.c.example", "d.example", "*.c.example"]
	ingress.tls_findings(of({"tls": tls, "rules": [{"host": host} | some host in hosts]})) == set()
	every host in ["x.b.example", "y.x.c.example", "c.example", "*.b.example", "", null, 7] {
		paths(ingress.tls_findings(of({"tls": tls, "rules": [{"host": host}]}))) == {"/spec/rules/0/host"}
	}
	ingress.tls_findings(of({"rules": [{"host": "a.example"}]})) == {{
		"path": "/spec/rules/0/host",
		"observed": null,
		"expected": "a host in tls",
		"msg": "rule #0 of the Ingress is answered without TLS; its host must be listed in `tls`",
	}}
}

test_takes_a_default_backend_for_every_host if {
	paths(ingress.tls_findings(of({"defaultBackend": {}, "tls": [{}]}))) == {"/spec/defaultBackend"}
	paths(ingress.tls_findings(of({"backend": {}}))) == {"/spec/backend"}
}

test_wants_services_behind if {
	resource := {"backend": {"resource": {"kind": "x"}}}
	service := {"backend": {"service": {"name": "records"}}}
	findings := ingress.backend_findings(of({
		"rules": [{"http": {"paths": [service, resource]}}, "x"],
		"backend": {"resource": {"kind": "x"}},
		"defaultBackend": {"resource": {"kind": "x"}},
	}))
	paths(findings) == {
		"/spec/rules/0/http/paths/1/backend/resource",
		"/spec/backend/resource",
		"/spec/defaultBackend/resource",
	}
	{finding.msg | some finding in findings; contains(finding.path, "rules")} == {concat(" ", [
		"/spec/rules/0/http/paths/1/backend/resource is no Service;",
		"it must be one of the own namespace",
	])}
}

test_reports_what_cannot_be_read if {
	paths(ingress.defects({"metadata": {"annotations": []}, "spec": {
		"rules": ["x", {"http": "x"}, {"http": {"paths": "x"}}],
		"tls": "x",
	}})) == {
		"/metadata/annotations",
		"/spec/rules/0",
		"/spec/rules/1/http",
		"/spec/rules/2/http/paths",
		"/spec/tls",
	}
	paths(ingress.defects(of("x"))) == {"/spec"}
	ingress.defects({}) == set()
}
