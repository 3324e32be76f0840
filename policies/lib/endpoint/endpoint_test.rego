package lib.endpoint_test

import rego.v1

import data.lib.endpoint

test_takes_a_url_apart if {
	endpoint.parse("HTTP://User:pw@Host.Example.:8080/a?b#c") == {"scheme": "http", "host": "host.example", "port": "8080"}
	endpoint.parse("redis://cache") == {"scheme": "redis", "host": "cache", "port": ""}
	endpoint.parse("https://[::1]:443/") == {"scheme": "https", "host": "[::1]", "port": "443"}
	endpoint.parse("unix:///run/x.sock") == {"scheme": "unix", "host": "", "port": ""}
}

test_refuses_what_is_no_url if {
	wrong := ["", "host", "//host", "http:/host", "http://a b", "http://evil\\@localhost", "http://localhost\\.evil", " http://a"]
	every text in wrong {
		not endpoint.parse(text)
	}
	every value in [null, 7, ["http://a"]] {
		not endpoint.parse(value)
	}
}

test_the_host_is_what_follows_the_last_at_sign if {
	endpoint.parse("http://localhost@evil.io/").host == "evil.io"
	not endpoint.parse("http://a@b@evil.io/")
}

test_knows_the_loopback if {
	every host in ["localhost", "127.0.0.1", "127.255.1.9", "[::1]", "[0:0:0:0:0:0:0:1]"] {
		endpoint.loopback(host)
		endpoint.local(host)
	}
	every host in ["", "127.0.0.1.evil.io", "127.0.0.256", "128.0.0.1", "[::2]", "localhost.evil.io", "127.1"] {
		not endpoint.loopback(host)
	}
}

test_knows_names_of_the_cluster if {
	every host in ["cache", "cache-1", "cache.clinic.svc", "cache.clinic.svc.cluster.local"] {
		endpoint.in_cluster(host)
		endpoint.local(host)
	}
	every host in ["", "evil.io", "cache.clinic", "10.0.0.1", "2130706433", "a.svc.evil.io", "x.cluster.local", ".svc"] {
		not endpoint.in_cluster(host)
	}
}

test_takes_an_address_for_far if {
	every host in ["10.0.0.1", "evil.io", "", "0.0.0.0"] {
		not endpoint.local(host)
	}
}
