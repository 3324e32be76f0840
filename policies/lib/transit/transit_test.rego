package lib.transit_test

import rego.v1

import data.lib.transit

open(text) if transit.open(text, ["loinc.org"])

test_knows_plain_urls if {
	every text in [
		"http://a.example", "HTTP://a.example", "x=redis://cache:6379", "see (ws://a)", "http://$(HOST)/",
		"https://a http://b", "http://loinc.org.evil.io", "ftp://loinc.org", "http://localhost@evil.io",
	] {
		open(text)
	}
	every text in [
		"", "https://a.example", "rediss://cache", "http://localhost:80/x", "http://127.0.0.1", "http://[::1]/", "a://b",
		"http://loinc.org", "xhttp://a", null, 7,
	] {
		not open(text)
	}
}

test_knows_settings_that_weaken if {
	weak := [
		["TLS_ENABLED", "false"], ["tls.enabled", ""], ["USE_SSL", "no"], ["REDIS_TLS", "off"], ["tls_verify", "false"],
		["NODE_TLS_REJECT_UNAUTHORIZED", "0"], ["INSECURE_SKIP_VERIFY", "true"], ["tls-min-version", "1.0"],
		["TLS_MIN_VERSION", "VersionTLS11"], ["PGSSLMODE", "prefer"], ["DSN", "host=db sslmode=disable"],
		["URL", "postgres://db/a?sslmode=prefer"], ["TLS_ENABLED", null], ["DISABLE_TLS", "true"],
		["use.tls", "false"], ["use-tls", "false"],
	]
	every pair in weak {
		transit.weak(pair[0], pair[1])
	}
	sound := [
		["TLS_ENABLED", "true"], ["use_ssl", "1"], ["INSECURE_SKIP_VERIFY", "false"], ["tls-min-version", "TLSv1.2"],
		["TLS_MIN_VERSION", "1.3"], ["PGSSLMODE", "verify-full"], ["DSN", "host=db sslmode=require"], ["MODE", "false"],
		["TLS_CERT", "/tls/cert"], [null, null], ["DISABLE_TLS", "false"],
	]
	every pair in sound {
		not transit.weak(pair[0], pair[1])
	}
}

test_knows_careless_flags if {
	every word in ["--insecure", "--insecure-skip-tls-verify=true", "curl --insecure x", "--no-check-certificate"] {
		transit.careless(word)
	}
	every word in ["--insecure-port", "--insecure-skip-tls-verify=false", "--secure", "insecure"] {
		not transit.careless(word)
	}
}

rules(hosts, tls) := transit.uncovered({"rules": [{"host": host} | some host in hosts], "tls": tls})

test_allows_an_ingress_whose_hosts_have_certificates if {
	rules(["a.example", "A.example"], [{"hosts": ["A.example"], "secretName": "a"}]) == set()
	rules(["a.example"], [{"hosts": ["*.example"], "secretName": "a"}]) == set()
	rules(["*.example"], [{"hosts": ["*.example"], "secretName": "a"}]) == set()
	rules(["a.b.example"], [{"hosts": ["*.B.example"], "secretName": "a"}]) == set()
	rules([null, ""], [{"secretName": "a"}]) == set()
	rules([null, ""], [{"hosts": [], "secretName": "a"}]) == set()
	transit.uncovered({"tls": [{"secretName": "a"}]}) == set()
}

test_names_hosts_without_a_certificate if {
	blocks := [
		[], null, "x", [{"hosts": ["b.example"], "secretName": "a"}], [{"hosts": ["a.example"]}],
		[{"hosts": ["a.example"], "secretName": ""}], [{"hosts": ["*.a.example"], "secretName": "a"}],
		[{"hosts": ["*.le"], "secretName": "a"}], [{"secretName": "a"}], [null],
	]
	every tls in blocks {
		rules(["a.example"], tls) == {"/spec/rules/0/host"}
	}
	rules(["a.b.example"], [{"hosts": ["*.example"], "secretName": "a"}]) == {"/spec/rules/0/host"}
	rules(["*.example"], [{"hosts": ["a.example"], "secretName": "a"}]) == {"/spec/rules/0/host"}
	rules([7, null], [{"hosts": ["a.example"], "secretName": "a"}]) == {"/spec/rules/0/host", "/spec/rules/1/host"}
	rules(["a.example"], [{"hosts": ["example"], "secretName": "a"}]) == {"/spec/rules/0/host"}
	rules(["a.b.*.example"], [{"hosts": ["b.*.example"], "secretName": "a"}]) == {"/spec/rules/0/host"}
	transit.uncovered({}) == {"/spec/tls"}
	transit.uncovered(null) == {"/spec/tls"}
}

test_knows_annotations_that_serve_plain_http if {
	transit.plain_annotations({
		"nginx.ingress.kubernetes.io/ssl-redirect": "false",
		"traefik.ingress.kubernetes.io/router.tls": "false",
		"traefik.ingress.kubernetes.io/router.entrypoints": "web,websecure",
		"other": "false",
	}) == {
		"nginx.ingress.kubernetes.io/ssl-redirect",
		"traefik.ingress.kubernetes.io/router.tls",
		"traefik.ingress.kubernetes.io/router.entrypoints",
	}
	transit.plain_annotations({
		"nginx.ingress.kubernetes.io/ssl-redirect": "true",
		"traefik.ingress.kubernetes.io/router.tls": "true",
		"traefik.ingress.kubernetes.io/router.entrypoints": "websecure",
	}) == set()
}
