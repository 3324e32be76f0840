package admission.wasm_handler_test

import rego.v1

import data.admission.wasm_handler as rule

deployment(annotations, spec) := {
	"kind": {"group": "apps", "version": "v1", "kind": "Deployment"},
	"operation": "CREATE",
	"object": {"spec": {"template": {"metadata": {"annotations": annotations}, "spec": spec}}},
}

found(annotations, spec) := result if {
	result := rule.violation with input as {
		"review": deployment(annotations, spec),
		"parameters": {"strictClasses": ["crun-wasm"]},
	}
}

places(annotations, spec) := {[violation.details.check, violation.details.path] |
	some violation in found(annotations, spec)
}

variant := "module.wasm.image/variant"

variant_path := "/spec/template/metadata/annotations/module.wasm.image~1variant"

handler_path := "/spec/template/metadata/annotations/run.oci.handler"

wasm := {"containers": [{"name": "app", "command": ["/app.wasm"]}]}

shell := {"containers": [{"name": "app", "command": ["/bin/sh"]}]}

test_allows_compat if found({variant: "compat"}, shell) == set()

test_allows_compat_beside_a_wasm_handler if {
	found({variant: "compat", "run.oci.handler": "wasmedge"}, shell) == set()
}

test_leaves_other_annotations_alone if {
	found({variant: "compat", "example.com/run.oci.hooks": "x", "note": "x.run.oci."}, shell) == set()
}

test_denies_a_pod_template_without_the_annotation if {
	found({}, wasm) == {{
		"msg": "the pod template has no annotation module.wasm.image/variant; it must be compat",
		"details": {"check": "handler", "path": variant_path, "observed": null, "expected": "compat"},
	}}
}

test_denies_annotations_of_the_wrong_type if {
	every annotations in [null, "compat", ["compat"]] {
		places(annotations, wasm) == {["handler", variant_path]}
	}
}

test_asks_for_no_annotation_under_a_strict_class if {
	found({}, {"runtimeClassName": "crun-wasm", "containers": [{"name": "app"}]}) == set()
}

test_denies_a_handler_that_containerd_drops_on_the_way if {
	places({"run.oci.handler": "wasm"}, wasm) == {["handler", variant_path]}
}

test_denies_another_variant if {
	found({variant: "native"}, wasm) == {{
		"msg": concat(" ", [
			"annotation module.wasm.image/variant is \"native\", which runs native code;",
			"it must be one of: compat, compat-smart",
		]),
		"details": {"check": "other", "path": variant_path, "observed": "native", "expected": "compat, compat-smart"},
	}}
}

test_denies_another_handler_beside_compat if {
	every value in ["krun", "", null, 1, ["wasm"], "Wasm"] {
		places({variant: "compat", "run.oci.handler": value}, wasm) == {["other", handler_path]}
	}
}

test_denies_another_handler_under_a_strict_class_too if {
	spec := object.union(wasm, {"runtimeClassName": "crun-wasm"})
	places({"run.oci.handler": "krun"}, spec) == {["other", handler_path]}
}

test_allows_smart_handlers_of_wasm_files if {
	found({variant: "compat-smart", "run.oci.handler": "wasm-smart"}, wasm) == set()
}

test_denies_a_smart_handler_of_a_native_command if {
	found({variant: "compat-smart"}, shell) == {{
		"msg": "container \"app\" starts \"/bin/sh\"; a -smart handler wants a command in .wasm",
		"details": {
			"check": "smart",
			"path": "/spec/template/spec/containers/0/command/0",
			"observed": "/bin/sh",
			"expected": "a path that ends in .wasm",
		},
	}}
}

test_denies_a_smart_handler_of_what_is_not_named_wasm if {
	every file in ["/app.wasm.sh", ".wasm/app", "/app.WASM", "", 7, null] {
		spec := {"containers": [{"name": "app", "command": [file]}]}
		places({variant: "compat-smart"}, spec) == {["smart", "/spec/template/spec/containers/0/command/0"]}
	}
}

