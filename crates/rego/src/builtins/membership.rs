//! `in`.

use regorus::Value;

use super::{Answer, Builtin, operand};

pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin { name: "internal.member_2", run: member },
    Builtin { name: "internal.member_3", run: member_with_key },
];

fn member(args: &[Value]) -> Answer {
    let [element, collection] = args else { return Err(operand::arity("internal.member_2")) };
    let found = match collection {
        Value::Set(set) => set.contains(element),
        Value::Array(array) => array.contains(element),
        Value::Object(object) => object.values().any(|value| value == element),
        _ => false,
    };
    Ok(Some(found.into()))
}

fn member_with_key(args: &[Value]) -> Answer {
    let [key, value, collection] = args else { return Err(operand::arity("internal.member_3")) };
    Ok(Some((get(collection, key) == Some(value)).into()))
}

/// What an array has at an index, an object under a key, a set as an element.
pub(crate) fn get<'a>(collection: &'a Value, key: &Value) -> Option<&'a Value> {
    match (collection, key) {
        (Value::Object(object), key) => object.get(key),
        (Value::Set(set), key) => set.get(key),
        (Value::Array(array), Value::Number(index)) => {
            array.get(index.as_i64().and_then(|index| usize::try_from(index).ok())?)
        }
        _ => None,
    }
}
