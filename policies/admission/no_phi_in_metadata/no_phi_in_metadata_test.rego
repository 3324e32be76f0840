package admission.no_phi_in_metadata_test

import rego.v1

import data.admission.no_phi_in_metadata as rule

import data.lib.identifier

parameters := {"patterns": [id | some id, _ in identifier.patterns], "exemptKeys": ["contact"]}

review(kind, object_) := {
	"kind": {"group": "", "version": "v1", "kind": kind},
	"operation": "CREATE",
	"object": object_,
}

judged(asked) := result if {
	result := rule.violation with input as {"review": asked, "parameters": parameters}
}

pod(metadata, spec) := judged(review("Pod", {"metadata": metadata, "spec": spec}))

container(fields) := pod({}, {"containers": [fields]})

places(violations) := {[violation.details.check, violation.details.path, violation.details.observed] |
	some violation in violations
}

ssn := "123-45-6789"

test_allows_what_identifies_nobody if {
	pod(
		{"name": "records", "labels": {"app": "records"}, "annotations": {"a/b": "c"}},
		{"containers": [{"name": "app", "image": "a@sha256:00", "env": [{"name": "A", "value": "b"}], "args": ["-x", "y"]}]},
	) == set()
}

test_says_pattern_and_place_and_not_the_value if {
	pod({"labels": {"patient": ssn}}, {}) == {{
		"msg": "/metadata/labels/patient holds what looks like us-ssn; it must hold nothing that identifies a person",
		"details": {
			"check": "label",
			"path": "/metadata/labels/patient",
			"observed": "us-ssn",
			"expected": "no identifier",
		},
	}}
}

test_says_no_key_that_is_an_identifier if {
	places(pod({"annotations": {sprintf("p/%s", [ssn]): "x"}}, {})) == {["annotation", "/metadata/annotations", "us-ssn"]}
}

test_looks_at_names if {
	places(pod({"name": "mrn-0012345", "namespace": "mrn-1012345", "generateName": "mrn-2012345-"}, {
		"containers": [{"name": "mrn-0012346"}],
		"volumes": [{"name": "mrn-0012347"}],
	})) == {
		["name", "/metadata/name", "mrn"],
		["name", "/metadata/namespace", "mrn"],
		["name", "/metadata/generateName", "mrn"],
		["name", "/spec/containers/0/name", "mrn"],
		["name", "/spec/volumes/0/name", "mrn"],
	}
}

test_looks_at_pod_templates if {
	result := judged({
		"kind": {"group": "apps", "version": "v1", "kind": "Deployment"},
		"operation": "UPDATE",
		"object": {"spec": {"template": {"metadata": {"labels": {"a": ssn}, "annotations": {"b": ssn}}}}},
	})
	places(result) == {
		["label", "/spec/template/metadata/labels/a", "us-ssn"],
		["annotation", "/spec/template/metadata/annotations/b", "us-ssn"],
	}
}

test_looks_at_the_environment_with_its_names if {
	places(container({"env": [{"name": "PATIENT_DOB", "value": "1980-02-03"}, {"name": "X", "value": 7}, "x"]})) == {
		["environment", "/spec/containers/0/env/0", "birth-date"],
	}
}

test_looks_at_command_lines if {
	places(container({"command": ["run", "--mrn", "0012345"], "args": ["jane@example.com"]})) == {
		["argument", "/spec/containers/0/command/1", "mrn"],
		["argument", "/spec/containers/0/args/0", "email"],
	}
}

test_looks_at_config_maps if {
	result := judged(review("ConfigMap", {
		"data": {"notes": sprintf("first\n%s", [ssn]), "contact": "jane@example.com"},
		"binaryData": {"mrn-0012345": ""},
	}))
	places(result) == {["config", "/data/notes", "us-ssn"], ["config", "/binaryData", "mrn"]}
}

