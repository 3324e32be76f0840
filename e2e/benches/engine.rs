//! What one evaluation costs: by Edgeward on both machines, by regorus alone, and by OPA as a library. All in one run
//! on one machine, so that the ratios mean something. `just bench-engine` runs it.

#![expect(clippy::unwrap_used, reason = "a bench that cannot be set up has nothing to measure")]
#![expect(clippy::print_stdout, reason = "the table is all that it is for")]

#[path = "../src/outcome.rs"]
mod outcome;
#[path = "../src/subject.rs"]
#[expect(dead_code, reason = "the judges use the rest")]
mod subject;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::RegoVM;
use serde_json::Value;
use subject::{Alone, Document, LIMITS, On};

const ROUNDS: usize = 9;
const ROUND: Duration = Duration::from_millis(100);

/// Name, policy, input, rule.
const SUBJECTS: [(&str, &str, &str, &str); 2] = [
    (
        "data access (seed)",
        "policies/healthcare/healthdata/healthdata.rego",
        "e2e/benches/access.json",
        "data.healthcare.healthdata.allow",
    ),
    ("pod, 60 lines", "e2e/benches/pod.rego", "e2e/benches/pod.json", "data.bench.pod.violation"),
];

fn main() {
    println!("median of {ROUNDS} rounds of {} ms; one thread; input parsed before\n", ROUND.as_millis());
    for (name, policy, input, path) in SUBJECTS {
        let (policy, input) = (repository(policy), repository(input));
        let opa = by_opa(&policy, &input, path);
        let text = std::fs::read_to_string(&policy).unwrap();
        let json: Value = serde_json::from_str(&std::fs::read_to_string(&input).unwrap()).unwrap();
        println!("{name}");
        println!("  {:<28} {:>10} {:>10}  answer", "", "µs", "of OPA");
        line("OPA 1.22.2, library", Some(opa.nanoseconds), &opa, Some(&opa.value));
        for (label, on) in [("Edgeward, interpreter", On::Interpreter), ("Edgeward, byte code", On::ByteCode)]
        {
            let (time, value) = by_edgeward(&text, &json, path, on);
            line(label, time, &opa, value.as_ref());
        }
        let (time, value) = by_regorus_interpreter(&text, &json, path);
        line("regorus alone, interpreter", Some(time), &opa, Some(&value));
        let (time, value) = by_regorus_byte_code(&text, &json, path);
        line("regorus alone, byte code", Some(time), &opa, Some(&value));
        println!();
    }
}

struct ByOpa {
    nanoseconds: f64,
    value: Value,
}

fn line(label: &str, nanoseconds: Option<f64>, opa: &ByOpa, value: Option<&Value>) {
    let answer = match value {
        Some(value) if *value == opa.value => "the same",
        Some(_) => "another",
        None => "none",
    };
    match nanoseconds {
        Some(time) => {
            println!("  {label:<28} {:>10.2} {:>9.2}x  {answer}", time / 1000.0, time / opa.nanoseconds)
        }
        None => println!("  {label:<28} {:>10} {:>10}  not on this machine", "-", "-"),
    }
}

fn repository(path: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join(path)
}

/// Nanoseconds of one run: the median of some rounds.
fn measured(mut run: impl FnMut()) -> f64 {
    run();
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let (begin, mut count) = (Instant::now(), 0_u32);
            while begin.elapsed() < ROUND {
                run();
                count += 1;
            }
            begin.elapsed().as_secs_f64() * 1e9 / f64::from(count)
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times.get(ROUNDS / 2).copied().unwrap_or_default()
}

fn by_edgeward(text: &str, input: &Value, path: &str, on: On) -> (Option<f64>, Option<Value>) {
    let modules = [("policy.rego".to_owned(), text.to_owned())];
    let Ok(rule) = Alone::load(&modules, path, on) else { return (None, None) };
    let (input, data) = (Document::of(input), Document::of(&Value::Object(serde_json::Map::new())));
    let value = rule.ask(&input, &data).value().cloned();
    let time = measured(|| {
        let answer = rule.0.evaluate(&black_box(&input).0, &data.0, &LIMITS);
        black_box(answer.unwrap());
    });
    (Some(time), value)
}

fn engine(text: &str) -> regorus::Engine {
    let mut engine = regorus::Engine::new();
    engine.set_strict_builtin_errors(false);
    engine.add_policy("policy.rego".to_owned(), text.to_owned()).unwrap();
    engine
}

fn by_regorus_interpreter(text: &str, input: &Value, path: &str) -> (f64, Value) {
    let mut engine = engine(text);
    let input = regorus::Value::from(input.clone());
    let mut ask = || {
        engine.set_input(black_box(&input).clone());
        engine.eval_rule(path.to_owned()).unwrap()
    };
    let value = serde_json::to_value(ask()).unwrap();
    let time = measured(|| {
        black_box(ask());
    });
    (time, value)
}

fn by_regorus_byte_code(text: &str, input: &Value, path: &str) -> (f64, Value) {
    let policy = engine(text).compile_with_entrypoint(&regorus::Rc::from(path)).unwrap();
    let program = Compiler::compile_from_policy(&policy, &[path]).unwrap();
    let mut machine = RegoVM::new();
    machine.load_program(program);
    machine.set_max_instructions(10_000_000);
    machine.set_data(regorus::Value::new_object()).unwrap();
    let input = regorus::Value::from(input.clone());
    let mut ask = || {
        machine.set_input(black_box(&input).clone());
        machine.execute_entry_point_by_index(0).unwrap()
    };
    let value = serde_json::to_value(ask()).unwrap();
    let time = measured(|| {
        black_box(ask());
    });
    (time, value)
}

fn by_opa(policy: &Path, input: &Path, path: &str) -> ByOpa {
    let built = Command::new("bash").arg(repository("e2e/opa/build")).arg("bench").output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let program = Path::new(String::from_utf8_lossy(&built.stdout).trim()).join("bench");
    let output = Command::new(program).args([policy, input]).arg(path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let measured: Value = serde_json::from_slice(&output.stdout).unwrap();
    let nanoseconds = measured.get("nanoseconds").and_then(Value::as_f64).unwrap();
    ByOpa { nanoseconds, value: measured.get("value").cloned().unwrap() }
}
