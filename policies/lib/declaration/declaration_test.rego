package lib.declaration_test

import rego.v1

import data.lib.declaration

manifest := {"metadata": {
	"annotations": {"edgeward.io/rpo": "4h"},
	"labels": {"edgeward.io/erasure": "delete"},
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
