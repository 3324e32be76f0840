package admission.redis_and_sqlite_test

import rego.v1

import data.admission.redis_and_sqlite as rule

parameters := {"encrypted": ["luks"], "scratch": ["/tmp"]}

review(group, kind, object_) := {
	"kind": {"group": group, "version": "v1", "kind": kind},
	"namespace": "clinic",
	"operation": "CREATE",
	"object": object_,
}

judged(asked, inventory) := result if {
	result := rule.violation with input as {"review": asked, "parameters": parameters} with data.inventory as inventory
}

pod(spec) := review("", "Pod", {"metadata": {"labels": {"app": "cache"}}, "spec": spec})

server(args) := pod({"containers": [{"name": "cache", "image": "redis:7", "args": args}]})

safe := ["--save", "", "--maxmemory", "64mb", "--bind", "10.0.0.1", "--requirepass", "$(PASSWORD)"]

started(args) := judged(server(args), {})

config(text) := judged(review("", "ConfigMap", {"data": {"redis.conf": text}}), {})

places(violations) := {[violation.details.check, violation.details.path] | some violation in violations}

cache := "/spec/containers/0"

test_allows_a_cache_in_safe_use if {
	started(safe) == set()
	started(["--save", "", "--maxmemory", "64mb", "--bind", "127.0.0.1"]) == set()
}

test_denies_redis_as_it_comes if {
	started([]) == {
		{
			"msg": concat(" ", [
				"Redis of \"cache\" writes its data to disk without declared encryption;",
				"it must have save \"\" and appendonly no",
			]),
			"details": {
				"check": "persistence",
				"path": cache,
				"observed": "data on disk",
				"expected": "save \"\" and appendonly no",
			},
		},
		{
			"msg": "Redis of \"cache\" may take any amount of memory; it must have maxmemory above 0",
			"details": {"check": "memory", "path": cache, "observed": "no bound", "expected": "maxmemory above 0"},
		},
		{
			"msg": concat(" ", [
				"Redis of \"cache\" listens everywhere and no NetworkPolicy says who connects;",
				"it must have bind with named addresses",
			]),
			"details": {
				"check": "bind",
				"path": cache,
				"observed": "every address",
				"expected": "bind with named addresses",
			},
		},
		{
			"msg": concat(" ", [
				"Redis of \"cache\" lets everybody in who reaches it;",
				"it must have requirepass by reference, or the loopback alone",
			]),
			"details": {
				"check": "auth",
				"path": cache,
				"observed": "no password",
				"expected": "requirepass by reference, or the loopback alone",
			},
		},
	}
}

namespace(value) := {"cluster": {"v1": {"Namespace": {"clinic": {"metadata": {"annotations": {
	"edgeward.io/encryption-at-rest": value,
}}}}}}}

test_allows_writing_where_encryption_is_declared if {
	args := array.concat(safe, ["--appendonly", "yes"])
	judged(server(args), namespace("luks")) == set()
	places(judged(server(args), namespace("rot13"))) == {["persistence", cache]}
}

policies(policy) := {"namespace": {"clinic": {"networking.k8s.io/v1": {"NetworkPolicy": {"a": policy}}}}}

test_allows_every_address_behind_a_policy if {
	args := array.concat(safe, ["--bind", "0.0.0.0"])
	judged(server(args), policies({"spec": {"podSelector": {}}})) == set()
	places(judged(server(args), policies({"spec": {"podSelector": {"matchLabels": {"app": "web"}}}}))) == {["bind", cache]}
}

test_reads_mounted_files if {
	asked := pod({
		"containers": [{"image": "redis:7", "args": ["/etc/redis.conf"]}],
		"volumes": [{"name": "conf", "configMap": {"name": "redis"}}],
	})
	text := "save \"\"\nmaxmemory 64mb\nbind 127.0.0.1"
	judged(asked, {"namespace": {"clinic": {"v1": {"ConfigMap": {"redis": {"data": {"redis.conf": text}}}}}}}) == set()
}

test_denies_what_a_file_says if {
	places(config("appendonly yes")) == {["persistence", "/data/redis.conf"]}
	places(config("maxmemory 0")) == {["memory", "/data/redis.conf"]}
	places(config("maxmemory 1mb\nbind *")) == {["bind", "/data/redis.conf"]}
	places(config("protected-mode no")) == {["auth", "/data/redis.conf"]}
	config("maxmemory 64mb") == set()
	limited := {"namespace": {"clinic": {"networking.k8s.io/v1": {"NetworkPolicy": {"a": {"spec": {"podSelector": {}}}}}}}}
	judged(review("", "ConfigMap", {"data": {"redis.conf": "maxmemory 1mb\nbind *"}}), limited) == set()
}

