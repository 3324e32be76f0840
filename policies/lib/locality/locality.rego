package lib.locality

import rego.v1

import data.lib.cidr

# Where a host is, by its name or address as lib.url gives it.
loopback(host) if host == "localhost"

loopback(host) if cidr.address_inside_any(host, ["127.0.0.0/8", "::1/128"])

# Names that only the cluster's own DNS answers: a Service of the same namespace, or one written with `svc`. A name of
# two elements may be a Service of another namespace, and may be a host of the internet.
in_cluster(host) if neighbour(host)

in_cluster(host) if regex.match(`^(?:[a-z0-9-]+\.)+svc(?:\.cluster\.local)?$`, host)

# A name of digits is an address in disguise.
neighbour(host) if regex.match(`^[a-z](?:[a-z0-9-]*[a-z0-9])?$`, host)

local(host) if loopback(host)

local(host) if in_cluster(host)

# What cannot lead off the site: no host at all, the name of a Service, a name in a listed domain, an address in a
# listed network.
on_site(host, _, _) if host == ""

on_site(host, _, _) if neighbour(host)

on_site(host, domains, _) if {
	regex.match(`^[a-z0-9-]+(\.[a-z0-9-]+)*$`, host)
	some domain in domains
	ending := sprintf(".%s", [domain])
	endswith(host, ending) # edgeward-lint: allow(prefix-compare) the ending begins with the dot between two elements
}

on_site(host, _, networks) if cidr.address_inside_any(host, networks)
