package lib.identifier

import rego.v1

# Forms in which people are named, by id. Classes of characters are written out: what `\b`, `\d` and `\w` stand for is
# not the same everywhere. The group is what the checks below look at; digits and letters on either side make it
# something else.
patterns := {
	"birth-date": concat("", [
		`(?:^|[^0-9a-z])(?:dob|birth[ _.-]?da(?:te|y)|date[ _.-]?of[ _.-]?birth|geburtsdatum)[^0-9a-z]{0,6}`,
		`([0-9]{4}[-/.]?[0-9]{2}[-/.]?[0-9]{2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4})(?:$|[^0-9])`,
	]),
	"cn-resident-id": `(?:^|[^0-9a-z])([1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9x])(?:$|[^0-9a-z])`,
	"de-kvnr": `(?:^|[^0-9a-z])([a-z][0-9]{9})(?:$|[^0-9a-z])`,
	"email": `(?:^|[^0-9a-z._%+/-])([0-9a-z._%+-]+@[0-9a-z][0-9a-z.-]*\.[a-z]{2,24})(?:$|[^0-9a-z@:])`,
	"fhir-patient": `(?:^|[^0-9A-Za-z])((?:Patient|RelatedPerson)/[A-Za-z.-]{0,48}[0-9][0-9A-Za-z.-]{0,63})(?:$|[^0-9A-Za-z])`,
	"fr-nir": concat("", [
		`(?:^|[^0-9a-z])([12][ .-]?[0-9]{2}[ .-]?(?:0[1-9]|1[0-2])[ .-]?(?:[0-9]{2}|2[ab])`,
		`[ .-]?[0-9]{3}[ .-]?[0-9]{3}[ .-]?[0-9]{2})(?:$|[^0-9a-z])`,
	]),
	"mrn": `(?:^|[^0-9a-z])((?:mrn|medical[ _.-]?record(?:[ _.-]?(?:number|no))?)[^0-9a-z]{0,4}[a-z]{0,3}[_-]?[0-9]{5,12})(?:$|[^0-9])`,
	"uk-nhs-number": `(?:^|[^0-9a-z])([0-9]{3}[ -][0-9]{3}[ -][0-9]{4})(?:$|[^0-9a-z])`,
	"us-ssn": `(?:^|[^0-9a-z])([0-9]{3}[ -][0-9]{2}[ -][0-9]{4})(?:$|[^0-9a-z])`,
}

# Ids of the patterns that the text shows. Two that stand side by side share the character between them, and the
# second is then not looked at: the first is enough.
shown(text, wanted) := {id |
	some id in wanted
	form := patterns[id]
	some groups in regex.find_all_string_submatch_n(form, spelled(id, text), -1)
	genuine(id, groups[1])
}

# A resource of FHIR is written with a capital letter; what an interface calls `patient/v1` is no patient.
spelled(id, text) := text if {
	id == "fhir-patient"
} else := lower(text)

# Some numbers prove themselves.
genuine(id, _) if id in {"birth-date", "email", "fhir-patient", "mrn"}

genuine(id, text) if {
	id == "us-ssn"
	digits := figures(text)
	not substring(digits, 0, 3) in {"000", "666"}
	not startswith(digits, "9")
	substring(digits, 3, 2) != "00"
	substring(digits, 5, 4) != "0000"
}

genuine(id, text) if {
	id == "uk-nhs-number"
	all := figures(text)
	rest := sum_of(all, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11
	index := (11 - rest) % 11
	digit(all, 9) == index
}

genuine(id, text) if {
	id == "cn-resident-id"
	rest := sum_of(text, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11
	substring(text, 17, 1) == substring("10x98765432", rest, 1)
	month(substring(text, 10, 2))
}

# Departments of Corsica count as 19 and 18.
genuine(id, text) if {
	id == "fr-nir"
	mainland := replace(replace(text, "2a", "19"), "2b", "18")
	all := figures(mainland)
	key := ninety_seven(all)
	digit(all, 13) == floor(key / 10)
	digit(all, 14) == key % 10
}

# The letter stands for two digits; every second digit is doubled, and of two digits their sum is taken.
genuine(id, text) if {
	id == "de-kvnr"
	letter := indexof("abcdefghijklmnopqrstuvwxyz", substring(text, 0, 1)) + 1
	number := sprintf("%d%s", [100 + letter, substring(text, 1, 9)])
	digits := [worth(number, place) | some place in numbers.range(1, 10)]
	sum(digits) % 10 == digit(number, 11)
}

worth(number, place) := value if {
	place % 2 == 1
	value := digit(number, place)
} else := value if {
	double := digit(number, place) * 2
	value := (double % 10) + floor(double / 10)
}

month(text) if regex.match(`^(?:0[1-9]|1[0-2])$`, text)

figures(text) := regex.replace(text, `[^0-9]`, "")

# In parts, because the whole number has more digits than a float keeps.
ninety_seven(all) := key if {
	high := part(all, 0, 7) % 97
	low := part(all, 7, 6)
	rest := ((high * 1000000) + low) % 97
	key := 97 - rest
}

part(all, start, length) := value if {
	digits := substring(all, start, length)
	one := substring("10000000", 0, length + 1)
	value := to_number(sprintf("1%s", [digits])) - to_number(one)
}

sum_of(text, weights) := total if {
	products := [product |
		some place, weight in weights
		product := digit(text, place) * weight
	]
	total := sum(products)
}

digit(text, place) := to_number(substring(text, place, 1))
