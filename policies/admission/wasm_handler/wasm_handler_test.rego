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

test_denies_a_pod_that_cannot_be_read if {
	every value in ["compat", "compat-smart"] {
		places({variant: value}, null) == {
			["shape", "/spec/template/spec"],
			["shape", "/spec/template/spec/containers"],
		}
	}
}

test_denies_a_list_that_cannot_be_read if {
	spec := object.union(wasm, {"initContainers": "x"})
	found({variant: "compat"}, spec) == {{
		"msg": "/spec/template/spec/initContainers is of type string; it must be an array",
		"details": {
			"check": "shape",
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

lists := ["containers", "initContainers", "ephemeralContainers"]

# A pod whose first container of the list has these fields as well.
beside(list, fields) := object.union(wasm, {list: [object.union(wasm.containers[0], fields)]})

test_denies_variables_that_load_native_code[list] if {
	some list in lists
	env := [{"name": "A", "value": "WASMEDGE_"}, {"name": "WASMEDGE_PLUGIN_PATH", "value": "/plugins"}]
	found({variant: "compat"}, beside(list, {"env": env})) == {{
		"msg": concat(" ", [
			"container \"app\" has the variable WASMEDGE_PLUGIN_PATH, which can load native code;",
			"it must not be there",
		]),
		"details": {
			"check": "plugin_env",
			"path": sprintf("/spec/template/spec/%s/0/env/1/name", [list]),
			"observed": "WASMEDGE_PLUGIN_PATH",
			"expected": "absent",
		},
	}}
}

test_denies_every_name_that_begins_so[name] if {
	some name in ["LD_", "LD_PRELOAD", "LD_LIBRARY_PATH", "WASMEDGE_", "WASMEDGE_WASINN_PRELOAD"]
	every entry in [{"name": name}, {"name": name, "valueFrom": {"configMapKeyRef": {"name": "c", "key": "k"}}}] {
		places({variant: "compat"}, beside("containers", {"env": [entry]})) == {
			["plugin_env", "/spec/template/spec/containers/0/env/0/name"],
		}
	}
}

test_denies_such_variables_under_a_strict_class_too if {
	spec := object.union(beside("containers", {"env": [{"name": "LD_PRELOAD"}]}), {"runtimeClassName": "crun-wasm"})
	places({}, spec) == {["plugin_env", "/spec/template/spec/containers/0/env/0/name"]}
}

harmless := [
	"L", "LD", "LDAP_URL", "ld_preload", "Ld_PRELOAD", "MY_LD_PRELOAD", " LD_PRELOAD", "GOLD_", "WASMEDGE",
	"WASMEDGEX", "wasmedge_x", "Wasmedge_X", "MY_WASMEDGE_X", "X_WASMEDGE_",
]

test_allows_names_that_begin_otherwise[name] if {
	some name in harmless
	env := [{"name": name, "value": "LD_PRELOAD"}]
	sources := [{"prefix": name, "configMapRef": {"name": "c"}}]
	found({variant: "compat"}, beside("containers", {"env": env, "envFrom": sources})) == set()
}

test_denies_prefixes_that_load_native_code[list] if {
	some list in lists
	sources := [{"configMapRef": {"name": "LD_"}}, {"prefix": "LD_", "configMapRef": {"name": "c"}}]
	found({variant: "compat"}, beside(list, {"envFrom": sources})) == {{
		"msg": "container \"app\" takes variables in under LD_, which can load native code; it must not",
		"details": {
			"check": "plugin_env",
			"path": sprintf("/spec/template/spec/%s/0/envFrom/1/prefix", [list]),
			"observed": "LD_",
			"expected": "another prefix",
		},
	}}
}

test_denies_every_prefix_that_begins_so[prefix] if {
	some prefix in ["LD_PRE", "WASMEDGE_", "WASMEDGE_PLUGIN_"]
	places({variant: "compat"}, beside("containers", {"envFrom": [{"prefix": prefix, "secretRef": {"name": "s"}}]})) == {
		["plugin_env", "/spec/template/spec/containers/0/envFrom/0/prefix"],
	}
}

test_allows_env_from_without_a_prefix if {
	every source in [{"configMapRef": {"name": "c"}}, {"prefix": ""}, {"prefix": null}] {
		found({variant: "compat"}, beside("containers", {"envFrom": [source]})) == set()
	}
}

command := {"exec": {"command": ["/bin/true"]}}

handlers := {
	"livenessProbe": {"livenessProbe": command},
	"readinessProbe": {"readinessProbe": command},
	"startupProbe": {"startupProbe": command},
	"lifecycle/postStart": {"lifecycle": {"postStart": command}},
	"lifecycle/preStop": {"lifecycle": {"preStop": command}},
}

test_denies_commands_of_probes_and_hooks[at] if {
	some at, fields in handlers
	some list in lists
	words := split(at, "/")
	found({variant: "compat"}, beside(list, fields)) == {{
		"msg": concat(" ", [
			sprintf("%s of container \"app\" runs a command, which fails under WasmEdge every time;", [words[count(words) - 1]]),
			"it must use httpGet instead",
		]),
		"details": {
			"check": "exec",
			"path": sprintf("/spec/template/spec/%s/0/%s/exec", [list, at]),
			"observed": "present",
			"expected": "absent",
		},
	}}
}

test_denies_commands_that_cannot_be_read if {
	every value in [{}, {"command": []}, "x", ["x"], false, 0, ""] {
		places({variant: "compat"}, beside("containers", {"livenessProbe": {"exec": value}})) == {
			["exec", "/spec/template/spec/containers/0/livenessProbe/exec"],
		}
	}
}

test_allows_probes_and_hooks_over_the_network if {
	every probe in [{"httpGet": {"port": 80}}, {"tcpSocket": {"port": 80}}, {"grpc": {"port": 80}}, {"exec": null}, null] {
		fields := {"livenessProbe": probe, "readinessProbe": probe, "startupProbe": probe}
		found({variant: "compat"}, beside("containers", fields)) == set()
	}
	every hook in [{"httpGet": {"port": 80}}, {"sleep": {"seconds": 1}}, {"exec": null}, null] {
		fields := {"lifecycle": {"postStart": hook, "preStop": hook, "exec": {}}, "exec": {}}
		found({variant: "compat"}, beside("containers", fields)) == set()
	}
}

unreadable := {
	"env": {"env": "x"},
	"env/0": {"env": ["LD_PRELOAD"]},
	"envFrom": {"envFrom": {"prefix": "LD_"}},
	"envFrom/0": {"envFrom": ["LD_"]},
	"livenessProbe": {"livenessProbe": "exec"},
	"lifecycle": {"lifecycle": ["exec"]},
	"lifecycle/preStop": {"lifecycle": {"preStop": "exec"}},
}

test_denies_what_cannot_be_read[at] if {
	some at, fields in unreadable
	some list in lists
	places({variant: "compat"}, beside(list, fields)) == {["shape", sprintf("/spec/template/spec/%s/0/%s", [list, at])]}
}

test_denies_a_variable_without_a_name if {
	every name in ["", null, 7, ["LD_PRELOAD"]] {
		places({variant: "compat"}, beside("containers", {"env": [{"name": name}]})) == {
			["shape", "/spec/template/spec/containers/0/env/0/name"],
		}
	}
}

test_denies_a_prefix_that_is_no_text if {
	found({variant: "compat"}, beside("containers", {"envFrom": [{"prefix": ["LD_"]}]})) == {{
		"msg": "/spec/template/spec/containers/0/envFrom/0/prefix is of type array; it must be a string",
		"details": {
			"check": "shape",
			"path": "/spec/template/spec/containers/0/envFrom/0/prefix",
			"observed": "array",
			"expected": "a string",
		},
	}}
	every prefix in [7, false, {}] {
		places({variant: "compat"}, beside("containers", {"envFrom": [{"prefix": prefix}]})) == {
			["shape", "/spec/template/spec/containers/0/envFrom/0/prefix"],
		}
	}
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
	deployment({variant: "compat"}, beside("containers", {"env": [{"name": "LD_PRELOAD"}]})),
	deployment({variant: "compat"}, beside("containers", {"envFrom": [{"prefix": "LD_"}]})),
	deployment({variant: "compat"}, beside("containers", {"livenessProbe": command})),
]

test_asks_only_what_is_switched_on[check] if {
	some check, places in {
		"handler": {0},
		"option": {0},
		"other": {0},
		"smart": {1},
		"shape": {2},
		"plugin_env": {3, 4},
		"exec": {5},
	}
	{[i, violation.details.check] |
		some i, request in wrong
		result := rule.violation with input as {"review": request, "parameters": {"checks": [check]}}
		some violation in result
	} == {[i, check] | some i in places}
}
