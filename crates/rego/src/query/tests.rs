use super::*;
use crate::module::Module;

/// Rows as `values bindings`, what `opa eval` 1.22.2 gives for the same query.
fn rows(query: &str) -> Vec<String> {
    let source = Source {
        path: "p.rego".to_owned(),
        text: "package p\n\nimport rego.v1\n\nx := 1\n\nitems := [1, 2, 3]\n\nbig if input.n > 5\n"
            .to_owned(),
    };
    let data = Value::from_json(br#"{"base":{"a":1,"b":2}}"#).expect("JSON");
    let documents = Documents::new(vec![Module::parse(source).expect("parses")], data);
    let input = Value::from_json(br#"{"n":7}"#).expect("JSON");
    let rows = Query::new(&documents).expect("prepares").ask(query, Some(&input), &Limits::default());
    rows.expect("answers")
        .iter()
        .map(|row| {
            let values: Vec<_> = row.expressions.iter().map(|(_, value, _)| value.to_json()).collect();
            format!("{} {}", values.join(" "), row.bindings)
        })
        .collect()
}

#[test]
fn a_query_has_the_rows_that_opa_gives_it() {
    for (query, expected) in [
        ("true", vec!["true {}"]),
        ("1 > 2", vec!["false {}"]),
        ("not true", vec![]),
        ("not false", vec!["true {}"]),
        ("\"text\"", vec!["\"text\" {}"]),
        ("data.p.x", vec!["1 {}"]),
        ("data.p", vec![r#"{"big":true,"items":[1,2,3],"x":1} {}"#]),
        ("data.p.missing", vec![]),
        ("input.n", vec!["7 {}"]),
        ("some x in [1, 2]; x > 1", vec![r#"true true {"x":2}"#]),
        ("x := data.p.x; y := x + 1", vec![r#"true true {"x":1,"y":2}"#]),
        ("data.p.items[i] > 1", vec![r#"true {"i":1}"#, r#"true {"i":2}"#]),
        ("data.base[k] == 2; true", vec![r#"true true {"k":"b"}"#]),
        ("[x | some x in data.p.items; x > 1]", vec!["[2,3] {}"]),
        ("count(data.p.items)", vec!["3 {}"]),
        ("data.p.big with input as {\"n\": 1}", vec![]),
        ("every x in [1, 2] { x > 0 }", vec!["true {}"]),
        ("data", vec![r#"{"base":{"a":1,"b":2},"p":{"big":true,"items":[1,2,3],"x":1}} {}"#]),
        ("x = 3", vec![r#"true {"x":3}"#]),
    ] {
        assert_eq!(rows(query), expected, "{query}");
    }
}

#[test]
fn an_expression_knows_its_text_and_place() {
    let documents = Documents::new(Vec::new(), Value::object::<&str>([]));
    let query = Query::new(&documents).expect("prepares");
    let rows = query.ask("x := 1;  \"a\" == \"a\"", None, &Limits::default()).expect("answers");
    let found: Vec<_> = rows[0].expressions.iter().map(|(text, _, place)| (text.as_str(), *place)).collect();
    assert_eq!(found, [("x := 1", (1, 1)), ("\"a\" == \"a\"", (1, 10))]);
    assert!(query.ask("count(data)", None, &Limits::default()).is_err());
    let error = query.ask("x :=", None, &Limits::default()).expect_err("no query");
    assert!(error.to_string().contains("<query>:1:4: rego_parse_error"), "{error}");
}
