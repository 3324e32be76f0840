package lib.path_test

import rego.v1

import data.lib.path

test_splits_absolute_paths_into_elements if {
	path.elements("/") == []
	path.elements("/a//b/./c/") == ["a", "b", "c"]
	path.elements("/a/../b") == ["a", "..", "b"]
	every text in ["", "a/b", " /a", null, 7, ["/a"]] {
		not path.elements(text)
	}
}

test_counts_a_root_as_inside_itself if {
	every text in ["/a/b", "/a/b/", "//a/./b", "/a/b/c", "/a/b/..c"] {
		path.inside(text, "/a/b/")
	}
}

test_leaves_everything_else_outside if {
	every text in ["/", "/a", "/a/bc", "/A/b", "/b/a", "a/b", "/a/b/..", "/a/b/../b", "/a/b/../../etc", null] {
		not path.inside(text, "/a/b")
	}
	every root in ["/", "", "//.", "a", null] {
		not path.inside("/a/b", root)
	}
}

test_accepts_any_of_several_roots if {
	path.inside_any("/b/c", ["/a", "/b"])
	not path.inside_any("/c", ["/a", "/b"])
	not path.inside_any("/c", [])
}
