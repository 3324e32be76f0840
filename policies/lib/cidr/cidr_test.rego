package lib.cidr_test

import rego.v1

import data.lib.cidr

test_does_not_read_odd_lengths_and_spaces if {
	every text in [
		"",
		" ",
		"10.0.0.0",
		"10.0.0.0/",
		"10.0.0.0/33",
		"10.0.0.0/08",
		"10.0.0.0/-1",
		"10.0.0.0/+8",
		"10.0.0.0/8 ",
		" 10.0.0.0/8",
		"10.0.0.0/8\n",
		"10.0.0.0/8/8",
	] {
		not cidr.block(text)
	}
}

test_does_not_read_odd_octets if {
	every text in [
		"10.0.0/8",
		"10/8",
		"10.0.0.0.0/8",
		"010.0.0.0/8",
		"10.00.0.0/8",
		"10.0.0.256/8",
		"10.0.256.0/8",
		"10.256.0.0/8",
		"256.0.0.0/8",
		"10.0.0.1000/8",
		"0x0a.0.0.0/8",
		"167772160/8",
		"10.0.0.0/255.0.0.0",
		"10.0.0.0\\8",
		"١0.0.0.0/8",
	] {
		not cidr.block(text)
	}
}

test_does_not_read_odd_colons_and_lengths if {
	every text in [
		"fd00::",
		"fd00::/129",
		"fd00::/064",
		"fd00::/ 64",
		"fd00:::/64",
		"fd00::1::/64",
		":/64",
		":::/64",
		":fd00::/64",
		"fd00:/64",
		"fd00::1:/64",
	] {
		not cidr.block(text)
	}
}

test_does_not_read_odd_groups if {
	every text in [
		"fd00::%eth0/64",
		"[fd00::]/64",
		"fd000::/64",
		"fg00::/64",
		"0fd00::/64",
		"1:2:3:4:5:6:7/64",
		"1:2:3:4:5:6:7:8:9/64",
		"1:2:3:4:5:6:7:8::/64",
		"1:2:3:4::5:6:7:8/64",
		"::1:2:3:4:5:6:7:8/64",
		"::ffff:10.0.0.0/104",
		"64:ff9b::8.8.8.8/128",
	] {
		not cidr.block(text)
	}
}

test_does_not_read_what_is_no_text if {
	every text in [8, 10.0, null, true, [], {}] {
		not cidr.block(text)
	}
}

test_holds_nothing_and_lies_in_nothing_when_it_cannot_be_read if {
	not cidr.inside("10.0.0.0", "0.0.0.0/0")
	not cidr.inside("10.0.0.1/32", "010.0.0.0/8")
	not cidr.inside("::ffff:10.0.0.0/104", "::/0")
	not cidr.inside_any(null, ["0.0.0.0/0"])
}

test_reads_the_bits_of_the_prefix if {
	cidr.block("0.0.0.0/0") == {"family": 4, "bits": ""}
	cidr.block("128.0.0.0/1") == {"family": 4, "bits": "1"}
	cidr.block("10.255.255.255/8") == {"family": 4, "bits": "00001010"}
	cidr.block("192.168.1.7/32") == {"family": 4, "bits": "11000000101010000000000100000111"}
	cidr.block("::/0") == {"family": 6, "bits": ""}
	cidr.block("fc00::/7") == {"family": 6, "bits": "1111110"}
	cidr.block("FE80::1/10") == {"family": 6, "bits": "1111111010"}
	cidr.block("0123:4567:89ab:cdef:0:0:0:0/64") == {
		"family": 6,
		"bits": "0000000100100011010001010110011110001001101010111100110111101111",
	}
}

test_expands_the_double_colon_wherever_it_stands if {
	whole := cidr.block("1:0:0:0:0:0:0:2/128")
	every text in ["1::2/128", "0001::0002/128", "1:0::0:2/128", "1:0:0:0:0:0::2/128"] {
		cidr.block(text) == whole
	}
	cidr.block("::1/128") == cidr.block("0:0:0:0:0:0:0:1/128")
	cidr.block("1:2:3:4:5:6:7::/128") == cidr.block("1:2:3:4:5:6:7:0/128")
	cidr.block("::/128") == cidr.block("0:0:0:0:0:0:0:0/128")
}

test_is_inside_what_fixes_fewer_of_the_same_bits if {
	every pair in [
		["10.0.0.0/8", "10.0.0.0/8"],
		["10.1.2.3/32", "10.0.0.0/8"],
		["10.1.2.3/8", "10.0.0.0/8"],
		["172.31.255.255/32", "172.16.0.0/12"],
		["0.0.0.0/1", "0.0.0.0/0"],
		["fdff::/16", "fc00::/7"],
		["fd00::1/128", "FD00::/8"],
		["2001:db8::/33", "2001:db8::/32"],
		["::ffff:0:0/96", "::/0"],
	] {
		cidr.inside(pair[0], pair[1])
		cidr.overlap(pair[0], pair[1])
		cidr.overlap(pair[1], pair[0])
	}
}

test_is_not_inside_what_is_narrower_or_beside if {
	every pair in [
		["10.0.0.0/7", "10.0.0.0/8"],
		["0.0.0.0/0", "10.0.0.0/8"],
		["0.0.0.0/0", "0.0.0.0/1"],
		["172.32.0.0/16", "172.16.0.0/12"],
		["11.0.0.0/8", "10.0.0.0/8"],
		["fe00::/8", "fc00::/7"],
		["::/0", "0.0.0.0/0"],
		["0.0.0.0/0", "::/0"],
		["10.0.0.0/8", "::/0"],
		["::ffff:a00:1/128", "10.0.0.0/8"],
	] {
		not cidr.inside(pair[0], pair[1])
	}
}

test_overlaps_only_where_an_address_is_shared if {
	not cidr.overlap("0.0.0.0/1", "128.0.0.0/1")
	not cidr.overlap("10.0.0.0/8", "fd00::/8")
	not cidr.overlap("x", "x")
}

test_finds_a_block_among_several if {
	cidr.inside_any("10.0.0.0/9", ["192.168.0.0/16", "x", 7, "10.0.0.0/8"])
	not cidr.inside_any("10.0.0.0/8", ["10.0.0.0/9", "10.128.0.0/9"])
	not cidr.inside_any("10.0.0.0/8", [])
}

test_reads_addresses if {
	cidr.address("10.0.0.1") == cidr.block("10.0.0.1/32")
	cidr.address("fd00::1") == cidr.block("fd00::1/128")
	every text in [
		"",
		"10.0.0.01",
		"10.0.0.1/32",
		"fd00::1/128",
		"localhost",
		"::ffff:10.0.0.1",
	] {
		not cidr.address(text)
	}
}

test_finds_addresses_in_blocks if {
	cidr.address_inside_any("10.42.0.9", ["fc00::/7", "10.0.0.0/8"])
	cidr.address_inside_any("fd00::9", ["fc00::/7"])
	not cidr.address_inside_any("8.8.8.8", ["10.0.0.0/8"])
	not cidr.address_inside_any("x", ["0.0.0.0/0"])
}
