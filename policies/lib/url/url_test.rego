package lib.url_test

import rego.v1

import data.lib.url

domains := ["cluster.local", "svc", "localhost"]

networks := ["10.0.0.0/8", "127.0.0.0/8", "::1/128"]

test_finds_the_hosts_of_all_urls if {
	url.hosts("http://a.svc:80/x and HTTPS://B.svc?y jdbc:postgresql://c.svc/d") == {"a.svc", "b.svc", "c.svc"}
	url.hosts("kafka://a:9092,b:9092") == {"a", "b"}
	url.hosts("http://[fd00::1]:80/ http://[fd00::2]") == {"fd00::1", "fd00::2"}
	url.hosts("url: 'http://a.svc'") == {"a.svc"}
	url.hosts("(http://a.svc), http://b.svc.") == {"a.svc", "b.svc"}
	url.hosts("unix:///run/x.sock file:///a") == {""}
}

test_finds_none_where_there_are_none if {
	every text in ["", "a.example:80", "//a.example", "urn:a:b", null, 7, ["http://a.example"]] {
		url.hosts(text) == set()
	}
}

test_takes_the_host_behind_every_disguise if {
	url.hosts("http://localhost@evil.example/") == {"evil.example"}
	url.hosts("http://a:b@c:d@evil.example:1/") == {"evil.example"}
	url.hosts("http://localhost;@evil.example") == {"evil.example"}
	url.hosts("http://localhost'@evil.example") == {"evil.example"}
	url.hosts("http://x,localhost@evil.example") == {"x", "evil.example"}
	url.hosts("http://a:b:c/") == {"a:b:c"}
}

test_finds_the_host_of_a_proxy_with_or_without_a_scheme if {
	url.proxy_hosts("http://proxy.example:3128") == {"proxy.example"}
	url.proxy_hosts(" proxy.example:3128/ ") == {"proxy.example"}
	url.proxy_hosts("user:pass@proxy.example") == {"proxy.example"}
	url.proxy_hosts("") == set()
}

test_takes_names_of_services_and_listed_places_for_local if {
	every host in ["", "redis", "records.clinic.svc", "a.svc.cluster.local", "a.localhost", "10.1.2.3", "127.0.0.1", "::1"] {
		url.is_local(host, domains, networks)
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
		not url.is_local(host, domains, networks)
	}
}

test_shows_only_what_is_a_host if {
	url.shown("example.com") == "example.com"
	url.shown("$(host)") == "a host that cannot be read"
}