test_looks_everywhere_else if {
	pod({}, {"containers": [{}], "hostAliases": [{"hostnames": ["mrn-0012345.example"]}]}) == {{
		"msg": "some field of the object holds what looks like mrn; it must hold nothing that identifies a person",
		"details": {"check": "elsewhere", "path": "", "observed": "mrn", "expected": "no identifier"},
	}}
	places(pod({}, {"note": sprintf("a\n%s", [ssn])})) == {["elsewhere", "", "us-ssn"]}
	places(pod({}, {"note": sprintf("a\t%s", [ssn])})) == {["elsewhere", "", "us-ssn"]}
	places(pod({"labels": {"a": ssn}}, {"note": ssn})) == {["label", "/metadata/labels/a", "us-ssn"]}
}

test_leaves_the_data_of_secrets_alone if {
	judged(review("Secret", {"data": {"a": ssn}, "stringData": {"a": ssn}, "binaryData": {"mrn-0012345": ""}})) == set()
	places(judged(review("Secret", {"metadata": {"labels": {"a": ssn}}}))) == {["label", "/metadata/labels/a", "us-ssn"]}
}

test_leaves_what_the_cluster_writes_alone if judged(review("Pod", {"status": {"message": ssn}})) == set()

test_reads_every_text_for_itself if {
	places(pod({"labels": {"a": ssn, "b": "c"}}, {})) == {["label", "/metadata/labels/a", "us-ssn"]}
	places(container({"args": ["x-mrn", "0012345"]})) == {["elsewhere", "", "mrn"]}
}

test_reads_a_key_with_its_value if {
	places(pod({"labels": {"mrn": "0012345"}}, {})) == {["label", "/metadata/labels/mrn", "mrn"]}
}

test_looks_at_what_is_no_pod if {
	places(judged(review("ConfigMap", {"metadata": {"annotations": {"a": ssn}}}))) == {
		["annotation", "/metadata/annotations/a", "us-ssn"],
	}
}

test_leaves_exempt_keys_alone if {
	pod({"annotations": {"contact": "jane@example.com"}}, {}) == set()
}

test_looks_only_for_listed_patterns if {
	result := rule.violation with input as {
		"review": review("Pod", {"metadata": {"labels": {"a": ssn, "b": "mrn-0012345"}}}),
		"parameters": {"patterns": ["mrn"]},
	}
	places(result) == {["label", "/metadata/labels/b", "mrn"]}
}

test_reads_what_is_malformed_as_text if {
	places(pod({"labels": [ssn], "name": 7}, null)) == {["elsewhere", "", "us-ssn"]}
	places(pod(null, ssn)) == {["elsewhere", "", "us-ssn"]}
	places(pod({"name": 7, "labels": {"a": ssn}}, {})) == {["label", "/metadata/labels/a", "us-ssn"]}
	places(pod({"labels": {"a": ssn}}, {"containers": [{"name": 7}]})) == {["label", "/metadata/labels/a", "us-ssn"]}
	places(pod({"annotations": {"a": [ssn]}}, {})) == {["annotation", "/metadata/annotations/a", "us-ssn"]}
}

test_says_nothing_on_delete if {
	judged(object.union(review("Pod", {"metadata": {"labels": {"a": ssn}}}), {"operation": "DELETE"})) == set()
}

wrong := [
	review("Pod", {
		"metadata": {"name": "mrn-0012345", "labels": {"a": ssn}, "annotations": {"a": ssn}},
		"spec": {
			"containers": [{"env": [{"name": "A", "value": ssn}], "args": [ssn]}],
			"hostname": "jane@example.com",
		},
	}),
	review("ConfigMap", {"data": {"a": ssn}}),
]

test_asks_only_what_is_switched_on[check] if {
	some check in ["annotation", "argument", "config", "elsewhere", "environment", "label", "name"]
	given := object.union(parameters, {"checks": [check]})
	{violation.details.check |
		some request in wrong
		result := rule.violation with input as {"review": request, "parameters": given}
		some violation in result
	} == {check}
}
