use super::*;
use crate::module::{Module, Source};
use crate::value::Value;

fn documents(files: &[(&str, &str)]) -> Documents {
    let modules = files
        .iter()
        .map(|(path, text)| {
            Module::parse(Source { path: (*path).to_owned(), text: (*text).to_owned() }).expect("parses")
        })
        .collect();
    Documents::new(modules, Value::object::<&str>([]))
}

const RULE: &str = "package rule\n\nviolation contains {\"msg\": msg} if {\n\tname := input.name\n\tname != \"good\"\n\tmsg := name\n}\n";

fn outcome(test: &str) -> Outcome {
    let text = format!("package rule_test\n\nimport data.rule\n\n{test}\n");
    let documents = documents(&[("rule.rego", RULE), ("rule_test.rego", &text)]);
    let cases = cases(&documents).expect("cases");
    run(&documents, &cases[0], &Limits::default())
}

#[test]
fn a_passing_test_tells_what_it_gave_to_the_rule() {
    let Outcome::Passed(captured) = outcome(
        "test_both if {\n\tcount(rule.violation) == 1 with input as {\"name\": \"bad\"}\n\tcount(rule.violation) == 0 with input as {\"name\": \"good\"} with data.inventory as {\"x\": 1}\n}",
    ) else {
        panic!("must pass")
    };
    let expected = |input: &str, data: &str| Captured {
        package: "data.rule".to_owned(),
        rule: "violation".to_owned(),
        input: Value::from_json(input.as_bytes()).expect("JSON"),
        data: Value::from_json(data.as_bytes()).expect("JSON"),
    };
    assert_eq!(
        captured,
        [expected(r#"{"name":"bad"}"#, "{}"), expected(r#"{"name":"good"}"#, r#"{"inventory":{"x":1}}"#)]
    );
}

#[test]
fn a_failing_test_shows_its_statement_and_the_values_in_it() {
    let Outcome::Failed(failure) = outcome(
        "test_names if {\n\texpected := {\"other\"}\n\tnames := {v.msg | some v in rule.violation} with input as {\"name\": \"bad\"}\n\tnames == expected\n}",
    ) else {
        panic!("must fail")
    };
    assert_eq!(
        failure.to_string(),
        "rule_test.rego:8:2: this did not hold\n  |\n8 | names == expected\n  |\n  = names: [\"bad\"]\n  = expected: [\"other\"]\n"
    );
}

#[test]
fn a_second_test_of_the_same_name_is_refused() {
    let documents = documents(&[("a_test.rego", "package a_test\n\ntest_x if true\n\ntest_x if false\n")]);
    let failures = cases(&documents).expect_err("refused");
    assert_eq!(failures.len(), 1);
    assert!(
        failures[0].to_string().starts_with("a_test.rego:5:1: a second test called `test_x`"),
        "{}",
        failures[0]
    );
}

#[test]
fn a_test_that_ends_in_a_string_does_not_disturb_the_others() {
    let documents =
        documents(&[("a_test.rego", "package a_test\n\ntest_x if 1 == 1\n\ntest_y if \"a\" == \"a\"\n")]);
    for case in cases(&documents).expect("cases") {
        assert!(matches!(run(&documents, &case, &Limits::default()), Outcome::Passed(_)), "{}", case.name);
    }
}
