//! Bytes as the text of a policy: it is refused, or it compiles and each of its rules has an answer or an error
//! within the limits.

use std::time::Duration;

use edgeward_rego::syntax::tree::Version;
use edgeward_rego::{Documents, Limits, Machine, Module, Rule, RuleSource, Source, Value};

/// An input with something of each type.
const INPUT: &str = r#"{"a": [1, 2.5, -3], "b": {"c": "text", "d": null}, "e": true, "f": [[1, {"g": ["h"]}]], "s": "a,b", "n": 7}"#;

/// Rules asked of one module.
const MOST_RULES: usize = 4;

/// Text that begins with `0` is of the first version of the language.
pub(crate) fn run(bytes: &[u8]) {
    let (version, bytes) = match bytes {
        [b'0', rest @ ..] => (Version::V0, rest),
        all => (Version::V1, all),
    };
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let source = Source { path: "p.rego".to_owned(), text: text.to_owned() };
    let Ok(module) = Module::parse_as(source, version) else {
        return;
    };
    let names = module.rule_names();
    let package = module.package().to_owned();
    let input = Value::from_json(INPUT.as_bytes()).expect("JSON");
    let data = Value::from_json(br#"{"base": {"x": [1, 2]}}"#).expect("JSON");
    let documents = Documents::new(vec![module], data.clone());
    if !documents.check().is_empty() {
        return;
    }
    let limits = Limits { time: Duration::from_millis(50), instructions: 100_000, until: None };
    for name in names.iter().take(MOST_RULES) {
        let trap = Rule::trap(&documents, &package, name).expect("the documents compile");
        let machines = if trap.is_none() {
            &[Machine::Interpreter, Machine::ByteCode][..]
        } else {
            &[Machine::Interpreter]
        };
        for machine in machines {
            if let Ok(rule) = Rule::load(&package, name, RuleSource::On(&documents, *machine)) {
                let _ = rule.evaluate(&input, &data, &limits);
            }
        }
    }
}
