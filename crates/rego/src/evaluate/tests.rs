use std::time::Duration;

use super::*;
use crate::module::{Module, Source};

fn documents(text: &str) -> Documents {
    let module = Module::parse(Source { path: "p.rego".to_owned(), text: format!("package p\n\n{text}\n") })
        .expect("parses");
    Documents::new(vec![module], Value::object::<&str>([]))
}

fn both(text: &str, rule: &str, input: &str) -> [Result<Option<Value>, EvalError>; 2] {
    let documents = documents(text);
    let input = Value::from_json(input.as_bytes()).expect("JSON");
    [Machine::Interpreter, Machine::ByteCode].map(|machine| {
        let rule = Rule::load("data.p", rule, RuleSource::On(&documents, machine)).expect("loads");
        rule.evaluate(&input, &Value::object::<&str>([]), &Limits::default())
    })
}

#[test]
fn both_machines_look_the_same_to_callers() {
    let text = "violation contains {\"msg\": msg} if {\n\tsome c in input.cs\n\tmsg := c.name\n}\n\nallow if input.ok\n";
    let expected = Value::from_json(br#"[{"msg":"a"}]"#).expect("JSON").elements();
    for found in both(text, "violation", r#"{"cs":[{"name":"a"},{}]}"#) {
        assert_eq!(found.expect("evaluates").expect("defined").elements(), expected);
    }
    for found in both(text, "allow", "{}") {
        assert_eq!(found, Ok(None));
    }
    for found in both(text, "violation", "{}") {
        assert_eq!(found.expect("evaluates").map(|value| value.elements()), Some(vec![]));
    }
}

const ENDLESS: &str = "x contains n if {\n\tsome a in numbers.range(1, 3000)\n\tsome b in numbers.range(1, 3000)\n\tn := a * b\n\tn < 0\n}";

#[test]
fn a_time_limit_stops_both_machines_and_is_an_error() {
    let documents = documents(ENDLESS);
    let limits = Limits { time: Duration::from_millis(20), instructions: usize::MAX, until: None };
    for machine in [Machine::Interpreter, Machine::ByteCode] {
        let rule = Rule::load("data.p", "x", RuleSource::On(&documents, machine)).expect("loads");
        let found = rule.evaluate(&Value::NULL, &Value::object::<&str>([]), &limits);
        assert_eq!(
            found,
            Err(EvalError::TimeLimit { rule: "data.p.x".to_owned(), limit: limits.time }),
            "{machine:?}"
        );
    }
}

#[test]
fn an_instruction_limit_stops_byte_code_and_is_an_error() {
    let rule =
        Rule::load("data.p", "x", RuleSource::On(&documents(ENDLESS), Machine::ByteCode)).expect("loads");
    let limits = Limits { instructions: 1000, ..Limits::default() };
    let found = rule.evaluate(&Value::NULL, &Value::object::<&str>([]), &limits);
    assert_eq!(found, Err(EvalError::InstructionLimit { rule: "data.p.x".to_owned(), limit: 1000 }));
    let enough = documents("x := 1");
    let rule = Rule::load("data.p", "x", RuleSource::On(&enough, Machine::ByteCode)).expect("loads");
    for _ in 0..3 {
        assert_eq!(
            rule.evaluate(&Value::NULL, &Value::object::<&str>([]), &limits),
            Ok(Some(Value::from(1)))
        );
    }
}

#[test]
fn a_failing_builtin_is_undefined_as_in_opa_and_a_conflict_is_an_error() {
    for found in both("x if to_number(input.n) > 1", "x", r#"{"n":"zz"}"#) {
        assert_eq!(found, Ok(None));
    }
    let documents = documents("x := 1 if input.a\n\nx := 2 if input.b\n");
    let rule = Rule::load("data.p", "x", RuleSource::Text(&documents)).expect("loads");
    assert_eq!(rule.machine(), Machine::Interpreter);
    let input = Value::from_json(br#"{"a":true,"b":true}"#).expect("JSON");
    let found = rule.evaluate(&input, &Value::object::<&str>([]), &Limits::default());
    assert!(matches!(found, Err(EvalError::Failed { .. })), "{found:?}");
}

#[test]
fn a_trap_keeps_a_rule_on_the_interpreter() {
    for (text, construct) in [
        ("default f(_) := 1\n\nx := f(2)", "a default function"),
        ("x := 1 if input.a\n\nx := 2 if input.b", "several definitions"),
        (
            "x contains n if {\n\tsome c in input.cs\n\tl := [1 | c.a]\n\tn := count(l)\n}",
            "a comprehension without a loop",
        ),
        ("f(a, b, c, d, e, g, h, i, j) := a\n\nx := f(1, 2, 3, 4, 5, 6, 7, 8, 9)", "a function of nine"),
        ("y if input.a\n\nx if y with input as {\"a\": true}", "`with`"),
        ("x contains p if walk(input, [p, _])", "`walk`"),
        ("x := {k: 1 | some k in input.ks}", "an object comprehension"),
        (
            "x := 1 if {\n\tsome k in input.ks\n\tk == 1\n} else := 2",
            "a loop in a body that an `else` follows",
        ),
        ("x if {\n\tevery v in input.a { v.b }\n}", "`every` over more than calls"),
    ] {
        let documents = documents(text);
        let trap = Rule::trap(&documents, "data.p", "x").expect("is there").expect(text);
        assert!(trap.construct.starts_with(construct), "{text}: {}", trap.construct);
        let rule = Rule::load("data.p", "x", RuleSource::Text(&documents)).expect("loads");
        assert_eq!(rule.machine(), Machine::Interpreter, "{text}");
    }
    let plain = documents("x contains n if {\n\tsome n in input.ns\n\tn > 1\n}");
    assert_eq!(
        Rule::load("data.p", "x", RuleSource::Text(&plain)).expect("loads").machine(),
        Machine::ByteCode
    );
}

#[test]
fn a_program_answers_as_the_text_it_was_made_from_and_damage_is_an_error() {
    let documents = documents("x contains n if {\n\tsome n in input.ns\n\tn > data.inventory.least\n}");
    let rule = Rule::load("data.p", "x", RuleSource::Text(&documents)).expect("loads");
    let program = rule.program().expect("serialises").expect("is byte code");
    let loaded = Rule::load("data.p", "x", RuleSource::Program(&program)).expect("loads");
    let input = Value::from_json(br#"{"ns":[1,2,3]}"#).expect("JSON");
    let data = Value::from_json(br#"{"inventory":{"least":1}}"#).expect("JSON");
    let found = loaded.evaluate(&input, &data, &Limits::default()).expect("evaluates").expect("defined");
    assert_eq!(found.elements(), [Value::from(2), Value::from(3)]);
    assert!(Rule::load("data.p", "y", RuleSource::Program(&program)).is_err());
    assert!(Rule::load("data.p", "x", RuleSource::Program(&program[..program.len() / 2])).is_err());
    assert!(Rule::load("data.p", "x", RuleSource::Program(b"")).is_err());
}

#[test]
fn nothing_of_a_caller_outlives_an_evaluation() {
    let documents = documents("x contains n if {\n\tsome n in input.ns\n\tnot data.held.b\n}\ny := data.p.x");
    for (name, has_data) in [("x", true), ("x", false), ("y", true), ("y", false)] {
        let rule = Rule::load("data.p", name, RuleSource::On(&documents, Machine::ByteCode)).expect("loads");
        let held = Value::from_json(br#"{"name": "jane"}"#).expect("JSON");
        let regorus::Value::Object(object) = &held.0 else { panic!("it is an object") };
        let data = Value::object(has_data.then(|| ("held", held.clone())));
        let input = Value::object([("ns", Value::array([held.clone()]))]);
        let found = rule.evaluate(&input, &data, &Limits::default()).expect("evaluates");
        assert_eq!(found.map(|found| found.elements().len()), Some(1));
        drop((input, data));
        assert_eq!(regorus::Rc::strong_count(object), 1, "{name} {has_data}");
    }
}

#[test]
fn a_program_that_asks_the_engine_for_what_no_text_of_ours_does_is_refused() {
    let documents = documents("x := object.union(input.ns, {})");
    let rule = Rule::load("data.p", "x", RuleSource::Text(&documents)).expect("loads");
    let mut program = rule.program().expect("serialises").expect("is byte code");
    let at = program.windows(12).rposition(|bytes| bytes == b"object.union").expect("it is asked for");
    program.splice(at..at + 12, *b"json.marshal");
    let refused = Rule::load("data.p", "x", RuleSource::Program(&program))
        .map(|_| ())
        .map_err(|error| error.to_string());
    let expected = "program of data.p.x: it asks the engine for `json.marshal`; build the bundle again with this version";
    assert_eq!(refused, Err(expected.to_owned()));
}

#[test]
fn an_undefined_assignment_ends_its_body_on_both_machines() {
    let text = "obj := {\"a\": [1]}\n\nf(k) := v if {\n\tv := obj[k]\n}\n\nunused := 1 if w := f(input.k)\n\nchain(k) := v if {\n\tw := obj[k]\n\tv := w[0]\n} else := 7\n\nx := chain(input.k)\n\nlist := [v | some k in [\"a\", input.k]; v := f(k)]\n";
    for found in both(text, "unused", r#"{"k":"b"}"#) {
        assert_eq!(found, Ok(None));
    }
    for found in both(text, "x", r#"{"k":"b"}"#) {
        assert_eq!(found, Ok(Some(Value::from(7))));
    }
    for found in both(text, "list", r#"{"k":"b"}"#) {
        assert_eq!(found, Ok(Some(Value::from_json(b"[[1]]").expect("JSON"))));
    }
}

#[test]
fn an_evaluation_that_nobody_waits_for_any_more_does_not_begin() {
    let documents = documents("x := 1");
    let limits = Limits { until: Some(Instant::now()), ..Limits::default() };
    for machine in [Machine::Interpreter, Machine::ByteCode] {
        let rule = Rule::load("data.p", "x", RuleSource::On(&documents, machine)).expect("loads");
        let found = rule.evaluate(&Value::NULL, &Value::object::<&str>([]), &limits);
        assert_eq!(
            found,
            Err(EvalError::TimeLimit { rule: "data.p.x".to_owned(), limit: limits.time }),
            "{machine:?}"
        );
    }
}

#[test]
fn no_input_is_undefined_and_not_empty() {
    let documents = documents("x if not input\n\ny if not input.a\n\nz if input.a == 1");
    for machine in [Machine::Interpreter, Machine::ByteCode] {
        for (name, without, with) in
            [("x", Some(true), None), ("y", Some(true), Some(true)), ("z", None, None)]
        {
            let rule = Rule::load("data.p", name, RuleSource::On(&documents, machine)).expect("loads");
            let empty = Value::object::<&str>([]);
            let found = rule.evaluate_without_input(&empty, &Limits::default());
            assert_eq!(found, Ok(without.map(Value::from)), "{name} on {machine:?}");
            let found = rule.evaluate(&empty, &empty, &Limits::default());
            assert_eq!(found, Ok(with.map(Value::from)), "{name} on {machine:?}");
        }
    }
}
