//! `edgeward test`.

mod golden;
mod mutants;
mod recorded;
mod watching;

use crate::{Folder, Ran, edgeward};

const POLICY: &str = "package door\n\nopens if {\n\tinput.age >= 18\n\tinput.name != \"eve\"\n}\n";

/// A folder with a policy and tests of it.
fn door(tests: &str) -> Folder {
    let folder = Folder::new();
    folder.file("policies/door/door.rego", POLICY);
    folder
        .file("policies/door/door_test.rego", format!("package door_test\n\nimport data.door\n\n{tests}\n"));
    folder
}

/// The command on the folder's policies. What was measured is taken out of what it said.
fn tested(folder: &Folder, arguments: &[&str]) -> Ran {
    let path = format!("{}/policies", folder.shown());
    let ran = edgeward(&[&["test", &path], arguments].concat());
    let plain = |text: &str| {
        let text = folder.relative(text);
        let lines = text.lines().map(|line| match (line.rsplit_once(" ("), line.split_once(" time=\"")) {
            (Some((before, time)), _) if time.ends_with("s)") => before.to_owned(),
            (_, Some((before, rest))) => {
                format!("{before}{}", rest.split_once('"').map_or("", |(_, rest)| rest))
            }
            _ => line.to_owned(),
        });
        lines.map(|line| format!("{line}\n")).collect::<String>()
    };
    Ran { code: ran.code, out: plain(&ran.out), err: plain(&ran.err) }
}

const PASSES: &str = "test_opens if door.opens with input as {\"age\": 18, \"name\": \"ann\"}";

const FAILS: &str = "test_closes if {\n\tguest := {\"age\": 17, \"name\": \"ann\"}\n\tprint(\"guest\", guest.age)\n\tdoor.opens with input as guest\n}";

#[test]
fn tests_that_pass_are_counted() {
    let ran = tested(&door(PASSES), &[]);
    assert_eq!(ran, Ran { code: 0, out: "PASS: 1/1\n".to_owned(), err: String::new() });
    let ran = tested(&door(PASSES), &["-v"]);
    assert_eq!(
        ran.out,
        format!(
            "policies/door/door_test.rego:5:\ndata.door_test.test_opens: PASS\n{}\nPASS: 1/1\n",
            "-".repeat(80)
        )
    );
}

#[test]
fn a_failing_test_shows_what_it_printed_its_statement_and_the_values_in_it() {
    let ran = tested(&door(&format!("{PASSES}\n\n{FAILS}")), &[]);
    let expected = format!(
        "policies/door/door_test.rego:7:\ndata.door_test.test_closes: FAIL\n\n  guest 17\n\n  policies/door/door_test.rego:10:2: this did not hold\n     |\n  10 | door.opens with input as guest\n     |\n     = door.opens: undefined\n\n{}\nPASS: 1/2\nFAIL: 1/2\n",
        "-".repeat(80)
    );
    assert_eq!(ran, Ran { code: 1, out: expected, err: String::new() });
}

#[test]
fn junit_has_a_case_for_each_test_and_each_case_of_one() {
    let cases = "test_each[name] if {\n\tsome name, age in {\"young\": 3, \"old\": 30}\n\tdoor.opens with input as {\"age\": age, \"name\": \"<>\"}\n}\n\ntodo_test_more if true";
    let ran = tested(&door(&format!("{PASSES}\n\n{cases}")), &["-o", "junit"]);
    let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<testsuites name=\"edgeward test\" tests=\"4\" failures=\"1\" errors=\"0\" skipped=\"1\">
  <testsuite name=\"data.door_test\" tests=\"4\" failures=\"1\" errors=\"0\" skipped=\"1\">
    <testcase classname=\"data.door_test\" name=\"test_opens\" file=\"policies/door/door_test.rego\" line=\"5\"/>
    <testcase classname=\"data.door_test\" name=\"test_each/old\" file=\"policies/door/door_test.rego\" line=\"7\"/>
    <testcase classname=\"data.door_test\" name=\"test_each/young\" file=\"policies/door/door_test.rego\" line=\"7\">
      <failure message=\"test_each/young failed\">young:&#10;policies/door/door_test.rego:9:2: this did not hold&#10;   |&#10; 9 | door.opens with input as {&quot;age&quot;: age, &quot;name&quot;: &quot;&lt;&gt;&quot;}&#10;   |&#10;   = door.opens: undefined&#10;</failure>
    </testcase>
    <testcase classname=\"data.door_test\" name=\"todo_test_more\" file=\"policies/door/door_test.rego\" line=\"12\">
      <skipped/>
    </testcase>
  </testsuite>
</testsuites>
";
    assert_eq!((ran.code, ran.out.as_str()), (1, expected));
}

#[test]
fn a_filter_is_held_against_the_full_name() {
    let folder = door(&format!("{PASSES}\n\n{FAILS}"));
    assert_eq!(tested(&folder, &["-r", r"^data\.door_test\.test_o"]).code, 0);
    let ran = tested(&folder, &["-r", "nothing_like_it"]);
    let said = "error: nothing was evaluated: there is no test, or none of that name\n";
    assert_eq!(ran, Ran { code: 3, out: String::new(), err: said.to_owned() });
}

#[test]
fn a_test_without_an_answer_fails_the_run() {
    let conflict = "f(_) := 1\n\nf(x) := 2 if x == 1\n\ntest_conflict if f(1) == 1";
    let ran = tested(&door(conflict), &[]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.ends_with("ERROR: 1/1\n"), "{ran:?}");
}

#[test]
fn policies_that_do_not_load_are_exit_2_with_all_that_is_wrong() {
    let folder = door("test_x if y\n\ntest_y if x");
    let ran = tested(&folder, &[]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            2,
            "error: policies/door/door_test.rego:5:11: rego_unsafe_var_error: var y is unsafe\nerror: policies/door/door_test.rego:7:11: rego_unsafe_var_error: var x is unsafe\n"
        )
    );
    let ran = edgeward(&["test", "no/such/folder"]);
    assert_eq!((ran.code, ran.err.as_str()), (2, "error: stat no/such/folder: no such file or directory\n"));
}

#[test]
fn coverage_is_told_per_file_also_when_tests_fail() {
    let folder = door(FAILS);
    let ran = tested(&folder, &["--coverage"]);
    assert_eq!(ran.code, 1);
    assert_eq!(
        ran.err,
        "policies/door/door.rego: 33.33%, not covered: 3, 5\npolicies/door/door_test.rego: 75.00%, not covered: 5\ncoverage: 57.14% of 7 lines in 2 files\n"
    );
    let ran = tested(&folder, &["--coverage", "-o", "json"]);
    assert_eq!(ran.json()["files"].as_object().map(serde_json::Map::len), Some(2));
    assert!(ran.err.contains("data.door_test.test_closes: FAIL\n"), "{ran:?}");
}

#[test]
fn less_coverage_than_asked_for_fails_the_run() {
    let folder = door(PASSES);
    assert_eq!(tested(&folder, &["--threshold", "100"]).code, 0);
    let folder = door("test_young if not door.opens with input as {\"age\": 3}");
    let ran = tested(&folder, &["--threshold", "99.5"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.ends_with("error: Code coverage threshold not met: got 50.00 instead of 99.50\n"),
        "{ran:?}"
    );
}

#[test]
fn the_time_of_a_test_is_limited() {
    let slow = "test_slow if count([1 | some x in numbers.range(1, 3000); some y in numbers.range(1, 3000); x == y]) == 3000";
    let ran = tested(&door(slow), &["--timeout", "100ms"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("evaluation took longer than its limit of 100ms"), "{ran:?}");
}
