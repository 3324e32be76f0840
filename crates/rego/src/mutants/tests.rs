use super::*;
use crate::document::Documents;
use crate::test::Tests;
use crate::value::Value;
use std::time::Duration;

fn documents(files: &[(&str, &str)]) -> Documents {
    let module = |(path, text): &(&str, &str)| {
        Module::parse(Source { path: (*path).to_owned(), text: (*text).to_owned() }).expect("parses")
    };
    Documents::new(files.iter().map(module).collect(), Value::object::<&str>([]))
}

/// Place, operator and texts of each mutant of a rule.
fn told(rule: &str) -> Vec<String> {
    let documents = documents(&[
        ("p.rego", &format!("package p\n\n{rule}\n")),
        ("p_test.rego", "package p_test\n\ntest_x if 1 == 1\n"),
    ]);
    Mutant::all(&documents).iter().map(ToString::to_string).collect()
}

#[test]
fn comparisons_are_moved_by_one_and_turned_around() {
    assert_eq!(
        told("p if input.x >= (input.y)"),
        [
            "p.rego:3:6: drop a condition: input.x >= (input.y) -> true",
            "p.rego:3:14: comparison: >= -> <",
            "p.rego:3:14: comparison: >= -> >",
        ]
    );
}

#[test]
fn conditions_are_dropped_and_negated_but_bindings_stay() {
    assert_eq!(
        told("p if {\n\tx := input.x\n\tsome y in x\n\tnot y\n\tx in {y}\n\tprint(x)\n}"),
        [
            "p.rego:6:2: drop a condition: not y -> true",
            "p.rego:6:2: negation: not y -> y",
            "p.rego:7:2: negation: x in {y} -> not x in {y}",
            "p.rego:7:2: drop a condition: x in {y} -> true",
            "p.rego:7:8: drop an element: y -> nothing",
        ]
    );
}

#[test]
fn constants_change_but_not_names_of_fields() {
    assert_eq!(
        told("default p := false\n\np := [7, \"a\", input.b[\"c\"].d, 1.5]"),
        [
            "p.rego:3:14: constant: false -> true",
            "p.rego:5:7: constant: 7 -> 8",
            "p.rego:5:7: drop an element: 7 -> nothing",
            "p.rego:5:10: constant: \"a\" -> \"\"",
            "p.rego:5:10: drop an element: \"a\" -> nothing",
            "p.rego:5:15: drop an element: input.b[\"c\"].d -> nothing",
            "p.rego:5:23: constant: \"c\" -> \"\"",
            "p.rego:5:31: drop an element: 1.5 -> nothing",
            "p.rego:5:31: constant: 1.5 -> 0",
        ]
    );
}

#[test]
fn one_match_of_a_pattern_is_not_made_two() {
    assert_eq!(
        told("p := regex.find_n(input.p, input.x, 1)[0]\n\nq := regex.find_n(input.p, input.x, 2)"),
        ["p.rego:3:40: constant: 0 -> 1", "p.rego:5:37: constant: 2 -> 3"]
    );
}

#[test]
fn one_of_several_definitions_is_dropped_and_so_is_an_else() {
    assert_eq!(
        told("f(x) := lower(x)\n\nf(x) := 1 if {\n\tcontains(x, x)\n} else := x"),
        [
            "p.rego:3:1: drop a definition: f(x) := lower(x) -> nothing",
            "p.rego:3:9: built-in: lower -> upper",
            "p.rego:5:1: drop a definition: f(x) := 1 if { -> nothing",
            "p.rego:5:9: constant: 1 -> 2",
            "p.rego:6:2: built-in: contains -> startswith",
            "p.rego:6:2: negation: contains(x, x) -> not contains(x, x)",
            "p.rego:6:2: drop a condition: contains(x, x) -> true",
            "p.rego:7:3: drop an else: else := x -> nothing",
        ]
    );
}

#[test]
fn a_mutant_is_killed_by_a_test_that_reaches_it() {
    let documents = documents(&[
        (
            "lib.rego",
            "package lib\n\nfew(x) if x < 3\n\nloose := input.loose\n\ncounted(xs) := count(xs) * 2\n",
        ),
        ("p.rego", "package p\n\nimport data.lib\n\nok if lib.few(input.x)\n"),
        (
            "p_test.rego",
            "package p_test\n\nimport data.p\n\ntest_few if p.ok with input as {\"x\": 2}\n\ntest_no if not p.ok with input as {\"x\": 3}\n",
        ),
        ("lib_test.rego", "package lib_test\n\nimport data.lib\n\ntest_zero if lib.counted([]) == 0\n"),
    ]);
    let tests = Tests::new(documents.clone()).expect("compiles");
    let reach = tests.reach(|_| true);
    let fates: Vec<(String, Fate)> = Mutant::all(&documents)
        .iter()
        .map(|mutant| {
            let fate = tests.try_out(mutant, &reach, &TrialOptions { timeout: Duration::from_secs(5) });
            (format!("{}: {} -> {}", mutant.rule, mutant.before, mutant.after), fate)
        })
        .collect();
    let killed = |by: &str| Fate::Killed { by: by.to_owned() };
    let expected = [
        ("few: x < 3 -> true", killed("data.p_test.test_no")),
        ("few: < -> <=", killed("data.p_test.test_no")),
        ("few: < -> >=", killed("data.p_test.test_few")),
        ("few: 3 -> 4", killed("data.p_test.test_no")),
        ("counted: * -> /", Fate::Survived { tests: 1 }),
        ("counted: 2 -> 3", Fate::Survived { tests: 1 }),
        ("ok: lib.few(input.x) -> not lib.few(input.x)", killed("data.p_test.test_few")),
        ("ok: lib.few(input.x) -> true", killed("data.p_test.test_no")),
    ];
    assert_eq!(fates, expected.map(|(name, fate)| (name.to_owned(), fate)));
}

#[test]
fn what_does_not_compile_is_no_policy() {
    let documents = documents(&[
        ("p.rego", "package p\n\nok := y if {\n\twalk(input.xs, [_, y])\n}\n"),
        (
            "p_test.rego",
            "package p_test\n\nimport data.p\n\ntest_ok if p.ok == 1 with input as {\"xs\": 1}\n",
        ),
    ]);
    let tests = Tests::new(documents.clone()).expect("compiles");
    let dropped = Mutant::all(&documents).remove(1);
    assert_eq!(dropped.to_string(), "p.rego:4:2: drop a condition: walk(input.xs, [_, y]) -> true");
    let options = TrialOptions { timeout: Duration::from_secs(5) };
    assert_eq!(tests.try_out(&dropped, &tests.reach(|_| true), &options), Fate::NoPolicy);
}
