package p

import rego.v1

default allow := false

allow if {
	input.a != 1
	input.b > 3
}

c := 7

d[x] := y if {
	some x, y in {"a": 1}
	y == 1
}

violation contains {
	"a": x,
	"b": [z | some z in input.zs; z > 1],
} if {
	x := input.x
	every k in [
		1,
		2,
	] {
		k > 0
		k < 5
	}
}

f(x) := 1 if x > 1

else := 2 if {
	x > 0
} else := 3

g(x) if {
	not x
	print("x")
	h := {"k": x}
	h.k with input as {"a": 1}
}

k contains "a"

e if {
	some x in [1]
	some y
	y = x
	input.foo[y]
}

n if {
	x := count(input.x)
	[x, input.y] == [
		1,
		{v | some v in input.vs; v > 2},
	]
	x > 1
}
