use super::*;
use crate::{Documents, Machine, Module, Rule, RuleSource, Source, Value};

/// A serialised program with these literals, as the engine writes it.
fn with_literals(literals: Vec<regorus::Value>) -> Vec<u8> {
    let program = regorus::rvm::Program { literals, ..regorus::rvm::Program::new() };
    program.serialize_binary().expect("within the limits")
}

fn nested(levels: usize) -> regorus::Value {
    (0..levels).fold(regorus::Value::Null, |inner, _| regorus::Value::from(vec![inner]))
}

#[test]
fn the_encoding_is_the_one_that_the_engine_writes() {
    assert_eq!(regorus::rvm::Program::SERIALIZATION_VERSION.to_le_bytes(), VERSION);
}

#[test]
fn values_of_each_type_are_gone_over() {
    let text = r#"[null, true, -3, 7, 18446744073709551615, 2.5, 1e300, "ä", [], {"a": [1, {"b": {}}]}]"#;
    let value = regorus::Value::from_json_str(text).expect("JSON");
    let set =
        regorus::Value::from(std::collections::BTreeSet::from([value.clone(), regorus::Value::Undefined]));
    let large = regorus::Value::from_numeric_string(&"9".repeat(300)).expect("a number");
    assert_eq!(fault(&with_literals(vec![value, set, large])), None);
}

#[test]
fn a_program_of_ours_has_no_fault_and_every_part_of_it_has_one() {
    let source = Source { path: "p.rego".to_owned(), text: "package p\nx := {\"a\": [1, 2.5]}\n".to_owned() };
    let documents = Documents::new(vec![Module::parse(source).expect("parses")], Value::object::<&str>([]));
    let rule = Rule::load("data.p", "x", RuleSource::On(&documents, Machine::ByteCode)).expect("loads");
    let bytes = rule.program().expect("is small").expect("is byte code");
    assert_eq!(fault(&bytes), None);
    for end in 0..bytes.len() {
        let refused = Rule::load("data.p", "x", RuleSource::Program(&bytes[..end])).is_err();
        assert!(refused, "the first {end} bytes are taken for a program");
    }
}

#[test]
fn a_value_that_nests_deeper_than_any_text_is_a_fault() {
    assert_eq!(fault(&with_literals(vec![nested(MOST_LEVELS - 1)])), None);
    assert_eq!(fault(&with_literals(vec![nested(MOST_LEVELS)])), Some(TOO_DEEP));
}

#[test]
fn a_hundred_thousand_levels_are_a_fault_before_anything_recurses() {
    let mut bytes = with_literals(Vec::new());
    let literals: Vec<u8> = [1].into_iter().chain([4, 1].repeat(100_000)).chain([0]).collect();
    // The length of the literals, and the literals themselves behind the entry points and sources, which are empty.
    bytes.splice(16..20, u32::try_from(literals.len()).expect("small").to_le_bytes());
    bytes.splice(27..28, literals);
    assert_eq!(fault(&bytes), Some(TOO_DEEP));
}

#[test]
fn a_number_of_more_digits_than_a_text_may_have_is_a_fault() {
    for number in ["1e2000000000", "1e-2000000000", &"9".repeat(40_000), &"0".repeat(100_001)] {
        let literals: Vec<u8> = [1, 2].into_iter().chain(postcard_text(number)).collect();
        let mut bytes = with_literals(Vec::new());
        bytes.splice(16..20, u32::try_from(literals.len()).expect("small").to_le_bytes());
        bytes.splice(27..28, literals);
        assert_eq!(fault(&bytes), Some(TOO_LARGE), "{number:.20}");
    }
}

fn postcard_text(text: &str) -> Vec<u8> {
    let (mut length, mut bytes) = (text.len(), Vec::new());
    while length > 0x7f {
        bytes.push(u8::try_from(length & 0x7f).expect("seven bits") | 0x80);
        length >>= 7;
    }
    bytes.push(u8::try_from(length).expect("seven bits"));
    bytes.extend(text.bytes());
    bytes
}
