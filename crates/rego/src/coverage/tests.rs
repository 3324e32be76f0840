use super::*;
use crate::document::Documents;
use crate::module::{Module, Source};
use crate::test::RunOptions;
use crate::value::Value;

/// Lines of `p.rego` that are missing after its tests.
fn missing(policy: &str, tests: &str) -> Vec<(u32, u32)> {
    let module =
        |path: &str, text: String| Module::parse(Source { path: path.to_owned(), text }).expect("parses");
    let modules = vec![
        module("p.rego", format!("package p\n\n{policy}\n")),
        module("p_test.rego", format!("package p_test\n\nimport data.p\n\n{tests}\n")),
    ];
    let tests = Tests::new(Documents::new(modules, Value::object::<&str>([]))).expect("compiles");
    let mut covered = Covered::default();
    for case in tests.cases() {
        covered.add(&tests.run(case, &RunOptions { coverage: true, ..RunOptions::default() }));
    }
    tests.coverage(&covered).files["p.rego"].missing()
}

#[test]
fn what_follows_a_failing_expression_is_missing_with_the_head() {
    let policy = "p if {\n\tx := input.x\n\tx > 1\n\ty := x + 1\n\ty > 3\n}";
    assert_eq!(missing(policy, "test_p if not p.p with input as {\"x\": 0}"), [(3, 3), (6, 7)]);
    assert_eq!(missing(policy, "test_p if p.p with input as {\"x\": 3}"), []);
}

#[test]
fn each_branch_is_missed_on_its_own() {
    let policy = "f(x) := 1 if {\n\tx > 1\n} else := 2 if {\n\tx > 0\n} else := 3";
    assert_eq!(missing(policy, "test_f if p.f(2) == 1"), [(5, 7)]);
    assert_eq!(missing(policy, "test_f if p.f(0) == 3"), [(3, 3), (5, 5)]);
}

#[test]
fn bodies_of_every_and_comprehensions_are_missed_where_nothing_is_in_them() {
    let policy = "p if {\n\tevery x in input.xs {\n\t\tx > 1\n\t}\n\tcount([y |\n\t\tsome y in input.ys\n\t\ty > 1\n\t]) == 0\n}";
    assert_eq!(
        missing(policy, "test_p if p.p with input as {\"xs\": [], \"ys\": []}"),
        [],
        "the statements around them cover their lines"
    );
}

#[test]
fn a_default_is_covered_where_its_rule_is_asked_for() {
    let policy = "default p := false\n\np if input.x > 1\n\ndefault q := 1\n\nr if q == 1";
    assert_eq!(missing(policy, "test_p if not p.p with input as {\"x\": 1}"), [(5, 5), (7, 7), (9, 9)]);
    assert_eq!(missing(policy, "test_r if p.r"), [(3, 3), (5, 5)]);
}

#[test]
fn a_constant_is_covered_where_it_is_read() {
    assert_eq!(missing("a := 1\n\nb := 2", "test_a if p.a == 1"), [(5, 5)]);
}
