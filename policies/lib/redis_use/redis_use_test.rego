package lib.redis_use_test

import rego.v1

import data.lib.redis
import data.lib.redis_use

server(text) := {"directives": redis.file_directives(text)}

test_snapshots_are_written_unless_switched_off if {
	redis_use.volatile(server("save \"\""))
	redis_use.volatile(server("save 900 1\nsave\nappendonly no"))
	not redis_use.volatile(server(""))
	not redis_use.volatile(server("save 900 1"))
	not redis_use.volatile(server("save \"\"\nsave 900 1"))
	not redis_use.volatile(server("save \"\"\nappendonly yes"))
}

test_a_file_that_says_so_writes if {
	redis_use.persistent(server("appendonly yes"))
	redis_use.persistent(server("save 900 1"))
	not redis_use.persistent(server("save \"\"\nappendonly no"))
	not redis_use.persistent(server("save"))
	not redis_use.persistent(server("port 0"))
}

test_memory_is_bounded_by_an_amount_above_none if {
	every amount in ["1", "64mb", "1GB", "100k", "0100"] {
		redis_use.bounded(server(sprintf("maxmemory %s", [amount])))
	}
	every amount in ["", "0", "0mb", "64%", "-1", "lots"] {
		not redis_use.bounded(server(sprintf("maxmemory %s", [amount])))
		redis_use.boundless(server(sprintf("maxmemory %s", [amount])))
	}
	not redis_use.bounded(server(""))
	not redis_use.boundless(server(""))
	not redis_use.boundless(server("maxmemory 64mb"))
}

test_named_addresses_are_bounds if {
	every hosts in ["127.0.0.1", "10.0.0.1", "$(POD_IP)", "127.0.0.1 -::1"] {
		redis_use.bound(server(sprintf("bind %s", [hosts])))
		not redis_use.unbound(server(sprintf("bind %s", [hosts])))
	}
	every hosts in ["", "\"\"", "*", "0", "0.0.0.0", "-0.0.0.0", "[::]", "::*", "-::*", "* -::*", "127.0.0.1 ::"] {
		not redis_use.bound(server(sprintf("bind %s", [hosts])))
		redis_use.unbound(server(sprintf("bind %s", [hosts])))
	}
	redis_use.bound(server("port 0\nunixsocket /run/r"))
	not redis_use.bound(server(""))
	not redis_use.unbound(server(""))
}

test_a_password_or_the_pod_keeps_others_out if {
	every text in [
		"requirepass x", "aclfile /etc/acl", "bind 127.0.0.1", "user a on >x\nrequirepass x",
		"requirepass x\nprotected-mode no",
	] {
		redis_use.authenticated(server(text))
		not redis_use.unlocked(server(text))
	}
	every text in ["requirepass \"\"", "protected-mode no", "user default on nopass\nrequirepass x", "requirepass"] {
		not redis_use.authenticated(server(text))
		redis_use.unlocked(server(text))
	}
	not redis_use.authenticated(server(""))
	not redis_use.authenticated(server("bind 127.0.0.1\nuser default on NOPASS"))
	not redis_use.unlocked(server(""))
}
