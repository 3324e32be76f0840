package lib.image_test

import rego.v1

import data.lib.image

hex := "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

digest := sprintf("sha256:%s", [hex])

test_tells_name_tag_and_digest_apart if {
	image.reference("app") == {"name": "app", "tag": "", "digest": ""}
	image.reference("app:1.0") == {"name": "app", "tag": "1.0", "digest": ""}
	image.reference("r.example:5000/a/b") == {"name": "r.example:5000/a/b", "tag": "", "digest": ""}
	image.reference("localhost:5000/a:v1") == {"name": "localhost:5000/a", "tag": "v1", "digest": ""}
	image.reference(sprintf("a:1@%s", [digest])) == {"name": "a", "tag": "1", "digest": digest}
}

test_refuses_what_is_no_reference if {
	every text in ["", "a b", "@sha256:00", "a@", "a:", "a@b@c", "/a", "a/", "a::1", "A", null, 7, ["a"], "a\n"] {
		not image.reference(text)
	}
}

test_counts_only_sha256_as_pinned if {
	image.pinned(sprintf("a@%s", [digest]))
	image.pinned(sprintf("a:latest@%s", [digest]))
	wrong := ["a", "a:1", sprintf("a@sha256:%s0", [hex]), sprintf("a@sha512:%s%s", [hex, hex]), "a@sha256:00", null]
	every text in wrong {
		not image.pinned(text)
	}
	not image.pinned(sprintf("a@sha256:%s", [upper(hex)]))
}

test_counts_latest_and_no_tag_as_floating if {
	every text in ["a", "a:latest", "r.example:5000/a"] {
		image.floating(text)
	}
	every text in ["a:1", "a:Latest", sprintf("a@%s", [digest]), sprintf("a:latest@%s", [digest]), null, ""] {
		not image.floating(text)
	}
}

test_finds_the_images_of_containers_and_volumes if {
	image.used({"path": "/p", "spec": {
		"containers": [{"name": "app", "image": "a:1"}],
		"initContainers": [{"name": "setup"}],
		"ephemeralContainers": [{"image": 7}],
		"volumes": [{"name": "codes", "image": {"reference": "b:1"}}, {"name": "x", "image": null}, {"name": "y"}],
	}}) == [
		{"path": "/p/spec/containers/0/image", "name": "container \"app\"", "reference": "a:1"},
		{"path": "/p/spec/initContainers/0/image", "name": "container \"setup\"", "reference": null},
		{"path": "/p/spec/ephemeralContainers/0/image", "name": "container \"#0\"", "reference": 7},
		{"path": "/p/spec/volumes/0/image/reference", "name": "volume \"codes\"", "reference": "b:1"},
		{"path": "/p/spec/volumes/1/image/reference", "name": "volume \"x\"", "reference": null},
	]
}

test_reads_the_registry_as_runtimes_do if {
	image.located("app") == {"registry": "docker.io", "path": ["library", "app"]}
	image.located("index.docker.io/app") == {"registry": "docker.io", "path": ["library", "app"]}
	image.located("team/app:1") == {"registry": "docker.io", "path": ["team", "app"]}
	image.located("localhost/app") == {"registry": "localhost", "path": ["app"]}
	image.located("host:5000/a/b:1") == {"registry": "host:5000", "path": ["a", "b"]}
	image.located("r.example/a") == {"registry": "r.example", "path": ["a"]}
	image.located("Host/a") == {"registry": "Host", "path": ["a"]}
	image.located("r.example:5000") == {"registry": "docker.io", "path": ["library", "r.example"]}
	not image.located("https://r.example/a")
	not image.located(null)
}

test_compares_registries_element_by_element if {
	every text in ["r.example/a", "r.example/a/b:1", sprintf("r.example/a@%s", [digest])] {
		image.from_any(text, ["x.example", "r.example"])
		image.from_any(text, ["r.example/a/"])
	}
	every text in ["r.example.evil/a", "r.example:443/a", "R.example/a", "a", "evil/r.example/a", "", null] {
		not image.from_any(text, ["r.example", "", "/"])
	}
	not image.from("r.example/ab", "r.example/a")
	not image.from("r.example/a", "r.example/a/b")
	image.from("nginx", "docker.io/library")
}
