package lib.url

import rego.v1

# Only what ends an authority for every reader ends it here: behind any other sign a second host could follow an `@`.
pattern := `(?i)[a-z][a-z0-9+.-]*://([^/?#\s"<>]*)`

# Scheme, user part, host and port of a text that is one URL. What a browser would repair (backslashes, white space) is
# refused.
whole := concat("", [
	`^([A-Za-z][A-Za-z0-9+.-]*)://(?:[A-Za-z0-9._~!$&'()*+,;=:%-]*@)?`,
	`((?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]*)(?::([0-9]{0,5}))?)(?:[/?#][^\\\s]*)?$`,
])

# Undefined for what is no URL with an authority.
parse(text) := found if {
	is_string(text)
	groups := regex.find_all_string_submatch_n(whole, text, 1)
	scheme := lower(groups[0][1])
	host := bare(groups[0][2])
	port := groups[0][3]
	found := {"scheme": scheme, "host": host, "port": port}
}

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

# In small letters, without user part, port, brackets and the dot of the root.
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

# What a message may say of a host: nothing that is no host.
shown(host) := words if {
	regex.match(`^[a-z0-9.:-]{1,253}$`, host)
	words := host
} else := "a host that cannot be read"
