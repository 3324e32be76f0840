//! OPA's order of values, and the operators that compare by it.
//!
//! null, booleans, numbers, strings, arrays, objects, sets. The engine's own order has sets before objects, and
//! keeps the elements of its sets and objects in that order: what depends on an order goes through here.

use std::cmp::Ordering;

use regorus::Value;
use regorus::value::{Object, Set};

use super::{Answer, Builtin, Failure};

pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin {
        name: "equal",
        run: |args| Ok(Some((pair("equal", args)?.0 == pair("equal", args)?.1).into())),
    },
    Builtin { name: "neq", run: |args| Ok(Some((pair("neq", args)?.0 != pair("neq", args)?.1).into())) },
    Builtin { name: "lt", run: |args| holds("lt", args, Ordering::is_lt) },
    Builtin { name: "lte", run: |args| holds("lte", args, Ordering::is_le) },
    Builtin { name: "gt", run: |args| holds("gt", args, Ordering::is_gt) },
    Builtin { name: "gte", run: |args| holds("gte", args, Ordering::is_ge) },
];

fn pair<'a>(call: &str, args: &'a [Value]) -> Result<(&'a Value, &'a Value), Failure> {
    match args {
        [one, other] => Ok((one, other)),
        _ => Err(super::operand::arity(call)),
    }
}

fn holds(call: &str, args: &[Value], wanted: fn(Ordering) -> bool) -> Answer {
    let (one, other) = pair(call, args)?;
    Ok(Some(wanted(compare(one, other)).into()))
}

/// How two values stand in OPA's order.
pub(crate) fn compare(one: &Value, other: &Value) -> Ordering {
    match (one, other) {
        (Value::Array(one), Value::Array(other)) => lists(one.iter(), other.iter(), compare),
        (Value::Object(one), Value::Object(other)) => {
            lists(entries(one).into_iter(), entries(other).into_iter(), |(key, value), (other_key, other)| {
                compare(key, other_key).then_with(|| compare(value, other))
            })
        }
        (Value::Set(one), Value::Set(other)) => {
            lists(elements(one).into_iter(), elements(other).into_iter(), compare)
        }
        _ => rank(one).cmp(&rank(other)).then_with(|| one.cmp(other)),
    }
}

/// The elements of a set in OPA's order.
pub(crate) fn elements(set: &Set) -> Vec<&Value> {
    let mut elements: Vec<_> = set.iter().collect();
    elements.sort_by(|one, other| compare(one, other));
    elements
}

/// The entries of an object in OPA's order of their keys.
pub(crate) fn entries(object: &Object) -> Vec<(&Value, &Value)> {
    let mut entries: Vec<_> = object.iter_sorted().collect();
    entries.sort_by(|(one, _), (other, _)| compare(one, other));
    entries
}

/// Element by element; if one list ends first, it is the lesser.
fn lists<T>(
    mut one: impl Iterator<Item = T>,
    mut other: impl Iterator<Item = T>,
    compare: impl Fn(T, T) -> Ordering,
) -> Ordering {
    loop {
        match (one.next(), other.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(a), Some(b)) => match compare(a, b) {
                Ordering::Equal => {}
                decided => return decided,
            },
        }
    }
}

fn rank(value: &Value) -> u8 {
    match value {
        Value::Undefined => 0,
        Value::Null => 1,
        Value::Bool(_) => 2,
        Value::Number(_) => 3,
        Value::String(_) => 4,
        Value::Array(_) => 5,
        Value::Object(_) => 6,
        Value::Set(_) => 7,
    }
}
