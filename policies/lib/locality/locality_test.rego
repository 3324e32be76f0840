package lib.locality_test

import rego.v1

import data.lib.locality

test_takes_a_url_apart if {
	locality.parse("HTTP://User:pw@Host.Example.:8080/a?b#c") == {"scheme": "http", "host": "host.example", "port": "8080"}
	locality.parse("redis://cache") == {"scheme": "redis", "host": "cache", "port": ""}
	locality.parse("https://[::1]:443/") == {"scheme": "https", "host": "[::1]", "port": "443"}
	locality.parse("unix:///run/x.sock") == {"scheme": "unix", "host": "", "port": ""}
}

test_refuses_what_is_no_url if {
	wrong := ["", "host", "//host", "http:/host", "http://a b", "http://evil\\@localhost", "http://localhost\\.evil", " http://a"]
	every text in wrong {
		not locality.parse(text)
	}
	every value in [null, 7, ["http://a"]] {
		not locality.parse(value)
	}
}

test_the_host_is_what_follows_the_last_at_sign if {
	locality.parse("http://localhost@evil.io/").host == "evil.io"
	not locality.parse("http://a@b@evil.io/")
}

test_knows_the_loopback if {
	every host in ["localhost", "127.0.0.1", "127.255.1.9", "[::1]", "[0:0:0:0:0:0:0:1]"] {
		locality.loopback(host)
		locality.local(host)
	}
	every host in ["", "127.0.0.1.evil.io", "127.0.0.256", "128.0.0.1", "[::2]", "localhost.evil.io", "127.1"] {
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
