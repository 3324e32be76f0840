package admission.indirect_egress_test

import rego.v1

import data.admission.indirect_egress as rule

parameters := {
	"localNetworks": ["10.0.0.0/8", "127.0.0.0/8"],
	"localDomains": ["cluster.local", "svc"],
	"resolvers": ["10.43.0.10/32"],
	"identifierHosts": ["hl7.org"],
	"shippers": ["fluent-bit"],
}

review(group, kind, manifest) := {
	"kind": {"group": group, "version": "v1", "kind": kind},
	"namespace": "clinic",
	"operation": "CREATE",
	"object": manifest,
}

judged(it) := result if {
	result := rule.violation with input as {"review": it, "parameters": parameters}
}

found(spec) := judged(review("", "Pod", {"spec": object.union({"containers": [{"name": "app"}]}, spec)}))

container(fields) := found({"containers": [object.union({"name": "app"}, fields)]})

env(variable) := container({"env": [variable]})

config(pairs) := judged(review("", "ConfigMap", {"data": pairs}))

prometheus(spec) := judged(review("monitoring.coreos.com", "Prometheus", {"spec": spec}))

places(violations) := {[violation.details.check, violation.details.path] | some violation in violations}

test_allows_what_stays_on_the_site if {
	found({
		"dnsPolicy": "None",
		"dnsConfig": {"nameservers": ["10.43.0.10"], "searches": ["clinic.svc.cluster.local", "svc", "."]},
		"hostAliases": [{"ip": "10.1.2.3", "hostnames": ["a"]}],
		"containers": [{
			"image": "registry.example.com/records:1",
			"livenessProbe": {"httpGet": {"port": 80}},
			"env": [
				{"name": "HTTP_PROXY", "value": "http://proxy.site.svc:3128"},
				{"name": "http_proxy"},
				{"name": "URL", "value": "http://records.clinic.svc/x"},
				{"name": "SYSTEM", "value": "http://hl7.org/fhir"},
			],
			"args": ["--db=redis://127.0.0.1:6379", 7],
		}],
	}) == set()
	config({"a": "http://10.1.2.3/", "HTTPS_PROXY": "10.1.2.3:3128"}) == set()
	config(null) == set()
	prometheus({"remoteWrite": [{"url": "http://store.monitoring.svc/push"}]}) == set()
}

test_allows_every_way_to_the_dns_of_the_cluster if {
	every way in ["ClusterFirst", "ClusterFirstWithHostNet", "None", "", null] {
		found({"dnsPolicy": way}) == set()
	}
	found({"dnsConfig": {"searches": ["SVC.", "Clinic.Svc.Cluster.Local."]}}) == set()
}

test_reads_no_data_of_other_kinds if {
	judged(review("", "Secret", {"data": {"a": "http://a.example"}})) == set()
}

test_denies_hosts_in_probes_and_hooks if {
	container({"lifecycle": {"preStop": {"httpGet": {"host": "203.0.113.7"}}}}) == {{
		"msg": "preStop of container \"app\" names a host, which the kubelet connects to past every network policy; it must not",
		"details": {
			"check": "probe_host",
			"path": "/spec/containers/0/lifecycle/preStop/httpGet/host",
			"observed": "present",
			"expected": "absent",
		},
	}}
}

test_denies_other_resolvers if {
	found({"dnsPolicy": "Default"}) == {{
		"msg": "the dnsPolicy is \"Default\", which asks the node's resolver; it must be ClusterFirst",
		"details": {
			"check": "resolver",
			"path": "/spec/dnsPolicy",
			"observed": "Default",
			"expected": "ClusterFirst",
		},
	}}
	found({"dnsConfig": {"nameservers": ["10.43.0.10", "8.8.8.8"]}}) == {{
		"msg": "nameserver #1 is \"8.8.8.8\"; it must lie inside one of: 10.43.0.10/32",
		"details": {
			"check": "resolver",
			"path": "/spec/dnsConfig/nameservers/1",
			"observed": "8.8.8.8",
			"expected": "10.43.0.10/32",
		},
	}}
}

test_denies_search_domains_outside if {
	found({"dnsConfig": {"searches": ["example.com"]}}) == {{
		"msg": concat(" ", [
			"search domain #0 is \"example.com\", which turns short names into names outside;",
			"it must end in one of: cluster.local, svc",
		]),
		"details": {
			"check": "search_domain",
			"path": "/spec/dnsConfig/searches/0",
			"observed": "example.com",
			"expected": "cluster.local, svc",
		},
	}}
	every domain in ["com", "", null, 7, "cluster.local.example.com"] {
		places(found({"dnsConfig": {"searches": [domain]}})) == {["search_domain", "/spec/dnsConfig/searches/0"]}
	}
}

test_denies_aliases_outside if {
	found({"hostAliases": [{"ip": "10.1.2.3"}, {"ip": "8.8.8.8"}]}) == {{
		"msg": concat(" ", [
			"host alias #1 leads to an address that is \"8.8.8.8\";",
			"it must lie inside one of: 10.0.0.0/8, 127.0.0.0/8",
		]),
		"details": {
			"check": "alias",
			"path": "/spec/hostAliases/1/ip",
			"observed": "8.8.8.8",
			"expected": "10.0.0.0/8, 127.0.0.0/8",
		},
	}}
	places(found({"hostAliases": [{}]})) == {["alias", "/spec/hostAliases/0/ip"]}
}

