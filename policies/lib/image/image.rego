package lib.image

import rego.v1

pattern := concat("", [
	`^((?:[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]+)?/)?`,
	`[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*)`,
	`(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?`,
	`(?:@([A-Za-z0-9_+.-]+:[0-9A-Fa-f]+))?$`,
])

# Undefined for what is no image reference. A port is part of the name: only what follows the last slash can
# be a tag. A part that is not there is "".
reference(text) := found if {
	is_string(text)
	groups := regex.find_all_string_submatch_n(pattern, text, 1)
	name := groups[0][1]
	tag := groups[0][2]
	digest := groups[0][3]
	found := {"name": name, "tag": tag, "digest": digest}
}

pinned(text) if {
	found := reference(text)
	regex.match(`^sha256:[0-9a-f]{64}$`, found.digest)
}

# The tag decides nothing where a digest stands beside it.
floating(text) if {
	found := reference(text)
	found.digest == ""
	found.tag in {"", "latest"}
}
