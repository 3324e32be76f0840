package admission.encryption_in_transit_test

import rego.v1

import data.admission.encryption_in_transit as rule

parameters := {"identifierHosts": ["loinc.org"]}

review(group, kind, object_) := {
	"kind": {"group": group, "version": "v1", "kind": kind},
	"namespace": "clinic",
	"operation": "CREATE",
	"object": object_,
}

judged(asked, maps) := result if {
	inventory := {"namespace": {"clinic": {"v1": {"ConfigMap": maps}}}}
	result := rule.violation with input as {"review": asked, "parameters": parameters} with data.inventory as inventory
}

pod(spec) := review("", "Pod", {"spec": spec})

container(fields) := judged(pod({"containers": [object.union({"name": "app"}, fields)]}), {})

ingress(metadata, spec) := judged(review("networking.k8s.io", "Ingress", {"metadata": metadata, "spec": spec}), {})

config(data_) := judged(review("", "ConfigMap", {"data": data_}), {})

places(violations) := {[violation.details.check, violation.details.path] | some violation in violations}

test_allows_an_ingress_with_certificates if {
	ingress({}, {"rules": [{"host": "a.example"}], "tls": [{"hosts": ["a.example"], "secretName": "a"}]}) == set()
}

test_denies_an_ingress_without_a_certificate if {
	ingress({}, {"rules": [{"host": "a.example"}]}) == {{
		"msg": concat(" ", [
			"/spec/rules/0/host of the Ingress has no certificate;",
			"it must have a certificate named under tls",
		]),
		"details": {
			"check": "ingress",
			"path": "/spec/rules/0/host",
			"observed": null,
			"expected": "a certificate named under tls",
		},
	}}
}

test_denies_an_ingress_that_serves_plain_http_too if {
	key := "nginx.ingress.kubernetes.io/ssl-redirect"
	ingress({"annotations": {key: "false"}}, {"tls": [{"secretName": "a"}]}) == {{
		"msg": sprintf("annotation %s lets the Ingress serve plain HTTP; it must not", [key]),
		"details": {
			"check": "ingress",
			"path": "/metadata/annotations/nginx.ingress.kubernetes.io~1ssl-redirect",
			"observed": "plain HTTP",
			"expected": "HTTPS alone",
		},
	}}
}

test_denies_redis_with_a_plain_port if {
	container({"image": "redis:7"}) == {{
		"msg": concat(" ", [
			"Redis in \"app\" can be reached without encryption;",
			"it must have port 0 with a tls-port or a unixsocket, or the loopback alone",
		]),
		"details": {
			"check": "redis",
			"path": "/spec/containers/0",
			"observed": "a plain port",
			"expected": "port 0 with a tls-port or a unixsocket, or the loopback alone",
		},
	}}
}

test_allows_redis_with_tls_or_in_its_pod if {
	container({"image": "redis:7", "args": ["--port", "0", "--tls-port", "6379"]}) == set()
	container({"image": "redis:7", "args": ["--bind", "127.0.0.1"]}) == set()
}

test_reads_the_files_of_redis if {
	asked := pod({
		"containers": [{"image": "redis:7", "args": ["/etc/redis/redis.conf"]}],
		"volumes": [{"name": "conf", "configMap": {"name": "redis"}}],
	})
	judged(asked, {"redis": {"data": {"redis.conf": "port 0\ntls-port 6379"}}}) == set()
	places(judged(asked, {"redis": {"data": {"redis.conf": "tls-port 6379"}}})) == {["redis", "/spec/containers/0"]}
	places(judged(asked, {})) == {["redis", "/spec/containers/0"]}
	without := rule.violation with input as {"review": asked, "parameters": parameters} with data.inventory as {}
	places(without) == {["redis", "/spec/containers/0"]}
}

test_denies_a_file_of_redis_that_opens_a_plain_port if {
	places(config({"redis.conf": "port 6379\ntls-port 6380"})) == {["redis", "/data/redis.conf"]}
	config({"redis.conf": "port 0\ntls-port 6380"}) == set()
	config({"redis.conf": "port 0\nmaxmemory 64mb"}) == set()
	config({"redis.conf": "maxmemory 64mb"}) == set()
	config({"redis.conf": "port 6379\nmaxmemory 64mb\nbind 127.0.0.1"}) == set()
}

