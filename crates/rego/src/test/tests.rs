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

const ALL: RunOptions = RunOptions {
    limits: Limits { time: Duration::from_secs(5), instructions: 1_000_000, until: None },
    explain: true,
    coverage: false,
    capture: true,
};

fn ran(test: &str) -> Ran {
    let text = format!("package rule_test\n\nimport data.rule\n\n{test}\n");
    let tests = Tests::new(documents(&[("rule.rego", RULE), ("rule_test.rego", &text)])).expect("compiles");
    tests.run(&tests.cases()[0], &ALL)
}

/// Name and outcome of each test of a file, with those cases that fail.
fn told(text: &str) -> Vec<(String, &'static str, Vec<String>)> {
    let tests =
        Tests::new(documents(&[("a_test.rego", &format!("package a_test\n\n{text}\n"))])).expect("compiles");
    let tell = |case: &Case| {
        let ran = tests.run(case, &RunOptions::default());
        let outcome = match ran.outcome {
            Outcome::Passed => "pass",
            Outcome::Failed(_) => "fail",
            Outcome::Error(_) => "error",
            Outcome::Skipped => "skip",
        };
        let leaves = ran.parts.iter().flat_map(Part::leaves);
        let failed = leaves.filter(|(_, fails)| *fails).map(|(names, _)| names.join("/"));
        (case.name.clone(), outcome, failed.collect())
    };
    tests.cases().iter().map(tell).collect()
}

#[test]
fn a_passing_test_tells_what_it_gave_to_the_rule() {
    let ran = ran(
        "test_both if {\n\tcount(rule.violation) == 1 with input as {\"name\": \"bad\"}\n\tcount(rule.violation) == 0 with input as {\"name\": \"good\"} with data.inventory as {\"x\": 1}\n}",
    );
    assert_eq!(ran.outcome, Outcome::Passed);
    let expected = |input: &str, data: &str| Captured {
        package: "data.rule".to_owned(),
        rule: "violation".to_owned(),
        input: Value::from_json(input.as_bytes()).expect("JSON"),
        data: Value::from_json(data.as_bytes()).expect("JSON"),
    };
    assert_eq!(
        ran.captured,
        [expected(r#"{"name":"bad"}"#, "{}"), expected(r#"{"name":"good"}"#, r#"{"inventory":{"x":1}}"#)]
    );
}

#[test]
fn a_failing_test_shows_its_statement_and_the_values_in_it() {
    let Outcome::Failed(failures) = ran(
        "test_names if {\n\texpected := {\"other\"}\n\tnames := {v.msg | some v in rule.violation} with input as {\"name\": \"bad\"}\n\tnames == expected\n}",
    )
    .outcome
    else {
        panic!("must fail")
    };
    assert_eq!(
        failures.iter().map(ToString::to_string).collect::<String>(),
        "rule_test.rego:8:2: this did not hold\n  |\n8 | names == expected\n  |\n  = names: [\"bad\"]\n  = expected: [\"other\"]\n"
    );
}

#[test]
fn a_second_test_of_the_same_name_has_a_number() {
    assert_eq!(
        told("test_x if true\n\ntest_x if false\n\nn.test_x := true\n\nn.test_x := 1"),
        [
            ("test_x".to_owned(), "pass", vec![]),
            ("test_x#01".to_owned(), "fail", vec![]),
            ("n.test_x".to_owned(), "pass", vec![]),
            ("n[\"test_x#01\"]".to_owned(), "fail", vec![]),
        ]
    );
}

#[test]
fn only_true_passes() {
    let text = "test_true := true\n\ntest_number := 1\n\ntest_undefined if input.x\n\ntest_set contains 1\n\ntest_const.a if input\n\ntest_field.a := true\n\ntest_f(x) if x\n\ntodo_test_later if false";
    let outcomes: Vec<_> = told(text).into_iter().map(|(name, outcome, _)| (name, outcome)).collect();
    let expected = [
        ("test_true", "pass"),
        ("test_number", "fail"),
        ("test_undefined", "fail"),
        ("test_set", "fail"),
        ("test_const", "fail"),
        ("test_field", "pass"),
        ("test_f", "error"),
        ("todo_test_later", "skip"),
    ];
    assert_eq!(outcomes, expected.map(|(name, outcome)| (name.to_owned(), outcome)));
}

#[test]
fn cases_that_do_not_hold_are_known_by_name() {
    let text = "test_map[tc.note] if {\n\tsome tc in [{\"note\": \"one\", \"a\": 1}, {\"note\": \"two\", \"a\": 2}]\n\ttc.a == 1\n}\n\ntest_deep[x][y] if {\n\tsome x, y in {\"a\": \"q\", \"b\": \"w\"}\n\tx != \"a\"\n}\n\ntest_all[tc] if {\n\tsome tc in [1, 2]\n\ttc > 0\n}\n\ntest_none[x] if some x in []";
    assert_eq!(
        told(text),
        [
            ("test_map".to_owned(), "fail", vec!["two".to_owned()]),
            ("test_deep".to_owned(), "fail", vec!["a/q".to_owned()]),
            ("test_all".to_owned(), "pass", vec![]),
            ("test_none".to_owned(), "pass", vec![]),
        ]
    );
}

#[test]
fn a_failing_case_is_explained_by_its_own_values() {
    let Outcome::Failed(failures) =
        ran("test_map[tc.note] if {\n\tsome tc in [{\"note\": \"one\", \"a\": 1}, {\"note\": \"two\", \"a\": 2}]\n\tdoubled := tc.a * 2\n\tdoubled == 2\n}").outcome
    else {
        panic!("must fail")
    };
    assert_eq!(
        failures.iter().map(|failure| format!("{}: {failure}", failure.case)).collect::<String>(),
        "two: rule_test.rego:8:2: this did not hold\n  |\n8 | doubled == 2\n  |\n  = doubled: 4\n"
    );
}

#[test]
fn what_is_printed_belongs_to_its_test() {
    let ran = ran("test_loud if {\n\tprint(\"one\", input)\n\tprint([1])\n}");
    assert_eq!(ran.printed, ["one <undefined>", "[1]"]);
}

#[test]
fn a_test_that_ends_in_a_string_does_not_disturb_the_others() {
    assert_eq!(
        told("test_x if 1 == 1\n\ntest_y if \"a\" == \"a\""),
        [("test_x".to_owned(), "pass", vec![]), ("test_y".to_owned(), "pass", vec![])]
    );
}

#[test]
fn a_conflict_is_an_error_with_its_place() {
    let ran = ran("f(_) := 1\n\nf(x) := 2 if x == 1\n\ntest_x if f(1) == 1");
    let Outcome::Error(error) = ran.outcome else { panic!("must not be evaluated: {ran:?}") };
    assert_eq!(error.code(), "eval_conflict_error");
}
