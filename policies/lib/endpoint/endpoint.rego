package lib.endpoint

import rego.v1

import data.lib.cidr
import data.lib.shape
import data.lib.text

# Addresses behind a Service, by both kinds that hold them. `target` is what the address is said to be of.
addresses(manifest) := array.concat(of_subsets, of_slices) if {
	of_subsets := [address |
		some i, subset in shape.members(shape.field(manifest, "subsets"))
		some list in ["addresses", "notReadyAddresses"]
		some j, item in shape.members(shape.field(subset, list))
		path := sprintf("/subsets/%d/%s/%d", [i, list, j])
		value := shape.field(item, "ip")
		target := shape.field(item, "targetRef")
		address := {"path": path, "value": value, "target": target}
	]
	of_slices := [address |
		some i, item in shape.members(shape.field(manifest, "endpoints"))
		some j, value in shape.members(shape.field(item, "addresses"))
		path := sprintf("/endpoints/%d/addresses/%d", [i, j])
		target := shape.field(item, "targetRef")
		address := {"path": path, "value": value, "target": target}
	]
}

address_findings(manifest, networks) := {finding |
	some address in addresses(manifest)
	observed := address.value
	not cidr.address_inside_any(observed, networks)
	path := address.path
	shown := text.shown(observed)
	expected := text.choice(networks)
	msg := sprintf("the address %s is none of a pod of this cluster; it must lie inside: %s", [shown, expected])
	finding := {"path": path, "observed": observed, "expected": expected, "msg": msg}
}

# The controllers name the pod of every address; by hand anything can be named, so the pod has to be there, with that
# address as soon as it has one. `pods` are those of the namespace by name.
target_findings(manifest, home, pods) := {finding |
	some address in addresses(manifest)
	not is_of_pod(address, home, pods)
	path := address.path
	msg := sprintf("%s is not known as the address of a pod of the namespace; it must be", [path])
	finding := {"path": path, "observed": "another address", "expected": "the address of a pod", "msg": msg}
}

is_of_pod(address, home, pods) if {
	target := address.target
	shape.field(target, "kind") == "Pod"
	shape.field(target, "namespace") in {home, "", null}
	pod := shape.field(pods, shape.field(target, "name"))
	is_object(pod)
	known := own_addresses(pod)
	fits(address.value, known)
}

own_addresses(pod) := {address |
	status := shape.field(pod, "status")
	some entry in array.concat([{"ip": shape.field(status, "podIP")}], shape.members(shape.field(status, "podIPs")))
	address := shape.field(entry, "ip")
	is_string(address)
	address != ""
}

# The inventory may lag behind the controller that has seen the address already.
fits(_, known) if count(known) == 0

fits(address, known) if address in known

defects(manifest) := found if {
	lists := {defect |
		some list in ["endpoints", "subsets"]
		place := shape.pointer("", list)
		some defect in shape.list_defects(place, shape.field(manifest, list))
	}
	of_subsets := {defect |
		some i, subset in shape.members(shape.field(manifest, "subsets"))
		some list in ["addresses", "notReadyAddresses"]
		place := sprintf("/subsets/%d/%s", [i, list])
		some defect in shape.list_defects(place, shape.field(subset, list))
	}
	of_slices := {defect |
		some i, item in shape.members(shape.field(manifest, "endpoints"))
		written := shape.field(item, "addresses")
		not is_array(written)
		place := sprintf("/endpoints/%d/addresses", [i])
		defect := shape.defect(place, written, "an array")
	}
	found := lists | (of_subsets | of_slices)
}
