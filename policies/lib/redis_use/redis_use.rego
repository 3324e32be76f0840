package lib.redis_use

import rego.v1

import data.lib.redis

# Nothing is written to disk. Redis writes snapshots unless it is told not to.
volatile(server) if {
	redis.setting(server, "save") in [[""], []]
	appending := [values | some values in redis.said(server, "appendonly"); values != ["no"]]
	count(appending) == 0
}

# A file that asks for writing, whatever the command line adds.
persistent(file) if {
	some values in redis.said(file, "appendonly")
	values != ["no"]
}

persistent(file) if {
	some values in redis.said(file, "save")
	not values in [[""], []]
}

bounded(server) if {
	some amount in redis.setting(server, "maxmemory")
	regex.match(`^0*[1-9][0-9]{0,18}(?:b|kb?|mb?|gb?)?$`, lower(amount))
}

boundless(file) if {
	count(redis.said(file, "maxmemory")) > 0
	not bounded(file)
}

# Listens on addresses that are named.
bound(server) if redis.pod_local(server)

bound(server) if {
	hosts := redis.setting(server, "bind")
	count(hosts) > 0
	wide := [host | some host in hosts; wildcard(trim_prefix(host, "-"))]
	count(wide) == 0
}

wildcard(host) if host in {"", "*", "::", "::*", "[::]", "0", "0.0.0.0"}

unbound(file) if {
	count(redis.said(file, "bind")) > 0
	not bound(file)
}

authenticated(server) if {
	redis.pod_local(server)
	not nopass(server)
}

authenticated(server) if {
	some name in ["requirepass", "aclfile"]
	values := redis.setting(server, name)
	values[0] != ""
	not nopass(server)
}

nopass(server) if {
	some values in redis.said(server, "user")
	some value in values
	lower(value) == "nopass"
}

# Says that no password is asked for.
unlocked(file) if nopass(file)

unlocked(file) if redis.setting(file, "requirepass") in [[""], []]

unlocked(file) if {
	redis.setting(file, "protected-mode") == ["no"]
	not authenticated(file)
}
