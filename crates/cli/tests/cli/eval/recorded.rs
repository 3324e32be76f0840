//! `testdata/eval/cases.json` holds invocations of `opa eval` and what OPA 1.22.2 printed.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Folder, Ran, run};

#[derive(Serialize, Deserialize)]
struct Recorded {
    /// Files by name, for each world.
    worlds: BTreeMap<String, BTreeMap<String, String>>,
    cases: Vec<Case>,
}

#[derive(Serialize, Deserialize)]
struct Case {
    world: String,
    args: Vec<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    stdin: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mask: Option<Mask>,
    code: i32,
    out: String,
    /// What `print` printed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    err: String,
}

/// What may differ, because it is meant to.
#[derive(Serialize, Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Mask {
    /// How a number is spelled, and the digits that a double does not have.
    Numbers,
    /// Of a conflict, the message and the place.
    Conflict,
    /// What is wrong with a data file, in words.
    Reader,
}

fn file() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/eval/cases.json"))
}

fn recorded() -> Recorded {
    let text = std::fs::read_to_string(file()).expect("the recorded cases");
    serde_json::from_str(&text).expect("cases")
}

impl Recorded {
    fn ask(&self, program: &str, case: &Case) -> Ran {
        let folder = Folder::new();
        for (name, text) in self.worlds.get(&case.world).expect("a known world") {
            folder.file(name, text);
        }
        let mut command = Command::new(program);
        command.arg("eval").args(&case.args).current_dir(folder.path(""));
        run(command, case.stdin.as_bytes())
    }
}

/// Errors without what is not promised: OPA has a trace of evaluation errors and the types of type errors as
/// objects, and its order at one place varies.
fn errors(out: &str) -> Option<Vec<Value>> {
    let document: Value = serde_json::from_str(out).ok()?;
    let mut errors = document.get("errors")?.as_array()?.clone();
    for error in &mut errors {
        let fields = error.as_object_mut()?;
        fields.remove("stack_trace");
        if fields.get("details").is_some_and(|details| details.get("line").is_none()) {
            fields.remove("details");
        }
    }
    errors.sort_by_key(Value::to_string);
    Some(errors)
}

fn masked(mask: Option<Mask>, errors: Vec<Value>) -> Vec<Value> {
    let text =
        |error: &Value, at: &str| error.pointer(at).and_then(Value::as_str).unwrap_or_default().to_owned();
    errors
        .into_iter()
        .map(|error| match mask {
            Some(Mask::Conflict) => Value::from(vec![text(&error, "/code"), text(&error, "/location/file")]),
            Some(Mask::Reader) => {
                let message = text(&error, "/message");
                Value::from(message.split(':').next().unwrap_or_default())
            }
            Some(Mask::Numbers) | None => error,
        })
        .collect()
}

/// Numbers as doubles that differ in their last digits at most.
fn is_near(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => match (left.as_f64(), right.as_f64()) {
            (Some(left), Some(right)) => (left - right).abs() <= left.abs() * 1e-15,
            _ => false,
        },
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| is_near(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|((key, left), (other, right))| key == other && is_near(left, right))
        }
        _ => left == right,
    }
}

fn agree(case: &Case, ran: &Ran) -> bool {
    if ran.code != case.code || case.code == 0 && ran.err != case.err {
        return false;
    }
    if ran.out == case.out {
        return true;
    }
    if let Some(Mask::Numbers) = case.mask {
        let read = |out: &str| serde_json::from_str::<Value>(out).ok();
        return matches!((read(&ran.out), read(&case.out)), (Some(left), Some(right)) if is_near(&left, &right));
    }
    match (errors(&ran.out), errors(&case.out)) {
        (Some(ours), Some(wanted)) => masked(case.mask, ours) == masked(case.mask, wanted),
        _ => false,
    }
}

#[test]
fn every_recorded_invocation_prints_what_opa_prints() {
    let recorded = recorded();
    let differing: Vec<String> = recorded
        .cases
        .iter()
        .filter_map(|case| {
            let ran = recorded.ask(env!("CARGO_BIN_EXE_edgeward"), case);
            (!agree(case, &ran)).then(|| {
                format!("{} {:?}\nwanted {} {}\nfound {ran:?}", case.world, case.args, case.code, case.out)
            })
        })
        .collect();
    assert!(recorded.cases.len() >= 400, "{}", recorded.cases.len());
    assert!(differing.is_empty(), "{} differ\n{}", differing.len(), differing.join("\n\n"));
}

#[test]
fn no_mask_hides_more_than_it_says() {
    let case = |mask, out: &str| Case {
        world: "none".to_owned(),
        args: Vec::new(),
        stdin: String::new(),
        mask,
        code: 2,
        out: out.to_owned(),
        err: String::new(),
    };
    let ran = |out: &str| Ran { code: 2, out: out.to_owned(), err: String::new() };
    let error = |code: &str, message: &str| {
        format!(
            r#"{{"errors":[{{"code":"{code}","message":"{message}","location":{{"file":"c.rego","row":1}}}}]}}"#
        )
    };
    let conflict = case(Some(Mask::Conflict), &error("eval_conflict_error", "a"));
    assert!(agree(&conflict, &ran(&error("eval_conflict_error", "b"))));
    assert!(!agree(&conflict, &ran(&error("eval_type_error", "a"))));
    assert!(!agree(&case(None, &error("x", "a")), &ran(&error("x", "b"))));
    assert!(!agree(&case(Some(Mask::Numbers), "[1.0]"), &ran("[2]")));
    assert!(agree(&case(Some(Mask::Numbers), "[1.0]"), &ran("[1]")));
    assert!(!agree(&case(Some(Mask::Reader), r#"{"errors":[{"message":"a: x"}]}"#), &ran("{}")));
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("JSON")
}

/// Asks the OPA that `OPA` names, and writes the cases anew.
#[test]
#[ignore = "needs OPA 1.22.2: just record-output"]
fn record_what_opa_prints() {
    let opa = std::env::var("OPA").expect("OPA names the program");
    let mut recorded = recorded();
    let answers: Vec<Ran> = recorded.cases.iter().map(|case| recorded.ask(&opa, case)).collect();
    for (case, ran) in recorded.cases.iter_mut().zip(answers) {
        // OPA's order of errors at one place varies: what is recorded already says the same.
        if !agree(case, &ran) || case.mask.is_some() {
            (case.code, case.out) = (ran.code, ran.out);
            case.err = if case.code == 0 { ran.err } else { String::new() };
        }
    }
    let worlds: Vec<String> =
        recorded.worlds.iter().map(|(name, files)| format!("  {}: {}", json(name), json(files))).collect();
    let cases: Vec<String> = recorded.cases.iter().map(|case| format!("  {}", json(case))).collect();
    let text = format!(
        "{{\n \"worlds\": {{\n{}\n }},\n \"cases\": [\n{}\n ]\n}}\n",
        worlds.join(",\n"),
        cases.join(",\n")
    );
    std::fs::write(file(), text).expect("the recorded cases");
}
