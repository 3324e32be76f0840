package healthcare.healthdata_test

import rego.v1

import data.healthcare.healthdata

query := {
	"action": "query",
	"user": {"role": "authorized_medical_staff"},
	"patient": {"consent": true},
	"data_stays_local": true,
	"audit": {"enabled": true},
}

decided(request) := {"allow": allow, "deny": deny} if {
	allow := healthdata.allow with input as request
	deny := denied(request)
}

denied(request) if {
	healthdata.deny with input as request
} else := false

permitted := {"allow": true, "deny": false}

refused := {"allow": false, "deny": false}

test_permits_a_query_that_meets_every_condition if decided(query) == permitted

unmet := [
	{"action": "export", "destination": "local"},
	{"action": "Query"},
	{"action": null},
	{"user": {"role": "visitor"}},
	{"user": {"role": ["authorized_medical_staff"]}},
	{"user": null},
	{"patient": {"consent": false}},
	{"patient": {"consent": "true"}},
	{"patient": {"consent": 1}},
	{"data_stays_local": false},
	{"data_stays_local": "true"},
	{"data_stays_local": null},
	{"audit": {"enabled": false}},
	{"audit": {"enabled": "true"}},
	{"audit": true},
]

test_refuses_a_query_that_misses_one_condition if {
	every change in unmet {
		decided(object.union(query, change)) == refused
	}
}

test_refuses_a_query_that_lacks_one_field if {
	every key in object.keys(query) {
		decided(object.remove(query, [key])) == refused
	}
	decided({}) == refused
}

test_denies_an_export_to_another_place if {
	every destination in ["s3://bucket", "", "Local", "local ", null, false, ["local"]] {
		decided({"action": "export", "destination": destination}) == {"allow": false, "deny": true}
	}
}

test_allows_no_export_to_the_local_place_either if {
	decided({"action": "export", "destination": "local"}) == refused
}

# What the seed's text leaves open. Whoever asks must demand allow, and never be content without deny.
test_leaves_deny_undefined_for_an_export_without_destination if {
	not healthdata.deny with input as {"action": "export"}
	decided({"action": "export"}) == refused
	decided({"action": "Export", "destination": "s3://bucket"}) == refused
}

test_does_not_look_at_the_destination_of_a_query if {
	decided(object.union(query, {"destination": "s3://bucket"})) == permitted
}
