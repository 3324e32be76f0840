use crate::Ran;
use crate::test::{door, tested};

/// Notices everything but the name.
const WEAK: &str = "test_ages if {\n\tdoor.opens with input as {\"age\": 18, \"name\": \"ann\"}\n\tnot door.opens with input as {\"age\": 17, \"name\": \"ann\"}\n\tdoor.opens with input as {\"age\": 19, \"name\": \"ann\"}\n}";

const SURVIVORS: &str = "policies/door/door.rego:5:2: drop a condition: input.name != \"eve\" -> true
  in `opens`: 1 test did not notice
policies/door/door.rego:5:16: constant: \"eve\" -> \"\"
  in `opens`: 1 test did not notice
2 survived, 5 killed
";

const ACCEPTED: &str = "survivors:
- {path: policies/door/door.rego, rule: opens, operator: drop a condition, before: 'input.name != \"eve\"', after: 'true', reason: eve is dead}
- {path: policies/door/door.rego, rule: opens, operator: constant, before: '\"eve\"', after: '\"\"', line: 'input.name != \"eve\"', reason: eve is dead}
";

#[test]
fn faults_that_no_test_notices_are_listed() {
    let ran = tested(&door(WEAK), &["--mutants"]);
    assert_eq!(ran, Ran { code: 1, out: SURVIVORS.to_owned(), err: String::new() });
}

#[test]
fn survivors_are_listed_as_json_with_what_accepts_them() {
    let ran = tested(&door(WEAK), &["--mutants", "-o", "json"]);
    let expected = serde_json::json!({
        "apiVersion": "edgeward.io/v1",
        "kind": "MutantsResult",
        "summary": {"killed": 5, "timedOut": 0, "survived": 2, "accepted": 0, "noPolicy": 0, "notTried": 0},
        "survivors": [
            {"path": "policies/door/door.rego", "rule": "opens", "operator": "drop a condition", "before": "input.name != \"eve\"", "after": "true", "line": "input.name != \"eve\"", "row": 5, "column": 2, "tests": 1, "goldens": 0},
            {"path": "policies/door/door.rego", "rule": "opens", "operator": "constant", "before": "\"eve\"", "after": "\"\"", "line": "input.name != \"eve\"", "row": 5, "column": 16, "tests": 1, "goldens": 0},
        ],
    });
    assert_eq!((ran.code, ran.json()), (1, expected));
}

#[test]
fn survivors_with_a_reason_are_accepted() {
    let folder = door(WEAK);
    // The folder's own name is part of the path.
    let list = ACCEPTED.replace("path: policies", &format!("path: {}/policies", folder.shown()));
    folder.file("testdata/mutants.yaml", &list);
    let ran = tested(&folder, &["--mutants"]);
    assert_eq!(
        ran,
        Ran { code: 0, out: "0 survived, 5 killed, 2 accepted\n".to_owned(), err: String::new() }
    );
    let stale = format!(
        "{list}- {{path: x.rego, rule: r, operator: constant, before: '1', after: '2', reason: it was}}\n"
    );
    folder.file("testdata/mutants.yaml", stale);
    let ran = tested(&folder, &["--mutants"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (0, "note: x.rego, r: constant: 1 -> 2: accepted, but it does not survive; take it off the list\n")
    );
    folder.file("testdata/mutants.yaml", list.replace("eve is dead", " "));
    assert_eq!(tested(&folder, &["--mutants"]).code, 2);
}

#[test]
fn mutants_are_chosen_by_file_and_rule() {
    let ran = tested(&door(WEAK), &["--mutants=door.rego:closes"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (3, "error: nothing was evaluated: there is no test, or nothing to mutate\n")
    );
}

#[test]
fn a_run_that_tried_no_mutant_does_not_pass() {
    let ran = tested(&door(WEAK), &["--mutants", "--budget", "0ms"]);
    let expected = Ran {
        code: 3,
        out: "0 survived, 0 killed, 7 not tried\n".to_owned(),
        err: "error: nothing was evaluated: no mutant was tried\n".to_owned(),
    };
    assert_eq!(ran, expected);
}

#[test]
fn tests_have_to_pass_before_anything_is_mutated() {
    let ran = tested(&door("test_no if door.opens"), &["--mutants"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, "error: tests fail without any mutant\n"));
}
