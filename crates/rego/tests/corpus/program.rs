//! Bytes as a compiled program: they are refused, or the program has an answer or an error within the limits.

use std::sync::LazyLock;
use std::time::Duration;

use edgeward_rego::{Documents, Limits, Machine, Module, Rule, RuleSource, Source, Value};

/// Policies of which the programs are that get changed: with loops, calls, comprehensions, built-ins of ours and of
/// the engine.
const POLICIES: [&str; 8] = [
    "x := 7\n",
    "x if {\n\tinput.b.c == \"text\"\n\tnot y\n}\n\ny if input.n < 3\n",
    "x contains a * 2 if {\n\tsome a in input.a\n\ta > data.k\n}\n",
    "x := [f(a) | some a in input.a]\n\nf(a) := a + 1 if a > 1\n\nf(a) := 0 if a <= 1\n",
    "default x := \"none\"\n\nx := \"all\" if {\n\tevery a in input.a {\n\t\ta < data.k\n\t}\n} else := \"some\" if 1 in input.a\n",
    "x := {k: {\"v\": v, \"s\": {w | some w in [1, v]}} | some k, v in input.b}\n",
    "x := sprintf(\"%v %s\", [input.n, upper(input.b.c)])\n",
    "x := array.concat(input.a, [1.5, null, true, {\"deep\": [[\"text\"]]}])\n\ny := x\n",
];

static PROGRAMS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let program = |policy: &&str| {
        let source = Source { path: "p.rego".to_owned(), text: format!("package p\n\n{policy}") };
        let documents = Documents::new(vec![Module::parse(source).expect("Rego")], Value::object::<&str>([]));
        let rule = Rule::load("data.p", "x", RuleSource::On(&documents, Machine::ByteCode)).expect("loads");
        rule.program().expect("small").expect("byte code")
    };
    POLICIES.iter().map(program).collect()
});

/// A program, or changes to one of ours: which, and for each change a place and a byte.
pub(crate) fn run(bytes: &[u8]) {
    if bytes.starts_with(b"REGO") {
        return load(bytes);
    }
    let Some((which, changes)) = bytes.split_first() else {
        return;
    };
    let mut program = PROGRAMS[usize::from(*which) % PROGRAMS.len()].clone();
    for change in changes.chunks_exact(3) {
        let at = usize::from(u16::from_le_bytes([change[0], change[1]])) % program.len();
        program[at] = change[2];
    }
    load(&program);
}

fn load(bytes: &[u8]) {
    let Ok(rule) = Rule::load("data.p", "x", RuleSource::Program(bytes)) else {
        return;
    };
    let input = Value::from_json(br#"{"a": [1, 2, 3], "b": {"c": "text"}, "n": 7}"#).expect("JSON");
    let data = Value::object([("k", Value::from(1))]);
    let limits = Limits { time: Duration::from_millis(50), instructions: 100_000, until: None };
    let _ = rule.evaluate(&input, &data, &limits);
}

/// Each byte of each program of ours, changed in three ways.
pub(crate) fn run_changed() -> usize {
    let mut loaded = 0;
    for program in PROGRAMS.iter() {
        for at in 0..program.len() {
            for flipped in [0x01, 0x80, 0xff] {
                let mut changed = program.clone();
                changed[at] ^= flipped;
                load(&changed);
                loaded += 1;
            }
        }
    }
    loaded
}