test_denies_proxies_outside if {
	env({"name": "https_proxy", "value": "proxy.example.com:3128"}) == {{
		"msg": "env #0 of container \"app\" is a proxy at proxy.example.com; it must be at a local host",
		"details": {
			"check": "proxy",
			"path": "/spec/containers/0/env/0",
			"observed": "proxy.example.com",
			"expected": "a local host",
		},
	}}
	places(config({"ALL_PROXY": "socks5://proxy.example.com"})) == {["proxy", "/data/ALL_PROXY"]}
	monitor := review("monitoring.coreos.com", "ServiceMonitor", {"spec": {"endpoints": [{"proxyUrl": "http://a.example"}]}})
	places(judged(monitor)) == {["proxy", "/spec/endpoints/0/proxyUrl"]}
}

test_denies_proxies_that_cannot_be_read if {
	env({"name": "HTTP_PROXY", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}) == {{
		"msg": "env #0 of container \"app\" is a proxy that cannot be read here; it must be written as text",
		"details": {
			"check": "proxy",
			"path": "/spec/containers/0/env/0",
			"observed": "another source",
			"expected": "text",
		},
	}}
	places(env({"name": "HTTP_PROXY", "value": 7})) == {["proxy", "/spec/containers/0/env/0"]}
}

test_denies_remotes_outside if {
	prometheus({"remoteWrite": [{"url": "https://metrics.example.com/push"}]}) == {{
		"msg": "remoteWrite #0 of Prometheus names no local host; it must",
		"details": {
			"check": "remote_write",
			"path": "/spec/remoteWrite/0/url",
			"observed": "metrics.example.com",
			"expected": "a local host",
		},
	}}
	places(prometheus({"remoteRead": [{}]})) == {["remote_write", "/spec/remoteRead/0/url"]}
	two := prometheus({"remoteWrite": [{"url": "https://b.example https://a.example"}]})
	{violation.details.observed | some violation in two} == {"a.example, b.example"}
}

test_denies_urls_outside if {
	env({"name": "API", "value": "https://api.example.com/v1?key=secret"}) == {{
		"msg": "env #0 of container \"app\" has a URL at api.example.com; it must be at a local host",
		"details": {
			"check": "url",
			"path": "/spec/containers/0/env/0",
			"observed": "api.example.com",
			"expected": "a local host",
		},
	}}
	places(container({"args": ["--to=https://api.example.com"]})) == {["url", "/spec/containers/0/args/0"]}
	places(config({"app.yaml": "sink:\n  url: https://api.example.com"})) == {["url", "/data/app.yaml"]}
	{violation.details.observed | some violation in env({"name": "API", "value": "http://$(HOST)/"})} == {
		"a host that cannot be read",
	}
}

test_denies_shippers if {
	container({"image": "cr.example.com/fluent/fluent-bit:3.1"}) == {{
		"msg": concat(" ", [
			"container \"app\" is fluent-bit, which sends away what it reads;",
			"it must not run beside health data",
		]),
		"details": {
			"check": "shipper",
			"path": "/spec/containers/0/image",
			"observed": "fluent-bit",
			"expected": "no shipper",
		},
	}}
}

test_denies_what_cannot_be_read if {
	places(judged(review("", "Pod", {"spec": null}))) == {["shape", "/spec"], ["shape", "/spec/containers"]}
	places(container({"env": "x", "livenessProbe": "x", "args": "x"})) == {
		["shape", "/spec/containers/0/env"],
		["shape", "/spec/containers/0/livenessProbe"],
		["shape", "/spec/containers/0/args"],
	}
	places(found({"dnsConfig": "x", "hostAliases": "x"})) == {["shape", "/spec/dnsConfig"], ["shape", "/spec/hostAliases"]}
	places(found({"dnsConfig": {"nameservers": "8.8.8.8", "searches": {}}})) == {
		["shape", "/spec/dnsConfig/nameservers"],
		["shape", "/spec/dnsConfig/searches"],
	}
	config("x") == {{
		"msg": "/data is of type string; it must be an object",
		"details": {"check": "shape", "path": "/data", "observed": "string", "expected": "an object"},
	}}
	places(prometheus({"remoteWrite": "x"})) == {["shape", "/spec/remoteWrite"]}
}

test_says_nothing_on_delete if {
	judged(object.union(review("", "ConfigMap", {"data": {"a": "http://a.example"}}), {"operation": "DELETE"})) == set()
}

wrong := [
	review("", "Pod", {"spec": {
		"containers": [{
			"image": "fluent-bit:3",
			"livenessProbe": {"httpGet": {"host": "203.0.113.7"}},
			"env": [
				{"name": "HTTP_PROXY", "value": "http://proxy.example.com"},
				{"name": "HTTPS_PROXY", "valueFrom": {}},
				{"name": "API", "value": "https://api.example.com"},
				"x",
			],
		}],
		"dnsPolicy": "Default",
		"dnsConfig": {"nameservers": ["8.8.8.8"], "searches": ["example.com"]},
		"hostAliases": [{"ip": "8.8.8.8"}],
	}}),
	review("monitoring.coreos.com", "Prometheus", {"spec": {"remoteWrite": [{"url": "https://metrics.example.com"}]}}),
]

findings(extra) := {violation |
	some request in wrong
	given := object.union(parameters, extra)
	result := rule.violation with input as {"review": request, "parameters": given}
	some violation in result
}

test_asks_only_what_is_switched_on[check] if {
	some check in [
		"alias", "probe_host", "proxy", "remote_write", "resolver", "search_domain", "shape", "shipper", "url",
	]
	asked := findings({"checks": [check]})
	count(asked) > 0
	asked == {violation | some violation in findings({}); violation.details.check == check}
}
