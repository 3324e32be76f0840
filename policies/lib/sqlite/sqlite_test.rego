package lib.sqlite_test

import rego.v1

import data.lib.sqlite

pod(fields) := {"path": "", "spec": {
	"containers": [object.union({"name": "app"}, fields)],
	"volumes": [
		{"name": "disk", "hostPath": {"path": "/x"}}, {"name": "claim", "persistentVolumeClaim": {}},
		{"name": "scratch", "emptyDir": {}}, {"name": "none", "hostPath": null},
	],
}}

told(text) := {file.file | some file in sqlite.files(pod({"args": [text]}))}

test_knows_files_by_their_ending if {
	told("/data/a.db") == {"/data/a.db"}
	told("--db=//data/a.db") == {"/data/a.db"}
	told("db:/data/a.db") == {"/data/a.db"}
	told("--db=/data/a.sqlite3") == {"/data/a.sqlite3"}
	told("sqlite:////data/a.db?mode=rw") == {"/data/a.db"}
	told("file:/data/a.sqlite") == {"/data/a.sqlite"}
	told("a /data/a.db, /data/b.db3") == {"/data/a.db", "/data/b.db3"}
	every text in ["", "/data/a.db.bak", "a.db", "/data/adb", "https://a.db"] {
		told(text) == set()
	}
}

test_finds_the_deepest_mount if {
	mounts := [
		{"name": "disk", "mountPath": "/data"}, {"name": "scratch", "mountPath": "/data/tmp"},
		{"name": "claim", "mountPath": "/dat"}, {"name": "claim", "mountPath": null}, "x",
	]
	volumes := {[file.file, file.volume, file.path] |
		some file in sqlite.files(pod({
			"volumeMounts": mounts,
			"command": ["/data/a.db", 7],
			"env": [{"name": "A", "value": "/data/tmp/a.db"}, {"name": "B", "value": "/else/a.db"}, {"name": "C"}],
		}))
	}
	volumes == {
		["/data/a.db", "disk", "/spec/containers/0/command/0"],
		["/data/tmp/a.db", "scratch", "/spec/containers/0/env/0/value"],
		["/else/a.db", null, "/spec/containers/0/env/1/value"],
	}
}

test_a_climbing_path_lies_on_no_mount if {
	mounts := [{"name": "disk", "mountPath": "/data"}]
	{file.volume | some file in sqlite.files(pod({"volumeMounts": mounts, "args": ["/data/../a.db"]}))} == {null}
}

test_knows_volumes_that_last if {
	every name in ["disk", "claim", "made"] {
		sqlite.lasting(pod({}), name, {"made"})
	}
	every name in ["scratch", "none", "absent", null] {
		not sqlite.lasting(pod({}), name, {"made"})
	}
}

test_a_file_is_named_with_its_container if {
	sqlite.files(pod({"args": ["/data/a.db"]})) == [{
		"path": "/spec/containers/0/args/0",
		"name": "app",
		"file": "/data/a.db",
		"volume": null,
	}]
}
