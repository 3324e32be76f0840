package lib.url

import rego.v1

import data.lib.cidr

# Only what ends an authority for every reader ends it here: behind any other sign a second host could follow an `@`.
pattern := `(?i)[a-z][a-z0-9+.-]*://([^/?#\s"<>]*)`

# Hosts of all URLs in a text. One that cannot be read stays as it is, and is local to nobody.
hosts(text) := {host |
	some authority in authorities(text)
	some part in split(trim_right(authority, "`');},"), ",")
	host := bare(part)
}

# Each once, for a long text names few hosts often.
authorities(text) := {groups[1] |
	is_string(text)
	some groups in regex.find_all_string_submatch_n(pattern, text, -1)
}

# The host of a proxy, which may be written as a URL or as host and port.
proxy_hosts(text) := found if {
	contains(text, "://")
	found := hosts(text)
} else := {host |
	some part in split(trim_space(text), "/")
	part != ""
	host := bare(part)
}

bare(authority) := host if {
	parts := split(authority, "@")
	last := parts[count(parts) - 1]
	host := without_port(lower(last))
}

without_port(text) := host if {
	groups := regex.find_all_string_submatch_n(`^\[([0-9a-f:]+)\](?::[0-9]*)?$`, text, 1)
	host := groups[0][1]
} else := host if {
	groups := regex.find_all_string_submatch_n(`^([^:]*?)\.?(?::[0-9]*)?$`, text, 1)
	host := groups[0][1]
} else := text

# What cannot lead off the site: no host at all, the name of a Service, a name in a listed domain, an address in a
# listed network. A name of digits is an address in disguise.
is_local(host, _, _) if host == ""

is_local(host, _, _) if regex.match(`^[a-z]([a-z0-9-]*[a-z0-9])?$`, host)

is_local(host, domains, _) if {
	regex.match(`^[a-z0-9-]+(\.[a-z0-9-]+)*$`, host)
	some domain in domains
	ending := sprintf(".%s", [domain])
	endswith(host, ending)
}

is_local(host, _, networks) if cidr.address_inside_any(host, networks)

# What a message may say of a host: nothing that is no host.
shown(host) := words if {
	regex.match(`^[a-z0-9.:-]{1,253}$`, host)
	words := host
} else := "a host that cannot be read"
