//! OPA's own answers, kept in `testdata/rego/builtins`, against ours.

mod term;

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Failure, call};

/// One call, and what OPA 1.22.2 answered; `e2e/opa/record` asked it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    call: String,
    args: Vec<String>,
    value: Option<String>,
    #[serde(default)]
    undefined: bool,
    error: Option<String>,
    message: Option<String>,
}

/// An answer as it is compared: a value, undefined or the code of an error.
#[derive(Debug, PartialEq)]
enum Answered {
    Value(regorus::Value),
    Undefined,
    Error(String),
}

impl Case {
    fn expected(&self) -> Answered {
        match (&self.value, self.undefined, &self.error) {
            (Some(value), false, None) => Answered::Value(term::read(value)),
            (None, true, None) => Answered::Undefined,
            (None, false, Some(code)) => Answered::Error(code.clone()),
            _ => panic!("{}({}) has not exactly one answer", self.call, self.args.join(", ")),
        }
    }

    /// Ours, with the message if it is an error.
    fn given(&self) -> (Answered, Option<String>) {
        let args: Vec<_> = self.args.iter().map(|arg| term::read(arg)).collect();
        match call(&self.call, &args) {
            Ok(Some(value)) => (Answered::Value(value), None),
            Ok(None) => (Answered::Undefined, None),
            Err(Failure::Operand(message)) => (Answered::Error("eval_type_error".to_owned()), Some(message)),
            Err(Failure::Failed(message)) => {
                (Answered::Error("eval_builtin_error".to_owned()), Some(message))
            }
            Err(Failure::Halt(code, message)) => (Answered::Error(code.to_owned()), Some(message)),
        }
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/rego/builtins")
}

fn files() -> Vec<PathBuf> {
    let entries = fs::read_dir(folder()).expect("the folder of cases");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    files
}

fn cases(file: &Path) -> Vec<Case> {
    let text = fs::read_to_string(file).expect("a readable file");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

#[test]
fn every_recorded_answer_of_opa_is_given() {
    let mut wrong = Vec::new();
    let mut read = 0;
    for file in files() {
        for case in cases(&file) {
            read += 1;
            let (expected, (given, message)) = (case.expected(), case.given());
            if expected != given {
                wrong.push(format!(
                    "{}: {}({})\n   OPA: {expected:?} {}\n  ours: {given:?} {}",
                    file.file_name().unwrap_or_default().display(),
                    case.call,
                    case.args.join(", "),
                    case.message.unwrap_or_default(),
                    message.unwrap_or_default()
                ));
            }
        }
    }
    assert!(read > 0, "no case was read");
    assert!(wrong.is_empty(), "{} of {read} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_is_said_of_a_wrong_type_is_what_opa_says() {
    let mut wrong = Vec::new();
    for case in cases(&folder().join("wrong-types.json")) {
        let (_, message) = case.given();
        if case.error.as_deref() == Some("eval_type_error") && message != case.message {
            wrong.push(format!("OPA:  {:?}\nours: {message:?}", case.message));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the engine answers where errors are undefined is what OPA answers, for the built-ins that it may answer itself.
#[test]
fn the_engine_answers_what_is_left_to_it_as_opa_does() {
    let mut wrong = Vec::new();
    let mut asked = std::collections::BTreeSet::new();
    for case in files().iter().flat_map(|file| cases(file)) {
        let Some(name) = super::LEFT_TO_THE_ENGINE.iter().find(|name| **name == case.call) else {
            continue;
        };
        asked.insert(*name);
        let args: Vec<_> = case.args.iter().map(|arg| term::read(arg)).collect();
        let given = match super::native::call(&case.call, &args) {
            Ok(Some(value)) => Answered::Value(value),
            Ok(None) | Err(_) => Answered::Undefined,
        };
        let expected = match case.expected() {
            Answered::Error(_) => Answered::Undefined,
            other => other,
        };
        if given != expected {
            wrong.push(format!(
                "{}({}): OPA {expected:?}, engine {given:?}",
                case.call,
                case.args.join(", ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(asked.len(), super::LEFT_TO_THE_ENGINE.len(), "each of them has recorded answers");
}
