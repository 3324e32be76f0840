package lib.probe

import rego.v1

import data.lib.shape
import data.lib.template

handlers := [
	["livenessProbe"],
	["readinessProbe"],
	["startupProbe"],
	["lifecycle", "postStart"],
	["lifecycle", "preStop"],
]

# Hosts that the kubelet itself is told to connect to, by probes and hooks. The kubelet obeys no network policy.
hosts(pod) := [found |
	some container in template.containers(pod)
	some handler in handlers
	some action in ["httpGet", "tcpSocket"]
	value := object.get(container.value, array.concat(handler, [action, "host"]), null)
	not value in {"", null}
	steps := concat("/", handler)
	prefix := container.path
	path := sprintf("%s/%s/%s/host", [prefix, steps, action])
	name := called(container, handler)
	found := {"path": path, "name": name, "value": value}
]

# Where the kubelet is told to run a command in the container, by probes and hooks.
commands(pod) := [found |
	some container in template.containers(pod)
	some handler in handlers
	value := object.get(container.value, array.concat(handler, ["exec"]), null)
	value != null
	steps := concat("/", handler)
	prefix := container.path
	path := sprintf("%s/%s/exec", [prefix, steps])
	name := called(container, handler)
	found := {"path": path, "name": name}
]

# A probe that cannot be read may hold anything.
defects(pod) := {defect |
	some container in template.containers(pod)
	some handler in array.concat(handlers, [["lifecycle"]])
	value := object.get(container.value, handler, null)
	steps := concat("/", handler)
	prefix := container.path
	path := sprintf("%s/%s", [prefix, steps])
	some defect in parts(path, value)
}

parts(path, value) := found if {
	whole := shape.object_defects(path, value)
	http := shape.object_defects(sprintf("%s/httpGet", [path]), shape.field(value, "httpGet"))
	tcp := shape.object_defects(sprintf("%s/tcpSocket", [path]), shape.field(value, "tcpSocket"))
	found := whole | (http | tcp)
}

called(container, handler) := name if {
	owner := container.name
	last := handler[count(handler) - 1]
	name := sprintf("%s of container \"%s\"", [last, owner])
}
