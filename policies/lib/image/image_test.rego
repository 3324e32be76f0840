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
