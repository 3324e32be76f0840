use regorus::Value;

use super::{Failure, Origin, call, origin, signature};

fn answer(name: &str, args: &[Value]) -> Value {
    call(name, args).expect("no failure").expect("a value")
}

fn nested(open: &str, inner: &str, close: &str, levels: usize) -> Value {
    format!("{}{inner}{}", open.repeat(levels), close.repeat(levels)).into()
}

#[test]
fn the_deepest_text_that_is_read_is_taken_by_every_family_that_goes_down_into_it() {
    let deep = answer("json.unmarshal", &[nested("[", "", "]", 512)]);
    assert_eq!(answer("json.marshal", std::slice::from_ref(&deep)), nested("[", "", "]", 512));
    assert_eq!(answer("count", &[answer("walk", std::slice::from_ref(&deep))]), Value::from(512));
    assert_eq!(answer("lt", &[deep.clone(), vec![deep.clone()].into()]), Value::from(true));
    assert!(answer("yaml.marshal", &[deep]).as_string().is_ok_and(|text| text.starts_with("- - - ")));
}

#[test]
fn what_is_nested_too_deeply_stops_the_evaluation() {
    let halts = |name: &str, args: &[Value]| matches!(call(name, args), Err(Failure::Halt(..)));
    assert!(halts("json.unmarshal", &[nested("[", "", "]", 513)]));
    assert!(halts("json.is_valid", &[nested("[", "", "]", 100_000)]));
    assert!(halts("json.verify_schema", &[nested(r#"{"not":"#, "{}", "}", 300)]));
    assert!(halts("json.match_schema", &["1".into(), r##"{"allOf":[{"$ref":"#"}]}"##.into()]));
}

#[test]
fn what_would_fill_the_memory_stops_the_evaluation() {
    let huge = Value::from(1_000_000_000_000_i64);
    for (name, args) in [
        ("numbers.range", vec![1.into(), huge.clone()]),
        ("numbers.range_step", vec![1.into(), huge.clone(), 2.into()]),
        ("bits.lsh", vec![1.into(), huge]),
        ("units.parse", vec!["1e999999".into()]),
    ] {
        assert!(matches!(call(name, &args), Err(Failure::Halt(..))), "{name}");
    }
}

#[test]
fn squaring_again_and_again_stops_the_evaluation() {
    let halts = |name: &str, args: &[Value]| matches!(call(name, args), Err(Failure::Halt(..)));
    let mut square = Value::from(3);
    for _ in 0..18 {
        square = answer("mul", &[square.clone(), square]);
    }
    assert!(halts("mul", &[square.clone(), square.clone()]));
    assert!(halts("product", &[vec![square.clone(); 20].into()]));
    assert_eq!(answer("minus", &[square.clone(), square]), Value::from(0));
}

#[test]
fn an_alias_of_aliases_stops_the_evaluation() {
    let mut text = "a0: &a0 [x]\n".to_owned();
    for level in 1..40 {
        let below = level - 1;
        text.push_str(&format!("a{level}: &a{level} [*a{below}, *a{below}]\n"));
    }
    assert!(matches!(call("yaml.unmarshal", &[text.into()]), Err(Failure::Halt(..))));
}

#[test]
fn a_built_in_has_the_origin_that_its_family_says() {
    assert!(matches!(origin("plus"), Some(Origin::Ours(builtin)) if builtin.name == "plus"));
    assert!(matches!(origin("time.now_ns"), Some(Origin::Native)));
    assert!(matches!(origin("http.send"), Some(Origin::Absent(_))));
    assert!(origin("no.such").is_none());
}

#[test]
fn every_built_in_written_here_is_one_of_opas_and_written_once() {
    let mut names: Vec<&str> =
        super::FAMILIES.iter().flat_map(|family| family.iter()).map(|builtin| builtin.name).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
    assert_eq!(names.into_iter().find(|name| signature(name).is_none()), None);
}

#[test]
fn a_wrong_number_of_arguments_is_an_error_of_the_operands() {
    for args in [vec![], vec![Value::from(1); 3]] {
        assert!(matches!(call("plus", &args), Err(Failure::Operand(_))));
        assert!(matches!(call("json.is_valid", &args), Err(Failure::Operand(_))));
    }
}
