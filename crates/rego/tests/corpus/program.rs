//! Bytes as a compiled program: they are refused, or the program has an answer or an error within the limits.

use std::time::Duration;

use edgeward_rego::{Limits, Rule, RuleSource, Value};

pub(crate) fn run(bytes: &[u8]) {
    let Ok(rule) = Rule::load("data.p", "x", RuleSource::Program(bytes)) else {
        return;
    };
    let input = Value::from_json(br#"{"a": [1, 2, 3], "b": {"c": "text"}, "n": 7}"#).expect("JSON");
    let data = Value::object([("k", Value::from(1))]);
    let limits = Limits { time: Duration::from_millis(50), instructions: 100_000, until: None };
    let _ = rule.evaluate(&input, &data, &limits);
}
