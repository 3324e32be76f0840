package p_test

import rego.v1

import data.p

test_a if {
	not p.allow with input as {"a": 1, "b": 3}
	p.c == 7
	p.d.a == 1
	p.f(3) == 1
	p.f(0) == 3
	count(p.violation) == 1 with input as {"x": 1, "zs": []}
	not p.g(true)
	not p.e
	not p.n with input as {"x": [1], "y": 2, "vs": [1]}
}
