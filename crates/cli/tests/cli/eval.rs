//! The expected results were printed by OPA 1.22.

mod explain;
mod recorded;

use crate::{Folder, Ran, edgeward, edgeward_reading};

const POLICY: &str = "\
package a.b

import rego.v1

default allow := false

allow if input.user == \"bob\"

xs contains x if some x in [1, 2, 3]

s := \"text\"
";

/// Arguments with `D` for a folder with policy and data.
fn eval(arguments: &[&str]) -> Ran {
    let folder = Folder::new();
    folder.file("d/p.rego", POLICY);
    folder.file("d/x/foo.json", r#"{"k": {"v": [1, "two", null]}}"#);
    folder.file("in.json", r#"{"user": "bob"}"#);
    let arguments: Vec<String> =
        arguments.iter().map(|argument| argument.replace('D', &folder.shown())).collect();
    let arguments: Vec<&str> =
        [&["eval"], arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice()].concat();
    let ran = edgeward(&arguments);
    Ran { out: folder.relative(&ran.out), err: folder.relative(&ran.err), ..ran }
}

fn printed(out: &str) -> Ran {
    Ran { code: 0, out: out.to_owned(), err: String::new() }
}

#[test]
fn a_result_has_the_shape_of_opa_to_the_byte() {
    assert_eq!(
        eval(&["-d", "D/d", "-i", "D/in.json", "data.a.b.allow"]),
        printed(
            r#"{
  "result": [
    {
      "expressions": [
        {
          "value": true,
          "text": "data.a.b.allow",
          "location": {
            "row": 1,
            "col": 1
          }
        }
      ]
    }
  ]
}
"#
        )
    );
    assert_eq!(eval(&["-d", "D/d", "data.nope"]), printed("{}\n"));
    let bound = eval(&["x := 1; y := 2; x < y"]);
    assert!(bound.out.contains("\"text\": \"x \\u003c y\""), "{bound:?}");
    assert_eq!(bound.json()["result"][0]["bindings"], serde_json::json!({"x": 1, "y": 2}));
}

#[test]
fn each_format_prints_as_opa_does() {
    for (format, query, out) in [
        ("raw", "data.a.b.s", "text\n"),
        ("raw", "data.a.b", "{\"allow\":false,\"s\":\"text\",\"xs\":[1,2,3]}\n"),
        ("raw", "data.a.b.xs[x]; y := x+1", "1 true\n2 true\n3 true\n"),
        ("raw", "data.nope", ""),
        ("pretty", "data.nope", "undefined\n"),
        ("pretty", "data.a.b.s", "\"text\"\n"),
        (
            "pretty",
            "x := data.x.k.v[_]",
            "┌───────┐\n│   x   │\n├───────┤\n│ 1     │\n│ \"two\" │\n│ null  │\n└───────┘\n",
        ),
        (
            "pretty",
            "data.a.b.xs[x]; y := x+1",
            "┌────────────────┬───┬───┐\n│ data.a.b.xs[x] │ x │ y │\n├────────────────┼───┼───┤\n│ 1              │ 1 │ 2 │\n│ 2              │ 2 │ 3 │\n│ 3              │ 3 │ 4 │\n└────────────────┴───┴───┘\n",
        ),
        ("values", "1+1; 2", "[\n  2,\n  2\n]\n"),
        ("values", "data.nope", ""),
        ("bindings", "x := 1", "{\n  \"x\": 1\n}\n"),
    ] {
        assert_eq!(eval(&["-d", "D/d", "-f", format, query]), printed(out), "{format} {query}");
    }
}

#[test]
fn data_is_rooted_where_opa_roots_it() {
    assert_eq!(eval(&["-d", "D/d", "-f", "raw", "data.x.k.v[0]"]), printed("1\n"));
    assert_eq!(eval(&["-d", "D/d/x/foo.json", "-f", "raw", "data.k.v[0]"]), printed("1\n"));
    assert_eq!(eval(&["-d", "y.z:D/d/x/foo.json", "-f", "raw", "data.y.z.k.v[0]"]), printed("1\n"));
    assert_eq!(
        eval(&["-b", "D/d", "-f", "raw", "data"]),
        printed("{\"a\":{\"b\":{\"allow\":false,\"s\":\"text\",\"xs\":[1,2,3]}}}\n")
    );
}

#[test]
fn fail_flags_set_the_exit_code() {
    for (flag, query, code) in [
        ("--fail", "data.nope", 1),
        ("--fail", "data.a.b.allow", 0),
        ("--fail-defined", "data.nope", 0),
        ("--fail-defined", "data.a.b.allow", 1),
    ] {
        assert_eq!(eval(&["-d", "D/d", flag, query]).code, code, "{flag} {query}");
    }
}

#[test]
fn input_comes_from_yaml_or_standard_input_too() {
    assert_eq!(
        edgeward_reading(&["eval", "-I", "-f", "raw", "input.user"], b"{\"user\": \"al\"}"),
        printed("al\n")
    );
    assert_eq!(edgeward_reading(&["eval", "-I", "-f", "raw", "input.user"], b"user: al\n"), printed("al\n"));
    assert_eq!(edgeward_reading(&["eval", "-I", "-f", "raw", "input"], b""), printed("null\n"));
    assert_eq!(
        edgeward_reading(&["eval", "-I", "-f", "raw", "input"], b"a: 1\n---\na: 2\n").err,
        "error: <stdin>: one document is expected, there are 2\n"
    );
}

#[test]
fn errors_are_a_document_in_json_and_lines_otherwise() {
    let folder = Folder::new();
    let bad = folder.file("bad.rego", "package c\n\nx := {\n");
    let ran = edgeward(&["eval", "-d", &bad, "data.c"]);
    assert_eq!(
        (ran.code, ran.json()),
        (
            2,
            serde_json::json!({"errors": [
                {
                    "message": "unexpected eof token",
                    "code": "rego_parse_error",
                    "location": {"file": bad, "row": 4, "col": 0},
                    "details": {"line": "x := {", "idx": 5},
                },
                {
                    "message": "unexpected eof token: expected rule value term (e.g., x := <VALUE> { ... })",
                    "code": "rego_parse_error",
                    "location": {"file": bad, "row": 4, "col": 0},
                    "details": {"line": "x := {", "idx": 5},
                },
            ]})
        )
    );
    let ran = edgeward(&["eval", "-d", &bad, "-f", "raw", "data.c"]);
    assert_eq!(
        (ran.code, folder.relative(&ran.err)),
        (
            2,
            "error: bad.rego:4:0: rego_parse_error: unexpected eof token: x := {\n\
             error: bad.rego:4:0: rego_parse_error: unexpected eof token: expected rule value term \
             (e.g., x := <VALUE> { ... }): x := {\n"
                .to_owned()
        )
    );
    let ran = edgeward(&["eval", "-d", "gone", "data"]);
    assert_eq!(ran.code, 2);
}

#[test]
fn two_values_for_one_place_are_a_merge_error() {
    let folder = Folder::new();
    let (one, two) = (folder.file("1.json", r#"{"a": 1}"#), folder.file("2.json", r#"{"a": 2}"#));
    let ran = edgeward(&["eval", "-d", &one, "-d", &two, "-f", "raw", "data"]);
    assert_eq!(
        (ran.code, folder.relative(&ran.err)),
        (2, "error: 2.json: merge error: conflicting values at data.a, also defined in 1.json\n".to_owned())
    );
}

#[test]
fn what_is_refused_says_file_construct_and_advice() {
    let folder = Folder::new();
    let policy = folder.file("p.rego", "package p\n\nx := http.send({})\n");
    let ran = edgeward(&["eval", "-d", &policy, "data.p.x"]);
    assert_eq!(
        (ran.code, ran.json()),
        (
            2,
            serde_json::json!({"errors": [{
                "message": "the built-in `http.send` does not exist here: a decision may not depend on the network; \
                            provide what it needs as data",
                "code": "edgeward_refused",
                "location": {"file": policy, "row": 3, "col": 6},
            }]})
        )
    );
}

#[test]
fn lines_of_print_go_to_standard_error_without_a_word_of_ours() {
    let ran = edgeward(&["eval", "-f", "raw", "x := [1, \"a\"]; print(\"x is\", x, input.y); x[0]"]);
    assert_eq!(
        ran,
        Ran { code: 0, out: "true true 1\n".to_owned(), err: "x is [1, \"a\"] <undefined>\n".to_owned() }
    );
}

#[test]
fn arguments_that_do_not_fit_together_are_wrong_usage() {
    for arguments in [
        &["eval"] as &[&str],
        &["eval", "1", "2"],
        &["eval", "--stdin", "1"],
        &["eval", "--stdin", "--stdin-input"],
        &["eval", "--fail", "--fail-defined", "1"],
        &["eval", "-I", "-i", "x.json", "1"],
        &["eval", "-f", "source", "1"],
    ] {
        assert_eq!((edgeward(arguments).code, edgeward(arguments).out), (2, String::new()), "{arguments:?}");
    }
}
