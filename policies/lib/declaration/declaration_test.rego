package lib.declaration_test

import rego.v1

import data.lib.declaration

manifest := {"metadata": {
	"annotations": {"edgeward.io/rpo": "4h"},
	"labels": {"edgeward.io/erasure": "delete"},
	"creationTimestamp": "2026-01-15T08:00:00Z",
	"managedFields": [{"time": "2026-01-17T08:00:00Z"}, {"time": null}, "x"],
}}

test_reads_marks if {
	declaration.annotation(manifest, "rpo") == "4h"
	declaration.annotation(manifest, "rto") == null
	declaration.label(manifest, "erasure") == "delete"
	declaration.label(manifest, "rpo") == null
	declaration.annotation(null, "rpo") == null
	declaration.label({"metadata": {"labels": ["x"]}}, "rpo") == null
}

test_says_where_marks_are if {
	declaration.annotation_path("rpo") == "/metadata/annotations/edgeward.io~1rpo"
	declaration.label_path("erasure") == "/metadata/labels/edgeward.io~1erasure"
}

test_takes_the_day_from_the_clock if {
	declaration.today(null) == 20468 with data.clock.now_ns as 1768435200000000000
	declaration.today(manifest) == 20468 with data.clock.now_ns as 1768435200000000000
}

test_takes_the_latest_day_that_the_object_carries if {
	declaration.today(manifest) == 20470
	declaration.today({"metadata": {"creationTimestamp": "2026-01-15T08:00:00Z"}}) == 20468
}

test_knows_no_day_where_nothing_tells_the_time if {
	every object in [null, {}, {"metadata": {"creationTimestamp": null}}, {"metadata": {"managedFields": {}}}] {
		not declaration.today(object)
	}
}