test_denies_a_smart_handler_where_the_image_decides if {
	every command in [null, "/app.wasm", []] {
		spec := {"containers": [{"name": "app", "command": command}]}
		places({variant: "compat-smart"}, spec) == {["smart", "/spec/template/spec/containers/0/command"]}
	}
}

test_looks_at_init_and_ephemeral_containers if {
	spec := object.union(wasm, {"initContainers": [{"name": "i"}], "ephemeralContainers": [{"name": "e"}]})
	places({"run.oci.handler": "wasm-smart", variant: "compat"}, spec) == {
		["smart", "/spec/template/spec/initContainers/0/command"],
		["smart", "/spec/template/spec/ephemeralContainers/0/command"],
	}
}

test_denies_a_smart_handler_of_a_pod_that_cannot_be_read if {
	places({variant: "compat-smart"}, null) == {
		["smart", "/spec/template/spec"],
		["smart", "/spec/template/spec/containers"],
	}
}

test_reads_containers_for_smart_handlers_only if {
	every spec in [null, {"containers": "x"}] {
		found({variant: "compat"}, spec) == set()
	}
}

test_denies_a_smart_handler_of_a_list_that_cannot_be_read if {
	spec := object.union(wasm, {"initContainers": "x"})
	found({variant: "compat-smart"}, spec) == {{
		"msg": "/spec/template/spec/initContainers is of type string; it must be an array",
		"details": {
			"check": "smart",
			"path": "/spec/template/spec/initContainers",
			"observed": "string",
			"expected": "an array",
		},
	}}
}

test_denies_every_other_option_of_crun if {
	found({variant: "compat", "run.oci.hooks.stdout": "/etc/passwd"}, wasm) == {{
		"msg": "annotation run.oci.hooks.stdout changes how crun runs the pod; health data must run without it",
		"details": {
			"check": "option",
			"path": "/spec/template/metadata/annotations/run.oci.hooks.stdout",
			"observed": "present",
			"expected": "absent",
		},
	}}
}

test_denies_what_speaks_past_kubernetes if {
	every key, changed in {
		"cdi.k8s.io/gpu": "which devices the pod has",
		"io.containerd.cri.runtime-handler": "how containerd runs the pod",
		"io.kubernetes.cri.untrusted-workload": "how containerd runs the pod",
		"k8s.v1.cni.cncf.io/networks": "which networks the pod has",
		"v1.multus-cni.io/default-network": "which networks the pod has",
	} {
		some violation in found({variant: "compat", key: "x"}, wasm)
		violation.details.check == "option"
		violation.msg == sprintf("annotation %s changes %s; health data must run without it", [key, changed])
	}
}

test_allows_annotations_that_begin_otherwise if {
	found({variant: "compat", "example.com/io.containerd.": "x", "cdi.k8s.io": "x"}, wasm) == set()
}

test_says_nothing_of_a_check_that_is_off if {
	result := rule.violation with input as {
		"review": deployment({"run.oci.handler": "krun"}, shell),
		"parameters": {"checks": ["smart"]},
	}
	result == set()
}

test_says_nothing_on_delete if {
	review := object.union(deployment({}, shell), {"operation": "DELETE"})
	result := rule.violation with input as {"review": review, "parameters": {}}
	result == set()
}

wrong := [
	deployment({"run.oci.handler": "krun", "run.oci.hooks.stdout": "/etc/passwd"}, shell),
	deployment({variant: "compat-smart"}, shell),
	deployment({variant: "compat-smart"}, null),
]

test_asks_only_what_is_switched_on[check] if {
	some check in ["handler", "option", "other", "smart"]
	{violation.details.check |
		some request in wrong
		result := rule.violation with input as {"review": request, "parameters": {"checks": [check]}}
		some violation in result
	} == {check}
}

test_asks_smart_handlers_under_one_name[i] if {
	some i in [1, 2]
	result := rule.violation with input as {"review": wrong[i], "parameters": {"checks": ["smart"]}}
	{violation.details.check | some violation in result} == {"smart"}
}
