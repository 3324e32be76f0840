package lib.identifier_test

import rego.v1

import data.lib.identifier

all := object.keys(identifier.patterns)

shown(text) := identifier.shown(text, all)

test_knows_each_form if {
	examples := {
		"birth-date": ["dob: 1980-02-03", "PATIENT_DOB=03/02/1980", "date of birth 3.2.80", `"birthDate": "19800203"`],
		"cn-resident-id": ["11010519491231002X", "id 11010519491231002x.", "344524199912311233"],
		"de-kvnr": ["A123456780", "kv=X110412347,", "B162738498", "B150000006"],
		"email": ["jane.doe@example.com", "mailto:jane@clinic.example?x"],
		"fhir-patient": ["Patient/123", "https://fhir.example/Patient/f-001/_history", "RelatedPerson/a1"],
		"fr-nir": ["2 55 03 14 075 321 27", "255031407532127", "185052A12345633", "185052B12345660", "255031407506292"],
		"mrn": ["mrn-0012345", "MRN: AB-123456", "medical_record_number=12345"],
		"uk-nhs-number": ["943 476 5919", "nhs 401-023-2137", "943 476 5080"],
		"us-ssn": ["123-45-6789", "ssn=123 45 6789;"],
	}
	object.keys(examples) == all
	every id, texts in examples {
		every text in texts {
			shown(text) == {id}
			identifier.shown(text, []) == set()
		}
	}
}

test_numbers_that_do_not_prove_themselves_are_no_identifiers if {
	texts := [
		"11010519491231002", "110105194912310021", "11010519491331002X", "A123456781", "255031407532128",
		"255031407506282", "344524199913311235", "120106195000023123",
		"943 476 5918", "000-45-6789", "666-45-6789", "900-45-6789", "123-00-6789", "123-45-0000",
	]
	every text in texts {
		shown(text) == set()
	}
}

test_leaves_what_infrastructure_writes_alone if {
	texts := [
		"", "registry.example.com/a@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
		"2025-11-22T10:00:00Z", "7d9f6f0e-2f7f-4f0a-9d43-0b4a4b1f7a10", "10.42.0.0/16", "https://user@host.example/",
		"patient/*.read", "Patient/$everything", "https://x/patient/v1", "mrn", "mrn-12", "dob", "1732330000",
		"1123-45-6789", "123-45-67890", "a1123456780123",
	]
	every text in texts {
		shown(text) == set()
	}
}

test_finds_several_in_one_text if {
	shown("Patient/123, jane@example.com, born: dob 1980-02-03") == {"fhir-patient", "email", "birth-date"}
}
