package lib.volume_test

import rego.v1

import data.lib.volume

test_takes_every_key_but_the_name_for_a_source if {
	volume.sources({"name": "a"}) == set()
	volume.sources({"name": "a", "x": null, "emptyDir": {}}) == {"x", "emptyDir"}
}

test_accepts_listed_sources_that_are_objects if {
	volume.accepted({"emptyDir": {}}, "emptyDir", ["emptyDir"])
	not volume.accepted({"emptyDir": null}, "emptyDir", ["emptyDir"])
	not volume.accepted({"emptyDir": "x"}, "emptyDir", ["emptyDir"])
	not volume.accepted({"nfs": {}}, "nfs", ["emptyDir"])
	not volume.accepted({"csi": {}}, "csi", ["csi"])
}

test_knows_csi_by_its_driver if {
	volume.driven({"csi": {"driver": "a"}}, "csi", ["a"])
	not volume.driven({"csi": {"driver": "b"}}, "csi", ["a"])
	not volume.driven({"csi": {}}, "csi", ["a"])
	not volume.driven({"csi": null}, "csi", ["a"])
	not volume.driven({"nfs": {"driver": "a"}}, "nfs", ["a"])
}

test_lists_what_is_projected if {
	volume.projections({"path": "/v", "value": {"projected": {"sources": [{"secret": {}, "x": {}}, "y"]}}}) == [
		{"path": "/v/projected/sources/0/secret", "member": "secret"},
		{"path": "/v/projected/sources/0/x", "member": "x"},
	]
	every value in [{}, {"projected": null}, {"projected": {"sources": "x"}}] {
		volume.projections({"path": "/v", "value": value}) == []
	}
}

test_reports_projections_that_cannot_be_read if {
	volumes := [{"projected": {"sources": "x"}}, {"projected": {"sources": [{}, "x"]}}, {"projected": {}}, {"emptyDir": {}}]
	{defect.path | some defect in volume.projection_defects({"path": "/t", "spec": {"volumes": volumes}})} == {
		"/t/spec/volumes/0/projected/sources",
		"/t/spec/volumes/1/projected/sources/1",
	}
}

test_finds_host_paths_whatever_they_hold if {
	volumes := [{"name": "a", "hostPath": {"path": "/"}}, {"emptyDir": {}}, {"hostPath": null}]
	volume.host_paths({"path": "/t", "spec": {"volumes": volumes}}) == [
		{"path": "/t/spec/volumes/0/hostPath", "name": "a", "handle": "a", "value": {"path": "/"}},
		{"path": "/t/spec/volumes/2/hostPath", "name": "#2", "handle": null, "value": null},
	]
}

test_names_every_stranger if {
	strange := volume.strangers({"path": "/v", "value": {"name": "a", "nfs": {}, "emptyDir": {}}}, ["emptyDir"], [])
	strange == {{"path": "/v/nfs", "source": "nfs", "words": "comes from nfs"}}
	volume.strangers({"path": "/v", "value": {"name": "a"}}, ["emptyDir"], []) == {
		{"path": "/v", "source": null, "words": "has no source"},
	}
	volume.strangers({"path": "/v", "value": {"csi": {"driver": "d"}}}, [], ["d"]) == set()
}
