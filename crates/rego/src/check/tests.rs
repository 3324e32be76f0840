use super::module;
use crate::module::{Module, Source};

fn refused(body: &str) -> Vec<String> {
    let text = format!("package p\n\nimport data.lib.pod\n\nkinds := [\"a\"]\n\n{body}\n");
    let parsed = Module::parse(Source { path: "p.rego".to_owned(), text }).expect("parses");
    let sibling =
        Source { path: "q.rego".to_owned(), text: "package p\n\nelsewhere := input.x\n".to_owned() };
    let sibling = Module::parse(sibling).expect("parses");
    module(&parsed, &[sibling]).iter().map(ToString::to_string).collect()
}

#[test]
fn a_negation_over_something_that_may_be_undefined_is_refused() {
    for body in [
        "x if not f(input.missing)",
        "x if not input.missing in [\"a\"]",
        "x if not input.missing != \"a\"",
        "x if not input.missing < 5",
        "x if not count(input.missing) > 0",
        "x if {\n\tsome i in [1]\n\tnot i.v > 1\n}",
        "x if {\n\tv := 1\n\tnot v in kinds\n}",
        "x if {\n\tv := 1\n\tnot v in pod.kinds\n}",
        "x if {\n\tv := {}\n\tnot v[input.key]\n}",
        "x if not f(g(1))",
        "x if not f(input)",
        "x if not f(elsewhere)",
        "x if not elsewhere > 3",
        "x if {\n\tv := {}\n\tnot v[elsewhere]\n}",
        "x if {\n\tv := {}\n\tnot v[_] == 1\n}",
        "x if {\n\tv := input.a in [\"b\"]\n\tnot v\n}",
        "x if (input.a in [\"b\"]) == false",
        "x if f(\"a\" in input.l)",
        "x if {\n\tv := 1\n\tnot f([v.a])\n}",
    ] {
        assert!(!refused(body).is_empty(), "{body} must be refused");
    }
}

#[test]
fn a_negation_that_both_engines_read_alike_is_accepted() {
    for body in [
        "x if not input.a.b",
        "x if not input.missing == \"a\"",
        "x if not y",
        "x if not pod.ready",
        "x if {\n\tv := 1\n\tnot f(v)\n\tnot v in [1]\n\tnot v > 3\n}",
        "x if input.a in input.b",
        "x if {\n\tv := 1\n\tw := v in [1]\n\tnot w\n}",
        "x if not to_number(\"zz\")",
    ] {
        let found = refused(body);
        assert!(found.is_empty() || body.contains(" in [1]") && found.len() == 1, "{body}: {found:?}");
    }
}

#[test]
fn a_head_or_a_literal_with_a_part_that_may_be_undefined_is_refused() {
    for body in [
        "x contains {\"v\": input.v} if input.w",
        "x contains sprintf(\"%s\", [\"a\"]) if input.w",
        "x := [c.name | some c in input.cs]",
        "x := {c.name | some c in input.cs}",
        "x := {k: c.name | some k, c in input.cs}",
        "x := [input.a]",
        "x if f({\"a\": input.a})",
        "x := input.a if input.b else := input.c",
        "x if every c in input.cs { c.ok }",
        "x[input.a] := 1 if input.b",
    ] {
        assert!(!refused(body).is_empty(), "{body} must be refused");
    }
}

#[test]
fn what_is_refused_is_said_with_its_place_and_the_safe_way_to_write_it() {
    assert_eq!(
        refused("x if {\n\tsome c in input.containers\n\tnot startswith(c.image, \"a\")\n}"),
        [
            "p.rego:9:17: a negation covers `c.image`, which may be undefined; OPA and this engine then differ; bind it \
          first on a line of its own: `value := c.image`, then use `value`"
        ]
    );
}
