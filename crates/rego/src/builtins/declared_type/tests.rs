use regorus::Value;
use regorus::value::{Object, Set};

use super::Type;

fn set_of(of: Type) -> Type {
    Type::Set(Some(Box::new(of)))
}

fn array_of(rest: Type) -> Type {
    Type::Array { items: Vec::new(), rest: Some(Box::new(rest)) }
}

fn tuple(items: &[Type]) -> Type {
    Type::Array { items: items.to_vec(), rest: None }
}

fn object(fields: &[(&str, Type)], rest: Option<(Type, Type)>) -> Type {
    let fields = fields.iter().map(|(name, of)| ((*name).to_owned(), of.clone())).collect();
    Type::Object { fields, rest: rest.map(Box::new) }
}

fn assert_overlap(one: &Type, other: &Type, expected: bool) {
    assert_eq!((one.overlaps(other), other.overlaps(one)), (expected, expected), "{one} and {other}");
}

#[test]
fn types_overlap_where_a_value_could_be_of_both() {
    let number_or_set = Type::AnyOf(vec![Type::Number, set_of(Type::Any)]);
    assert_overlap(&Type::Any, &Type::Null, true);
    assert_overlap(&Type::String, &Type::Number, false);
    assert_overlap(&number_or_set, &set_of(Type::String), true);
    assert_overlap(&number_or_set, &Type::AnyOf(vec![Type::String, Type::Number]), true);
    assert_overlap(&number_or_set, &Type::AnyOf(vec![Type::String, Type::Boolean]), false);
    assert_overlap(&Type::Set(None), &set_of(Type::String), true);
    assert_overlap(&set_of(Type::Number), &set_of(Type::String), false);
}

#[test]
fn arrays_overlap_element_by_element() {
    let pair = tuple(&[Type::Number, Type::String]);
    assert_overlap(&pair, &array_of(Type::Any), true);
    assert_overlap(&pair, &array_of(Type::Number), false);
    assert_overlap(&pair, &tuple(&[Type::Number]), false);
    assert_overlap(&pair, &tuple(&[Type::Any, Type::String]), true);
}

#[test]
fn a_field_that_one_side_does_not_know_may_be_there() {
    let op = object(&[("op", Type::String)], None);
    assert_overlap(&op, &object(&[], Some((Type::String, Type::Any))), true);
    assert_overlap(&op, &object(&[], Some((Type::String, Type::Number))), false);
    assert_overlap(&op, &object(&[], Some((Type::Number, Type::Number))), true);
    assert_overlap(&op, &object(&[("path", Type::String)], None), false);
}

#[test]
fn a_value_is_admitted_with_all_it_holds_or_from_outside_only() {
    let strings = array_of(Type::String);
    let mixed = Value::from(vec![Value::from("a"), Value::from(1)]);
    assert_eq!((strings.admits(&mixed), strings.admits_outside(&mixed)), (false, true));
    assert_eq!((strings.admits(&Value::Null), strings.admits_outside(&Value::Null)), (false, false));

    let numbers: Set = [Value::from(1)].into_iter().collect();
    assert!(set_of(Type::Number).admits(&Value::from(numbers.clone())));
    assert!(!set_of(Type::String).admits(&Value::from(numbers.clone())));
    assert!(!Type::Set(None).admits(&Value::from(numbers)));
    assert!(Type::Set(None).admits(&Value::new_set()));
}

#[test]
fn an_object_needs_its_known_fields() {
    let declared = object(&[("op", Type::String)], Some((Type::String, Type::Number)));
    let with = |entries: &[(&str, Value)]| {
        let object: Object = entries.iter().map(|(key, value)| ((*key).into(), value.clone())).collect();
        declared.admits(&object.into())
    };
    assert!(with(&[("op", "add".into())]));
    assert!(with(&[("op", "add".into()), ("n", 1.into())]));
    assert!(!with(&[("op", "add".into()), ("n", "x".into())]));
    assert!(!with(&[("op", 1.into())]));
    assert!(!with(&[("n", 1.into())]));
}
