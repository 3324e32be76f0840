use super::*;
use crate::{Documents, Limits, Machine, Module, Rule, RuleSource, Source, Value};

/// What `x` answers on both machines, each of them where it takes the rule.
fn answers(text: String) -> Vec<Result<Option<Value>, String>> {
    let module = Module::parse(Source { path: "p.rego".to_owned(), text }).expect("parses");
    let nothing = Value::object::<&str>([]);
    let documents = Documents::new(vec![module], nothing.clone());
    let limits = Limits { time: std::time::Duration::from_secs(60), ..Limits::default() };
    let answer = |machine| {
        let rule = Rule::load("data.p", "x", RuleSource::On(&documents, machine));
        let rule = rule.map_err(|error| error.to_string())?;
        rule.evaluate(&nothing, &nothing, &limits).map_err(|error| error.to_string())
    };
    [Machine::Interpreter, Machine::ByteCode].map(answer).to_vec()
}

fn chain(rules: usize) -> String {
    let links: String = (0..rules).map(|link| format!("r{link} := r{}\n", link + 1)).collect();
    format!("package p\nx := r0\n{links}r{rules} := 7\n")
}

#[test]
fn a_chain_of_a_thousand_rules_answers_on_both_machines() {
    assert_eq!(answers(chain(1000)), [Ok(Some(Value::from(7))), Ok(Some(Value::from(7)))]);
}

#[test]
fn functions_in_a_chain_have_comprehensions_in_comprehensions() {
    let inner =
        |link: usize| (0..10).fold(format!("f{}(a)", link + 1), |inner, _| format!("[b | b := {inner}][0]"));
    let links: String = (0..100).map(|link| format!("f{link}(a) := {}\n", inner(link))).collect();
    let found = answers(format!("package p\nx := f0(7)\n{links}f100(a) := a\n"));
    assert_eq!(found.first(), Some(&Ok(Some(Value::from(7)))));
}

#[test]
fn functions_in_a_chain_have_loops_in_loops() {
    let loops: String = (0..20).map(|index| format!("\tsome v{index} in [0]\n")).collect();
    let links: String = (0..50)
        .map(|link| format!("f{link}(a) := y if {{\n{loops}\ty := f{}(a) + v19\n}}\n", link + 1))
        .collect();
    let found = answers(format!("package p\nx := f0(7)\n{links}f50(a) := a\n"));
    assert_eq!(found.first(), Some(&Ok(Some(Value::from(7)))));
}

#[test]
fn a_chain_that_no_stack_could_hold_is_refused() {
    let refused = |answer: &Result<Option<Value>, String>| {
        answer.as_ref().is_err_and(|error| error.contains("call each other too deep"))
    };
    let found = answers(chain(3000));
    assert!(found.iter().all(refused), "{found:?}");
}

#[test]
fn a_panic_is_an_error() {
    for need in [Need(1), Need(SMALL + 1)] {
        assert_eq!(need.run(|| 7), Ok(7));
        let broken: Result<(), Broken> = need.run(|| panic!("as the engine might"));
        assert_eq!(broken, Err(Broken("the engine panicked".to_owned())));
    }
}

#[test]
fn a_need_is_that_of_the_longest_way() {
    let text = "package p\nx if { y; z }\ny if z\nz if input.a\nalone if { input[a][b]; count([c | c := input.d[e]]) > a }\n";
    let module = Module::parse(Source { path: "p.rego".to_owned(), text: text.to_owned() }).expect("parses");
    let documents = Documents::new(vec![module], Value::object::<&str>([]));
    let lowered = documents.policies().expect("compiles");
    let need = |name: &str| Need::of(&lowered, &lowered.reached(&["data", "p", name]));
    assert_eq!([need("z"), need("y"), need("x")], [Need(RULE), Need(2 * RULE), Need(3 * RULE)]);
    assert!(need("alone") >= Need(RULE + BODY + 3 * LOOP), "{:?}", need("alone"));
}