storage := {
	"containers": [{"name": "app", "volumeMounts": [{"name": "data", "mountPath": "/data"}]}],
	"volumes": [{"name": "data", "hostPath": {"path": "/x"}}],
}

deployment(spec, more) := judged(
	review("apps", "Deployment", {"spec": object.union(more, {"template": {
		"metadata": {"labels": {"app": "a"}},
		"spec": spec,
	}})}),
	{},
)

test_denies_several_writers if {
	deployment(storage, {"replicas": 40}) == {{
		"msg": concat(" ", [
			"several pods on one node may write to volume \"data\"; it must have",
			"one writer at a time: a required podAntiAffinity by hostname, or one replica and Recreate",
		]),
		"details": {
			"check": "writers",
			"path": "/spec/template/spec/volumes/0/hostPath",
			"observed": "several writers",
			"expected": "one writer at a time: a required podAntiAffinity by hostname, or one replica and Recreate",
		},
	}}
	claim := object.union(storage, {"volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "a"}}]})
	places(deployment(claim, {})) == {["writers", "/spec/template/spec/volumes/0/persistentVolumeClaim"]}
}

test_allows_one_writer if {
	deployment(storage, {"replicas": 1, "strategy": {"type": "Recreate"}}) == set()
	term := {"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": {"app": "a"}}}
	affinity := {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
	deployment(object.union(storage, {"affinity": affinity}), {"replicas": 40}) == set()
	readers := {"containers": [{"volumeMounts": [{"name": "data", "mountPath": "/data", "readOnly": true}]}]}
	deployment(object.union(storage, readers), {"replicas": 40}) == set()
	judged(pod(storage), {}) == set()
	elsewhere := object.union(storage, {"volumes": [{"name": "data", "emptyDir": {}}, {"name": "other", "hostPath": {"path": "/x"}}]})
	deployment(elsewhere, {"replicas": 40}) == set()
}

test_denies_records_that_do_not_last if {
	container := {"name": "app", "env": [{"name": "DB", "value": "/data/a.db"}]}
	judged(pod({"containers": [container]}), {}) == {{
		"msg": concat(" ", [
			"container \"app\" keeps a file of SQLite where it is lost with the pod;",
			"it must lie on a hostPath or a claim",
		]),
		"details": {
			"check": "record_volume",
			"path": "/spec/containers/0/env/0/value",
			"observed": "another place",
			"expected": "a hostPath or a claim",
		},
	}}
}

test_allows_records_that_last_and_scratch if {
	judged(
		pod(object.union(storage, {"containers": [{
			"args": ["/data/a.db", "/tmp/b.db"],
			"volumeMounts": [{"name": "data", "mountPath": "/data"}],
		}]})),
		{},
	) == set()
	made := {"containers": [{"args": ["/data/a.db"], "volumeMounts": [{"name": "data", "mountPath": "/data"}]}]}
	judged(
		review("apps", "StatefulSet", {"spec": {
			"template": {"spec": made},
			"volumeClaimTemplates": [{"metadata": {"name": "data"}}],
		}}),
		{},
	) == set()
}

test_denies_what_cannot_be_read if {
	places(judged(pod({"containers": [{"env": "x", "args": "x"}], "volumes": "x"}), {})) == {
		["shape", "/spec/containers/0/env"],
		["shape", "/spec/containers/0/args"],
		["shape", "/spec/volumes"],
	}
	judged(review("", "ConfigMap", {"data": "x"}), {}) == {{
		"msg": "/data is of type string; it must be an object",
		"details": {"check": "shape", "path": "/data", "observed": "string", "expected": "an object"},
	}}
}

wrong := [
	server([]),
	pod({"containers": [{"env": [{"name": "DB", "value": "/data/a.db"}]}], "volumes": "x"}),
	review("apps", "Deployment", {"spec": {"replicas": 2, "template": {"spec": storage}}}),
]

test_asks_only_what_is_switched_on[check] if {
	some check in ["auth", "bind", "memory", "persistence", "record_volume", "shape", "writers"]
	given := object.union(parameters, {"checks": [check]})
	{violation.details.check |
		some request in wrong
		result := rule.violation with input as {"review": request, "parameters": given} with data.inventory as {}
		some violation in result
	} == {check}
}

unreadable := review("", "ConfigMap", {"data": "x"})

test_says_nothing_on_delete[i] if {
	some i, request in array.concat(wrong, [unreadable])
	judged(object.union(request, {"operation": "DELETE"}), {}) == set()
}

test_leaves_other_kinds_alone if {
	judged(object.union(unreadable, {"kind": {"kind": "Secret"}}), {}) == set()
	judged(review("", "Secret", {"data": {"redis.conf": "appendonly yes"}}), {}) == set()
}
