package lib.redis

import rego.v1

import data.lib.arguments
import data.lib.image
import data.lib.locality
import data.lib.shape
import data.lib.template

# Containers that run Redis or a program that is configured like it, with every directive that they are given: of the
# files in mounted ConfigMaps, then of the command line, which wins. `maps` holds the ConfigMaps of the namespace.
servers(pod, maps) := [server |
	some container in template.containers(pod)
	line := [item.value | some item in arguments.command_line(container)]
	running(container.value, line)
	mounted := mounted_directives(pod, maps)
	spoken := spoken_directives(line)
	directives := array.concat(mounted, spoken)
	path := container.path
	name := container.name
	server := {"path": path, "name": name, "directives": directives}
]

programs := {"dragonfly", "keydb", "redis", "redis-stack", "redis-stack-server", "valkey"}

running(_, line) if {
	some word in line
	is_string(word)
	regex.match(`(?:^|[/\s;&|"'])(?:redis|valkey|keydb)-server(?:$|[\s;&|"'])`, word)
}

# The entry point of the image adds the name of the server where only options or a file are given.
running(container, line) if {
	path := image.located(object.get(container, "image", null)).path
	last := count(path) - 1
	path[last] in programs
	count(shape.members(object.get(container, "command", null))) == 0
	optional(line)
}

optional(line) if count(line) == 0

optional(line) if regex.match(`^-|\.conf$`, line[0])

# Words of a script are taken apart; what stands after a flag, up to the next one, is its value.
spoken_directives(line) := [directive |
	tokens := words(line)
	some i, token in tokens
	startswith(token, "--")
	start := i + 1
	later := [j | some j, other in tokens; j > i; startswith(other, "--")]
	all := array.concat(later, [count(tokens)])
	values := array.slice(tokens, start, min(all))
	name := lower(trim_prefix(token, "--"))
	directive := {"name": name, "values": values}
]

words(line) := [token |
	some word in line
	is_string(word)
	some piece in regex.split(`\s+`, word)
	token := trim(piece, `"'`)
]

mounted_directives(pod, maps) := [directive |
	some name in mounted(pod)
	some directive in map_directives(object.get(maps, name, null))
]

mounted(pod) := {name |
	some volume in template.volumes(pod)
	some source in sources(volume.value)
	name := shape.field(shape.field(source, "configMap"), "name")
	is_string(name)
}

sources(volume) := array.concat([volume], parts) if {
	parts := shape.members(shape.field(shape.field(volume, "projected"), "sources"))
}

map_directives(map) := [directive |
	some key, value in shape.fields(shape.field(map, "data"))
	endswith(key, ".conf")
	some directive in file_directives(value)
]

file_directives(value) := found if {
	is_string(value)
	found := [directive |
		some line in split(value, "\n")
		tokens := regex.split(`\s+`, trim_space(line))
		regex.match(`^[A-Za-z]`, tokens[0])
		rest := array.slice(tokens, 1, count(tokens))
		values := [trim(token, `"'`) | some token in rest]
		name := lower(tokens[0])
		directive := {"name": name, "values": values}
	]
} else := []

# Files that look like Redis' in a ConfigMap, each as a server of its own.
files(map) := [file |
	some key, value in shape.fields(shape.field(map, "data"))
	endswith(key, ".conf")
	directives := file_directives(value)
	names := {directive.name | some directive in directives}
	count(names & known) > 0
	path := shape.pointer("/data", key)
	file := {"path": path, "name": key, "directives": directives}
]

known := {"appendonly", "maxmemory", "protected-mode", "requirepass", "tls-port", "unixsocket"}

# All values under the name, one list for each time that it is said.
said(server, name) := [directive.values |
	some directive in server.directives
	directive.name == name
]

# What holds in the end. Undefined for what is never said.
setting(server, name) := values if {
	all := said(server, name)
	last := count(all) - 1
	values := all[last]
}

# Nobody outside the pod can connect: no port at all, or one on the loopback.
pod_local(server) if {
	setting(server, "port") == ["0"]
	not setting(server, "tls-port")
	some path in setting(server, "unixsocket")
	startswith(path, "/")
}

pod_local(server) if {
	hosts := setting(server, "bind")
	count(hosts) > 0
	far := [host | some host in hosts; not locality.loopback(trim_prefix(host, "-"))]
	count(far) == 0
}

encrypted(server) if {
	setting(server, "port") == ["0"]
	some port in setting(server, "tls-port")
	regex.match(`^[1-9][0-9]{0,4}$`, port)
}