test_denies_weak_settings if {
	container({"env": [{"name": "TLS_ENABLED", "value": "false"}]}) == {{
		"msg": concat(" ", [
			"variable #0 of container \"app\" weakens encryption in transit;",
			"it must not switch TLS or the check of certificates off",
		]),
		"details": {
			"check": "setting",
			"path": "/spec/containers/0/env/0/value",
			"observed": "a weak setting",
			"expected": "TLS 1.2 or later, verified",
		},
	}}
	places(config({"tls_min_version": "1.0"})) == {["setting", "/data/tls_min_version"]}
	places(container({"args": ["--insecure"]})) == {["setting", "/spec/containers/0/args/0"]}
	{split(violation.msg, " weakens")[0] |
		some result in [config({"tls_min_version": "1.0"}), container({"args": ["--insecure"]})]
		some violation in result
	} == {"/data/tls_min_version of the ConfigMap", "a command line of container \"app\""}
	container({"env": [{"name": "TLS_ENABLED", "valueFrom": {}}, "x"]}) == {violation |
		some violation in container({"env": [{"name": "A"}, "x"]})
	}
}

test_takes_prose_for_no_command_line if {
	config({"README": "--insecure"}) == set()
}

test_leaves_data_of_other_kinds_alone if {
	judged(review("", "Secret", {"data": {"a": "http://b.example"}}), {}) == set()
}

test_denies_addresses_without_encryption if {
	container({"env": [{"name": "API", "value": "http://api.clinic.svc"}]}) == {{
		"msg": concat(" ", [
			"variable #0 of container \"app\" holds an address without encryption;",
			"it must be https, rediss or the like",
		]),
		"details": {
			"check": "url",
			"path": "/spec/containers/0/env/0/value",
			"observed": "a plain scheme",
			"expected": "an encrypted scheme",
		},
	}}
	places(container({"args": ["--to=redis://cache"]})) == {["url", "/spec/containers/0/args/0"]}
	places(config({"a": "http://b.example", "c": "http://loinc.org"})) == {["url", "/data/a"]}
}

test_denies_what_cannot_be_read if {
	places(ingress({}, {"rules": "x", "tls": ["x"]})) == {
		["ingress", "/spec/tls"],
		["shape", "/spec/rules"],
		["shape", "/spec/tls/0"],
	}
	places(container({"env": "x", "args": "x"})) == {["shape", "/spec/containers/0/env"], ["shape", "/spec/containers/0/args"]}
	config("x") == {{
		"msg": "/data is of type string; it must be an object",
		"details": {"check": "shape", "path": "/data", "observed": "string", "expected": "an object"},
	}}
	places(judged(pod({}), {})) == {["shape", "/spec/containers"]}
}

test_says_nothing_on_delete if {
	judged(object.union(review("networking.k8s.io", "Ingress", {}), {"operation": "DELETE"}), {}) == set()
	judged(object.union(review("", "ConfigMap", {"data": {"a": "http://b"}}), {"operation": "DELETE"}), {}) == set()
}

wrong := [
	review("networking.k8s.io", "Ingress", {
		"metadata": {"annotations": {"nginx.ingress.kubernetes.io/ssl-redirect": "false"}},
		"spec": {"rules": [{"host": "a.example"}]},
	}),
	pod({"containers": [{
		"image": "redis:7",
		"env": [{"name": "TLS_ENABLED", "value": "false"}, {"name": "API", "value": "http://b.example"}, "x"],
	}]}),
]

findings(extra) := {violation |
	some request in wrong
	given := object.union(parameters, extra)
	result := rule.violation with input as {"review": request, "parameters": given} with data.inventory as {}
	some violation in result
}

test_asks_only_what_is_switched_on[check] if {
	some check in [
		"ingress", "redis", "setting", "shape", "url",
	]
	asked := findings({"checks": [check]})
	count(asked) > 0
	asked == {violation | some violation in findings({}); violation.details.check == check}
}
