# METADATA
# title: Indirect egress
# description: >-
#   Nothing is told to send by way of somebody whom no network policy of the namespace stops: the kubelet by probes, a
#   resolver, a proxy, a collector of metrics or logs, an address in a setting.
# scope: package
# custom:
#   id: HD-NET-06
#   severity: high
#   controls: [hipaa-164.312.a.1, hipaa-164.312.e.1, gdpr-art25.2, gdpr-art44]
#   kinds:
#     [{group: "", kind: Pod}, {group: "", kind: PodTemplate}, {group: "", kind: ReplicationController},
#     {group: apps, kind: DaemonSet}, {group: apps, kind: Deployment}, {group: apps, kind: ReplicaSet},
#     {group: apps, kind: StatefulSet}, {group: batch, kind: CronJob}, {group: batch, kind: Job},
#     {group: "", kind: ConfigMap}, {group: monitoring.coreos.com, kind: PodMonitor},
#     {group: monitoring.coreos.com, kind: Prometheus}, {group: monitoring.coreos.com, kind: PrometheusAgent},
#     {group: monitoring.coreos.com, kind: ServiceMonitor}]
#   checks:
#     probe_host: no probe and no hook names a host for the kubelet to connect to
#     resolver: names are resolved by the cluster's DNS alone
#     search_domain: names are searched in local domains only
#     alias: hostAliases lead to local networks
#     proxy: every proxy is local and can be read
#     remote_write: Prometheus writes to and reads from local hosts only
#     url: a URL in a setting names a local host
#     shipper: no container is a log or metrics shipper
#     shape: what is judged can be read
#   remediation: >-
#     Remove `host` from probes and hooks; leave dnsPolicy out; write proxies and URLs with names of Services
#     (`name.namespace.svc`) or addresses of listed networks; run shippers outside namespaces with health data.
#   limit: >-
#     It does not prove that nothing is sent: programs have addresses built in, write them without a scheme, or take them
#     from Secrets and binaryData; what is local may pass on; shippers are known by the names of their images.
#   parameters:
#     type: object
#     properties:
#       localNetworks:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [10.0.0.0/8, 127.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, "::1/128", "fc00::/7"]
#         description: networks that do not leave the site
#       localDomains:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [cluster.local, localhost, svc]
#         description: domains whose names stay on the site
#       resolvers:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [10.43.0.10/32]
#         description: networks of the cluster's DNS
#       identifierHosts:
#         type: array
#         items: {type: string, minLength: 1}
#         default: [fhir.org, hl7.org, loinc.org, snomed.info, terminology.hl7.org, unitsofmeasure.org, www.w3.org]
#         description: hosts whose URLs are names of code systems and profiles
#       shippers:
#         type: array
#         items: {type: string, minLength: 1}
#         default:
#           [alloy, filebeat, fluent-bit, fluentd, grafana-agent, logstash, metricbeat, opentelemetry-collector,
#           opentelemetry-collector-contrib, otel-collector, promtail, telegraf, vector]
#         description: last parts of the names of images that ship logs or metrics
package admission.indirect_egress

import rego.v1

import data.lib.cidr
import data.lib.constraint
import data.lib.image
import data.lib.locality
import data.lib.monitoring
import data.lib.probe
import data.lib.setting
import data.lib.shape
import data.lib.template
import data.lib.text
import data.lib.url
import data.lib.workload

parameters := object.get(input, "parameters", {})

pod := workload.pod(input.review)

networks := constraint.strings(parameters, "localNetworks")

