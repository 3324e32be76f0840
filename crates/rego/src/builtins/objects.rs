//! Operations on objects.

mod subset;

use regorus::Value;
use regorus::value::{Object, Set};

use super::{Answer, Builtin, membership, operand};

pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin { name: "object.get", run: get },
    Builtin { name: "object.keys", run: keys },
    Builtin { name: "object.filter", run: |args| select("object.filter", args, true) },
    Builtin { name: "object.remove", run: |args| select("object.remove", args, false) },
    Builtin { name: "object.subset", run: subset::subset },
    Builtin { name: "object.union", run: union },
    Builtin { name: "object.union_n", run: union_n },
];

/// By a key, or by a path of keys if it is an array.
fn get(args: &[Value]) -> Answer {
    let [object, key, default] = args else { return Err(operand::arity("object.get")) };
    let found = match key {
        Value::Array(path) => path.iter().try_fold(object, |value, key| membership::get(value, key)),
        key => membership::get(object, key),
    };
    Ok(Some(found.unwrap_or(default).clone()))
}

fn keys(args: &[Value]) -> Answer {
    let [Value::Object(object)] = args else { return Err(operand::arity("object.keys")) };
    Ok(Some(object.keys().cloned().collect::<Set>().into()))
}

/// The entries whose keys are among those given, or those whose keys are not.
fn select(call: &str, args: &[Value], kept: bool) -> Answer {
    let [object, keys] = args else { return Err(operand::arity(call)) };
    let Value::Object(object) = object else {
        return Err(operand::wrong_type(call, 1, object, &["object"]));
    };
    if !matches!(keys, Value::Array(_) | Value::Set(_) | Value::Object(_)) {
        return Err(operand::wrong_type(call, 2, keys, &["object", "set", "array"]));
    }
    let is_named = |key: &Value| match keys {
        Value::Array(keys) => keys.contains(key),
        Value::Set(keys) => keys.contains(key),
        Value::Object(keys) => keys.contains_key(key),
        _ => false,
    };
    let entries = object.iter().filter(|(key, _)| is_named(key) == kept);
    Ok(Some(entries.map(|(key, value)| (key.clone(), value.clone())).collect::<Object>().into()))
}

fn union(args: &[Value]) -> Answer {
    let [Value::Object(one), Value::Object(other)] = args else { return Err(operand::arity("object.union")) };
    Ok(Some(merged(one, other).into()))
}

/// `other` over `one`; where both have an object, these merged.
fn merged(one: &Object, other: &Object) -> Object {
    let mut merged = one.clone();
    for (key, theirs) in other.iter() {
        let value = match (one.get(key), theirs) {
            (Some(Value::Object(mine)), Value::Object(theirs)) => self::merged(mine, theirs).into(),
            _ => theirs.clone(),
        };
        merged.insert(key.clone(), value);
    }
    merged
}

fn union_n(args: &[Value]) -> Answer {
    let [Value::Array(list)] = args else { return Err(operand::arity("object.union_n")) };
    let mut objects = Vec::new();
    for element in list.iter() {
        match element {
            Value::Object(object) => objects.push(object),
            other => return Err(operand::wrong_element("object.union_n", 1, "array", other, &["object"])),
        }
    }
    Ok(Some(objects.into_iter().fold(Object::new(), |all, object| merged(&all, object)).into()))
}
