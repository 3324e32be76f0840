package lib.path

import rego.v1

# Undefined for a path that is not absolute. `..` stays an element: cleaning it away would trust that no
# element before it is a link.
elements(text) := found if {
	is_string(text)
	startswith(text, "/")
	found := [element |
		some element in split(text, "/")
		element != ""
		element != "."
	]
}

inside_any(text, roots) if {
	some root in roots
	inside(text, root)
}

# Element by element, for /data-evil is not inside /data. A root of no elements is the whole disk: nothing
# counts as inside it.
inside(text, root) if {
	found := elements(text)
	wanted := elements(root)
	depth := count(wanted)
	depth > 0
	not ".." in found
	array.slice(found, 0, depth) == wanted
}
