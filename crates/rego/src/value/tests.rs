use super::{InputError, Value};

fn json(text: &str) -> Value {
    Value::from_json(text.as_bytes()).expect("valid JSON")
}

fn refused(text: &str) -> InputError {
    Value::from_json(text.as_bytes()).expect_err("must be refused")
}

#[test]
fn an_integer_beyond_two_to_the_63_is_refused_by_name_of_its_field() {
    for (text, field) in [
        (r#"{"spec":{"replicas":9223372036854775808}}"#, "/spec/replicas"),
        (r#"{"a/b":[1,18446744073709551616]}"#, "/a~1b/1"),
        (r#"{"n":-9223372036854775809}"#, "/n"),
    ] {
        let error = refused(text);
        assert!(error.message.contains(&format!("field `{field}`")), "{error}");
        assert!(error.message.contains("beyond 2^63"), "{error}");
    }
    assert_eq!(json("9223372036854775807"), Value::from(i64::MAX));
    assert_eq!(json("-9223372036854775808"), Value::from(i64::MIN));
}

#[test]
fn a_duplicate_key_is_refused_by_name_of_its_field() {
    assert_eq!(refused(r#"{"a":{"b":1,"b":2}}"#).message, "field `/a/b` is given twice");
}

#[test]
fn ten_thousand_nested_arrays_are_an_error_and_no_overflow() {
    let text = "[".repeat(10_000);
    assert_eq!(refused(&text).message, "recursion limit exceeded");
}

#[test]
fn a_pointer_unescapes_its_segments() {
    let value = json(r#"{"a/b":{"c~d":[10,{"e":true}]}}"#);
    assert_eq!(value.pointer("/a~1b/c~0d/1/e"), Some(Value::from(true)));
    assert_eq!(value.pointer(""), Some(value.clone()));
    assert_eq!(value.pointer("/a~1b/c~0d/2"), None);
}

#[test]
fn merging_keeps_what_only_one_side_has() {
    let left = json(r#"{"a":{"x":1,"y":2},"b":1}"#);
    let right = json(r#"{"a":{"y":3},"c":4}"#);
    assert_eq!(left.merged(&right), json(r#"{"a":{"x":1,"y":3},"b":1,"c":4}"#));
}

#[test]
fn a_document_of_too_many_values_is_refused_before_it_fills_the_memory() {
    let list = |values: usize| format!("[{}0]", "0,".repeat(values - 2));
    assert_eq!(json(&list(500_000)).elements().len(), 499_999);
    assert_eq!(
        refused(&list(500_001)).message,
        "field `/499999` is one value too many: a document may hold 500000"
    );
}

#[test]
fn an_integer_beyond_the_range_of_floats_is_printed_with_all_digits() {
    let digits = format!("1{}", "0".repeat(400));
    let large = Value(regorus::Value::from_numeric_string(&digits).expect("a number"));
    assert_eq!(Value::array([large.clone()]).to_json(), format!("[{digits}]"));
    assert_eq!(format!("{large:?}"), digits);
}