domains := constraint.strings(parameters, "localDomains")

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "probe_host")
	some place in probe.hosts(pod)
	name := place.name
	path := place.path
	msg := sprintf("%s names a host, which the kubelet connects to past every network policy; it must not", [name])
	details := {"check": "probe_host", "path": path, "observed": "present", "expected": "absent"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "resolver")
	observed := object.get(pod.spec, "dnsPolicy", null)
	not observed in {"ClusterFirst", "ClusterFirstWithHostNet", "None", "", null}
	shown := text.shown(observed)
	msg := sprintf("the dnsPolicy is %s, which asks the node's resolver; it must be ClusterFirst", [shown])
	path := place_in_spec("dnsPolicy")
	details := {"check": "resolver", "path": path, "observed": observed, "expected": "ClusterFirst"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "resolver")
	resolvers := constraint.strings(parameters, "resolvers")
	some i, observed in shape.members(shape.field(dns, "nameservers"))
	not cidr.address_inside_any(observed, resolvers)
	shown := text.shown(observed)
	expected := text.choice(resolvers)
	msg := sprintf("nameserver #%d is %s; it must lie inside one of: %s", [i, shown, expected])
	prefix := place_in_spec("dnsConfig")
	path := sprintf("%s/nameservers/%d", [prefix, i])
	details := {"check": "resolver", "path": path, "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "search_domain")
	some i, observed in shape.members(shape.field(dns, "searches"))
	not domain_local(observed)
	shown := text.shown(observed)
	expected := text.choice(domains)
	msg := sprintf("search domain #%d is %s, which turns short names into names outside; it must end in one of: %s", [i, shown, expected])
	prefix := place_in_spec("dnsConfig")
	path := sprintf("%s/searches/%d", [prefix, i])
	details := {"check": "search_domain", "path": path, "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "alias")
	some i, alias in shape.members(object.get(pod.spec, "hostAliases", null))
	observed := shape.field(alias, "ip")
	not cidr.address_inside_any(observed, networks)
	shown := text.shown(observed)
	expected := text.choice(networks)
	msg := sprintf("host alias #%d leads to an address that is %s; it must lie inside one of: %s", [i, shown, expected])
	prefix := place_in_spec("hostAliases")
	path := sprintf("%s/%d/ip", [prefix, i])
	details := {"check": "alias", "path": path, "observed": observed, "expected": expected}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "proxy")
	some place in proxies
	some host in url.proxy_hosts(place.value)
	not host_local(host)
	name := place.name
	path := place.path
	observed := url.shown(host)
	msg := sprintf("%s is a proxy at %s; it must be at a local host", [name, observed])
	details := {"check": "proxy", "path": path, "observed": observed, "expected": "a local host"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "proxy")
	some place in proxies
	not proxy_readable(place)
	name := place.name
	path := place.path
	msg := sprintf("%s is a proxy that cannot be read here; it must be written as text", [name])
	details := {"check": "proxy", "path": path, "observed": "another source", "expected": "text"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "remote_write")
	some remote in monitoring.remotes(monitored)
	hosts := url.hosts(shape.field(remote.value, "url"))
	not all_local(hosts)
	observed := concat(", ", {url.shown(host) | some host in hosts})
	path := shape.pointer(remote.path, "url")
	name := remote.name
	msg := sprintf("%s of Prometheus names no local host; it must", [name])
	details := {"check": "remote_write", "path": path, "observed": observed, "expected": "a local host"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "url")
	some place in settings
	not setting.is_proxy(place)
	some host in url.hosts(place.value)
	not host_local(host)
	identifiers := constraint.strings(parameters, "identifierHosts")
	not host in identifiers
	name := place.name
	path := place.path
	observed := url.shown(host)
	msg := sprintf("%s has a URL at %s; it must be at a local host", [name, observed])
	details := {"check": "url", "path": path, "observed": observed, "expected": "a local host"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shipper")
	some container in template.containers(pod)
	reference := image.reference(object.get(container.value, "image", null))
	parts := split(reference.name, "/")
	observed := parts[count(parts) - 1]
	observed in constraint.strings(parameters, "shippers")
	name := container.name
	msg := sprintf("container \"%s\" is %s, which sends away what it reads; it must not run beside health data", [name, observed])
	path := shape.pointer(container.path, "image")
	details := {"check": "shipper", "path": path, "observed": observed, "expected": "no shipper"}
}

violation contains {"msg": msg, "details": details} if {
	constraint.switched_on(parameters, "shape")
	some defect in defects
	msg := defect.msg
	details := shape.details("shape", defect)
}

dns := object.get(pod.spec, "dnsConfig", null)

place_in_spec(field) := path if {
	prefix := pod.path
	path := sprintf("%s/spec/%s", [prefix, field])
}

host_local(host) if locality.on_site(host, domains, networks)

# `.` alone ends the search.
domain_local(domain) if domain == "."

domain_local(domain) if {
	is_string(domain)
	bare := trim_suffix(lower(domain), ".")
	bare in domains
}

domain_local(domain) if {
	is_string(domain)
	bare := trim_suffix(lower(domain), ".")
	contains(bare, ".")
	host_local(bare)
}

all_local(hosts) if {
	count(hosts) > 0
	others := {host |
		some host in hosts
		not host_local(host)
	}
	count(others) == 0
}

config_map := found if {
	workload.judged(input.review)
	workload.group_kind(input.review) == "/ConfigMap"
	found := object.get(input.review, "object", null)
}

monitored := monitoring.manifest(input.review)

settings contains place if some place in setting.of_pod(pod)

settings contains place if some place in setting.of_config_map(config_map)

proxies contains place if {
	some place in settings
	setting.is_proxy(place)
}

proxies contains place if some place in monitoring.proxies(monitored)

proxy_readable(place) if is_string(place.value)

proxy_readable(place) if {
	place.value == null
	place.source == null
}

defects contains defect if some defect in template.defects(pod)

defects contains defect if some defect in setting.defects(pod)

defects contains defect if some defect in probe.defects(pod)

defects contains defect if {
	place := place_in_spec("dnsConfig")
	some defect in shape.object_defects(place, dns)
}

defects contains defect if {
	some list in ["nameservers", "searches"]
	prefix := place_in_spec("dnsConfig")
	place := sprintf("%s/%s", [prefix, list])
	some defect in shape.whole_defects(place, shape.field(dns, list))
}

defects contains defect if {
	place := place_in_spec("hostAliases")
	some defect in shape.list_defects(place, object.get(pod.spec, "hostAliases", null))
}

defects contains defect if some defect in shape.object_defects("/data", shape.field(config_map, "data"))

defects contains defect if some defect in monitoring.defects(monitored)
