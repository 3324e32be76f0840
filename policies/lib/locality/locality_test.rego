package lib.locality_test

import rego.v1

import data.lib.locality

domains := ["cluster.local", "svc", "localhost"]

networks := ["10.0.0.0/8", "127.0.0.0/8", "::1/128"]

test_knows_the_loopback if {
	every host in ["localhost", "127.0.0.1", "127.255.1.9", "::1", "0:0:0:0:0:0:0:1"] {
		locality.loopback(host)
		locality.local(host)
	}
	every host in ["", "127.0.0.1.evil.io", "127.0.0.256", "128.0.0.1", "::2", "[::1]", "localhost.evil.io", "127.1"] {
		not locality.loopback(host)
	}
}

test_knows_names_of_the_cluster if {
	every host in ["cache", "cache-1", "cache.clinic.svc", "cache.clinic.svc.cluster.local"] {
		locality.in_cluster(host)
		locality.local(host)
	}
	every host in ["", "evil.io", "cache.clinic", "10.0.0.1", "2130706433", "a.svc.evil.io", "x.cluster.local", ".svc"] {
		not locality.in_cluster(host)
	}
}

test_takes_an_address_for_far if {
	every host in ["10.0.0.1", "evil.io", "", "0.0.0.0"] {
		not locality.local(host)
	}
}

test_takes_names_of_services_and_listed_places_for_local if {
	every host in ["", "redis", "records.clinic.svc", "a.svc.cluster.local", "a.localhost", "10.1.2.3", "127.0.0.1", "::1"] {
		locality.on_site(host, domains, networks)
	}
}

test_takes_everything_else_for_outside if {
	every host in [
		"example.com",
		"svc.example.com",
		"evilsvc.x",
		".svc",
		"a..svc",
		"8.8.8.8",
		"134744072",
		"0x8.8.8.8",
		"127.1",
		"010.1.2.3",
		"fd00::1",
		"$(host",
		"${host}.svc",
		"evil.example\\.svc",
		"ev%69l",
		"a_b.svc",
	] {
		not locality.on_site(host, domains, networks)
	}
}
