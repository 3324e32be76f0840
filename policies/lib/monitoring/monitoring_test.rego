package lib.monitoring_test

import rego.v1

import data.lib.monitoring

object := {"spec": {
	"remoteWrite": [{"url": "a", "proxyUrl": "p"}],
	"remoteRead": ["x"],
	"endpoints": [{"port": "metrics"}],
	"podMetricsEndpoints": [{"proxyUrl": "q"}],
}}

review(kind) := {
	"kind": {"group": "monitoring.coreos.com", "version": "v1", "kind": kind},
	"operation": "CREATE",
	"object": object,
}

object_removed := {
	"kind": {"group": "monitoring.coreos.com", "version": "v1", "kind": "Prometheus"},
	"operation": "DELETE",
	"object": object,
}

test_knows_its_kinds if {
	every kind in ["PodMonitor", "Prometheus", "PrometheusAgent", "ServiceMonitor"] {
		monitoring.manifest(review(kind)) == object
	}
	not monitoring.manifest(review("PrometheusRule"))
	not monitoring.manifest(object_removed)
}

test_finds_remotes if {
	[remote.path | some remote in monitoring.remotes(object)] == ["/spec/remoteRead/0", "/spec/remoteWrite/0"]
	monitoring.remotes({"spec": "x"}) == []
}

test_finds_proxies_of_everything if {
	[[proxy.path, proxy.value] | some proxy in monitoring.proxies(object)] == [
		["/spec/remoteRead/0/proxyUrl", null],
		["/spec/remoteWrite/0/proxyUrl", "p"],
		["/spec/endpoints/0/proxyUrl", null],
		["/spec/podMetricsEndpoints/0/proxyUrl", "q"],
	]
}

test_describes_a_proxy_as_other_destinations_are_described if {
	monitoring.proxies({"spec": {"endpoints": [{"proxyUrl": "p"}]}}) == [{
		"path": "/spec/endpoints/0/proxyUrl",
		"name": "proxyUrl of endpoints #0",
		"key": "",
		"value": "p",
		"source": null,
	}]
}

test_reports_what_cannot_be_read if {
	{defect.path | some defect in monitoring.defects(object)} == {"/spec/remoteRead/0"}
	{defect.path | some defect in monitoring.defects({"spec": {"endpoints": "x"}})} == {"/spec/endpoints"}
	{defect.path | some defect in monitoring.defects({"spec": "x"})} == {"/spec"}
}
