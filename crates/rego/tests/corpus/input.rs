//! Bytes as the input of a policy: they are refused, or the policy has an answer or an error within the limits, and
//! both machines agree.

use std::sync::LazyLock;
use std::time::Duration;

use edgeward_rego::{Documents, Limits, Machine, Module, Rule, RuleSource, Source, Value};

const POLICY: &str = r#"package p

default allow := false

allow if {
    input.kind == "Pod"
    not denied
}

denied if {
    some container in input.spec.containers
    container.privileged == true
}

violation contains {"name": container.name, "at": index} if {
    some index, container in input.spec.containers
    endswith(container.image, ":latest")
}

shape := {"keys": object.keys(input), "count": count(input), "text": json.marshal(input)}

order := sort([value | some value in input.values])

total := sum(input.values)

words := [upper(trim_space(word)) | some word in split(input.text, ",")]

written := sprintf("%v %s %d", [input.text, input.text, input.number])

deep := input.a.b[_].c[input.number]
"#;

const RULES: [&str; 8] = ["allow", "violation", "shape", "order", "total", "words", "written", "deep"];

static PREPARED: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let source = Source { path: "p.rego".to_owned(), text: POLICY.to_owned() };
    let documents = Documents::new(vec![Module::parse(source).expect("Rego")], Value::object::<&str>([]));
    let load = |name: &str, machine| Rule::load("data.p", name, RuleSource::On(&documents, machine));
    let mut rules = Vec::new();
    for name in RULES {
        rules.push(load(name, Machine::Interpreter).expect("it runs on the interpreter"));
        if Rule::trap(&documents, "data.p", name).expect("it compiles").is_none() {
            rules.push(load(name, Machine::ByteCode).expect("it runs as byte code"));
        }
    }
    rules
});

/// What a limit that was hit is called.
const STOPPED: Result<Option<Value>, &str> = Err("eval_cancel_error");

pub(crate) fn run(bytes: &[u8]) {
    let Ok(input) = Value::from_json(bytes) else {
        return;
    };
    let data = Value::object::<&str>([]);
    let limits = Limits { time: Duration::from_secs(1), instructions: 1_000_000, until: None };
    let mut last = None;
    for rule in PREPARED.iter() {
        let answer = rule.evaluate(&input, &data, &limits).map_err(|error| error.code());
        match &last {
            // A busy system may stop one machine and not the other.
            Some((path, before)) if path == rule.path() && ![before, &answer].contains(&&STOPPED) => {
                assert_eq!(*before, answer, "{path}");
            }
            _ => {}
        }
        last = Some((rule.path().to_owned(), answer));
    }
}
