package lib.monitoring

import rego.v1

import data.lib.shape
import data.lib.workload

kinds := {
	"monitoring.coreos.com/PodMonitor",
	"monitoring.coreos.com/Prometheus",
	"monitoring.coreos.com/PrometheusAgent",
	"monitoring.coreos.com/ServiceMonitor",
}

remote_lists := ["remoteRead", "remoteWrite"]

scrape_lists := ["endpoints", "podMetricsEndpoints"]

# The object of the Prometheus operator that a review brings in. Undefined where it brings none.
manifest(review) := found if {
	workload.judged(review)
	workload.group_kind(review) in kinds
	found := object.get(review, "object", null)
}

remotes(object) := [remote |
	some remote in parts(object)
	remote.list in remote_lists
]

# Everything that may be told to go through a proxy.
parts(object) := [part |
	some list in array.concat(remote_lists, scrape_lists)
	some i, value in shape.members(shape.field(shape.field(object, "spec"), list))
	path := sprintf("/spec/%s/%d", [list, i])
	name := sprintf("%s #%d", [list, i])
	part := {"path": path, "name": name, "list": list, "value": value}
]

proxies(object) := [proxy |
	some part in parts(object)
	value := shape.field(part.value, "proxyUrl")
	path := shape.pointer(part.path, "proxyUrl")
	owner := part.name
	name := sprintf("proxyUrl of %s", [owner])
	proxy := {"path": path, "name": name, "key": "", "value": value, "source": null}
]

defects(object) := found if {
	whole := shape.object_defects("/spec", shape.field(object, "spec"))
	lists := {defect |
		some list in array.concat(remote_lists, scrape_lists)
		place := shape.pointer("/spec", list)
		some defect in shape.list_defects(place, shape.field(shape.field(object, "spec"), list))
	}
	found := whole | lists
}
