package mutation.edge_node_selector_test

import rego.v1

import data.mutation.edge_node_selector as mutate

label := {"key": "example.com/type", "value": "edge"}

review(spec) := {
	"kind": {"group": "apps", "version": "v1", "kind": "Deployment"},
	"operation": "CREATE",
	"object": {"spec": {"template": {"spec": spec}}},
}

added(spec) := result if {
	result := mutate.mutation with input as {"review": review(spec), "parameters": label}
}

test_adds_the_whole_selector_where_there_is_none if {
	added({}) == {{"op": "add", "path": "/spec/template/spec/nodeSelector", "value": {"example.com/type": "edge"}}}
}

test_adds_the_label_to_a_selector if {
	every selector in [{}, {"disk": "ssd"}] {
		added({"nodeSelector": selector}) == {{
			"op": "add",
			"path": "/spec/template/spec/nodeSelector/example.com~1type",
			"value": "edge",
		}}
	}
}

test_leaves_a_written_label_alone if {
	every value in ["edge", "cloud", "", null] {
		added({"nodeSelector": {"example.com/type": value}}) == set()
	}
}

test_leaves_a_selector_that_is_none_alone if {
	every selector in [null, "x", []] {
		added({"nodeSelector": selector}) == set()
	}
}

test_adds_nothing_without_a_label_to_add[parameters] if {
	some parameters in [{}, {"key": "example.com/type"}, {"value": "edge"}, {"key": null, "value": "edge"}]
	every spec in [{}, {"nodeSelector": {}}] {
		result := mutate.mutation with input as {"review": review(spec), "parameters": parameters}
		result == set()
	}
}

test_adds_nothing_to_what_cannot_be_read if {
	every spec in [null, "x", []] {
		added(spec) == set()
	}
}

test_adds_nothing_on_other_operations if {
	every operation in ["DELETE", "CONNECT", ""] {
		changed := object.union(review({}), {"operation": operation})
		result := mutate.mutation with input as {"review": changed, "parameters": label}
		result == set()
	}
}
