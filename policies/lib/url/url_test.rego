package lib.url_test

import rego.v1

import data.lib.url

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

test_takes_a_url_apart if {
	url.parse("HTTP://User:pw@Host.Example.:8080/a?b#c") == {"scheme": "http", "host": "host.example", "port": "8080"}
	url.parse("redis://cache") == {"scheme": "redis", "host": "cache", "port": ""}
	url.parse("https://[::1]:443/") == {"scheme": "https", "host": "::1", "port": "443"}
	url.parse("unix:///run/x.sock") == {"scheme": "unix", "host": "", "port": ""}
}

test_refuses_what_is_no_url if {
	wrong := ["", "host", "//host", "http:/host", "http://a b", "http://evil\\@localhost", "http://localhost\\.evil", " http://a"]
	every text in wrong {
		not url.parse(text)
	}
	every value in [null, 7, ["http://a"]] {
		not url.parse(value)
	}
}

test_the_host_is_what_follows_the_last_at_sign if {
	url.parse("http://localhost@evil.io/").host == "evil.io"
	not url.parse("http://a@b@evil.io/")
}

test_shows_only_what_is_a_host if {
	url.shown("example.com") == "example.com"
	url.shown("$(host)") == "a host that cannot be read"
}
