package lib.redis_test

import rego.v1

import data.lib.redis

pod(containers, volumes) := {"path": "", "spec": {"containers": containers, "volumes": volumes}}

server(args) := redis.servers(pod([{"name": "cache", "image": "redis:7", "args": args}], []), {})[0]

runs(container) if count(redis.servers(pod([container], []), {})) == 1

test_knows_a_server_by_its_program_and_by_its_image if {
	runs({"command": ["redis-server"]})
	runs({"image": "evil/x", "command": ["sh", "-c", "exec /usr/bin/valkey-server --port 0"]})
	runs({"image": "docker.io/bitnami/redis:7"})
	runs({"image": "redis", "args": ["--port", "0"]})
	runs({"image": "redis", "args": ["/etc/redis.conf"]})
	not runs({"image": "redis", "args": ["redis-cli"]})
	not runs({"image": "redis", "command": ["redis-cli"]})
	not runs({"image": "redis", "command": ["/start.conf"]})
	not runs({"image": "redis_exporter"})
	not runs({"image": null, "args": [7]})
}

test_knows_every_program_that_is_configured_like_redis[program] if {
	some program in ["dragonfly", "keydb", "redis", "redis-stack", "redis-stack-server", "valkey"]
	runs({"image": sprintf("example.com/cache/%s:1", [program])})
}

test_reads_the_command_line if {
	found := server(["--Port", "0", "--save", "", "--bind", "127.0.0.1", "-::1", "--tls-port", "6379", "--port 1"])
	found.path == "/spec/containers/0"
	found.name == "cache"
	redis.said(found, "port") == [["0"], ["1"]]
	redis.setting(found, "port") == ["1"]
	redis.setting(found, "save") == [""]
	redis.setting(found, "bind") == ["127.0.0.1", "-::1"]
	not redis.setting(found, "appendonly")
}

test_only_two_leading_dashes_make_a_directive if {
	found := server(["--logfile", "port", "--bind", "a--b", "127.0.0.1"])
	found.directives == [
		{"name": "logfile", "values": ["port"]},
		{"name": "bind", "values": ["a--b", "127.0.0.1"]},
	]
}

test_takes_a_script_apart if {
	found := redis.servers(pod([{"command": ["sh", "-c", "redis-server --save \"\" --maxmemory '64mb'"]}], []), {})[0]
	redis.setting(found, "save") == [""]
	redis.setting(found, "maxmemory") == ["64mb"]
}

test_reads_mounted_files_and_lets_the_command_line_win if {
	volumes := [
		{"name": "a", "configMap": {"name": "conf"}},
		{"name": "b", "projected": {"sources": [{"configMap": {"name": "more"}}]}},
		{"name": "c", "configMap": {"name": "absent"}},
	]
	maps := {
		"conf": {"data": {"redis.conf": "# port 1\n\n port 2\nmaxmemory \"64mb\"\n", "notes.txt": "port 3"}},
		"more": {"data": {"extra.conf": "appendonly no", "x.conf": 7, "y.conf.bak": "appendonly yes"}},
	}
	found := redis.servers(pod([{"image": "redis", "args": ["--port", "0"]}], volumes), maps)[0]
	redis.said(found, "port") == [["2"], ["0"]]
	redis.setting(found, "maxmemory") == ["64mb"]
	redis.setting(found, "appendonly") == ["no"]
}

test_finds_files_of_redis_in_a_config_map if {
	found := redis.files({"data": {"redis.conf": "port 6379\nmaxmemory 64mb", "nginx.conf": "worker 1", "a.txt": "appendonly no"}})
	found == [{
		"path": "/data/redis.conf",
		"name": "redis.conf",
		"directives": [{"name": "port", "values": ["6379"]}, {"name": "maxmemory", "values": ["64mb"]}],
	}]
	redis.files(null) == []
	redis.files({"data": {"redis.conf.md": "maxmemory 64mb"}}) == []
}

test_knows_a_file_of_redis_by_one_directive[name] if {
	some name in ["appendonly", "maxmemory", "protected-mode", "requirepass", "tls-port", "unixsocket"]
	count(redis.files({"data": {"a.conf": sprintf("%s x", [name])}})) == 1
}

test_a_line_without_a_name_is_no_directive if {
	redis.file_directives("# port 0\n\n  \nport 1") == [{"name": "port", "values": ["1"]}]
	redis.file_directives(7) == []
}

test_knows_what_stays_in_the_pod if {
	every args in [
		["--port", "0", "--unixsocket", "/run/r.sock"], ["--bind", "127.0.0.1", "-::1"], ["--bind", "127.0.0.1"],
	] {
		redis.pod_local(server(args))
		not redis.encrypted(server(args))
	}
	every args in [
		[], ["--port", "0"], ["--bind"], ["--bind", "0.0.0.0"], ["--bind", "127.0.0.1", "10.0.0.1"], ["--bind", "*"],
		["--port", "0", "--tls-port", "6379", "--unixsocket", "/run/r.sock"], ["--port", "0", "--unixsocket", ""],
		["--unixsocket", "/run/r.sock"], ["--port", "0", "--unixsocket", "run/r.sock"],
	] {
		not redis.pod_local(server(args))
	}
}

test_knows_what_is_encrypted if {
	redis.encrypted(server(["--port", "0", "--tls-port", "6379"]))
	every args in [["--tls-port", "6379"], ["--port", "0", "--tls-port", "0"], ["--port", "6379", "--tls-port", "6380"], []] {
		not redis.encrypted(server(args))
	}
}
