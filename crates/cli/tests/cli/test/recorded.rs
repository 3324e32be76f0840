//! `testdata/test` holds tests and what `opa test` of OPA 1.22.2 printed of them, in `opa.json`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value, json};

use crate::run;

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/test"))
}

fn printed(program: &str, folder: &Path, arguments: &[&str]) -> Value {
    let mut command = Command::new(program);
    command.args(["test", "."]).args(arguments).current_dir(folder);
    let ran = run(command, b"");
    ran.json()
}

/// The tests in the order of the text, without what was measured. Of an error, only that there is one: the words
/// and places are the engine's.
fn tests(printed: Value) -> Value {
    let Value::Array(mut tests) = printed else {
        panic!("a list: {printed}");
    };
    for test in &mut tests {
        let test = test.as_object_mut().expect("an object");
        assert!(test.remove("duration").is_some_and(|duration| duration.is_u64()));
        test.remove("explanation");
        if let Some(error) = test.get_mut("error") {
            *error = json!(true);
        }
    }
    tests.sort_by_key(|test| (test["location"]["row"].as_u64(), test["name"].to_string()));
    Value::Array(tests)
}

/// The lines of each file, and how many.
fn lines(printed: Value) -> Value {
    let rows = |ranges: &Value| -> BTreeSet<u64> {
        let row = |range: &Value, end: &str| range[end]["row"].as_u64().expect("a row");
        let ranges = ranges.as_array().cloned().unwrap_or_default();
        ranges.iter().flat_map(|range| row(range, "start")..=row(range, "end")).collect()
    };
    let mut told: Map<String, Value> = printed["files"]
        .as_object()
        .expect("files")
        .iter()
        .map(|(file, own)| {
            let lines = json!({
                "covered": rows(&own["covered"]),
                "not_covered": rows(&own["not_covered"]),
                "covered_lines": own["covered_lines"],
                "not_covered_lines": own["not_covered_lines"],
                "coverage": own["coverage"],
            });
            (file.clone(), lines)
        })
        .collect();
    for name in ["covered_lines", "not_covered_lines", "coverage"] {
        told.insert(name.to_owned(), printed[name].clone());
    }
    Value::Object(told)
}

fn asked(program: &str, json: &[&str]) -> Value {
    json!({
        "conventions": tests(printed(program, &folder().join("conventions"), json)),
        "covered": lines(printed(program, &folder().join("covered"), &[json, &["--coverage"]].concat())),
    })
}

#[test]
fn tests_cases_and_covered_lines_are_those_of_opa() {
    let text = std::fs::read_to_string(folder().join("opa.json")).expect("what OPA printed");
    let expected: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(asked(env!("CARGO_BIN_EXE_edgeward"), &["-o", "json"]), expected);
}

#[test]
#[ignore = "needs OPA 1.22.2: just record-output"]
fn record_what_opa_test_prints() {
    let opa = std::env::var("OPA").expect("OPA=<program>");
    let text = serde_json::to_string_pretty(&asked(&opa, &["-f", "json"])).expect("JSON");
    std::fs::write(folder().join("opa.json"), text + "\n").expect("written");
}
