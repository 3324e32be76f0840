package lib.locality

import rego.v1

# Scheme, user part, host and port. What a browser would repair (backslashes, white space) is refused.
pattern := concat("", [
	`^([A-Za-z][A-Za-z0-9+.-]*)://(?:[A-Za-z0-9._~!$&'()*+,;=:%-]*@)?`,
	`(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]*)(?::([0-9]{0,5}))?(?:[/?#][^\\\s]*)?$`,
])

# Undefined for what is no URL with an authority. The host is in small letters, without the dot of the root.
parse(text) := found if {
	is_string(text)
	groups := regex.find_all_string_submatch_n(pattern, text, 1)
	scheme := lower(groups[0][1])
	host := trim_suffix(lower(groups[0][2]), ".")
	port := groups[0][3]
	found := {"scheme": scheme, "host": host, "port": port}
}

loopback(host) if host == "localhost"

loopback(host) if regex.match(`^127(?:\.(?:[0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])){3}$`, host)

loopback(host) if regex.match(`^\[(?:0{0,4}:){2,7}0{0,3}1\]$`, host)

# Names that only the cluster's own DNS answers: a Service of the same namespace, or one written with `svc`. A name of
# two elements may be a Service of another namespace, and may be a host of the internet.
in_cluster(host) if regex.match(`^[a-z](?:[a-z0-9-]*[a-z0-9])?$`, host)

in_cluster(host) if regex.match(`^(?:[a-z0-9-]+\.)+svc(?:\.cluster\.local)?$`, host)

local(host) if loopback(host)

local(host) if in_cluster(host)
