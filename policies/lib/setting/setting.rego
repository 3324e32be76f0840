package lib.setting

import rego.v1

import data.lib.shape
import data.lib.template

# What a program is told: variables, command and arguments of every container. `key` is the variable, or "".
of_pod(pod) := array.concat(variables(pod), words(pod))

variables(pod) := [setting |
	some found in template.variables(pod)
	item := found.value
	key := object.get(item, "name", null)
	path := found.path
	place := found.place
	owner := found.owner
	name := sprintf("env #%d of container \"%s\"", [place, owner])
	value := object.get(item, "value", null)
	source := object.get(item, "valueFrom", null)
	setting := {"path": path, "name": name, "key": key, "value": value, "source": source}
]

words(pod) := [setting |
	some container in template.containers(pod)
	some list in ["command", "args"]
	some i, value in shape.members(object.get(container.value, list, null))
	prefix := container.path
	path := sprintf("%s/%s/%d", [prefix, list, i])
	owner := container.name
	name := sprintf("%s #%d of container \"%s\"", [list, i, owner])
	setting := {"path": path, "name": name, "key": "", "value": value, "source": null}
]

of_config_map(config_map) := [setting |
	some key, value in shape.fields(shape.field(config_map, "data"))
	path := shape.pointer("/data", key)
	name := sprintf("%s of the ConfigMap", [key])
	setting := {"path": path, "name": name, "key": key, "value": value, "source": null}
]

proxy_names := {
	"all_proxy", "ftp_proxy", "grpc_proxy", "http_proxy", "https_proxy", "rsync_proxy", "socks_proxy", "ws_proxy",
	"wss_proxy",
}

# Programs read these names in both spellings.
is_proxy(setting) if {
	is_string(setting.key)
	lower(setting.key) in proxy_names
}

# What cannot be read tells nobody where it sends.
defects(pod) := found if {
	variables_unread := template.list_defects(pod, "env")
	words_unread := {defect |
		some container in template.containers(pod)
		some list in ["args", "command"]
		place := shape.pointer(container.path, list)
		some defect in shape.whole_defects(place, object.get(container.value, list, null))
	}
	found := variables_unread | words_unread
}
