//! Whether one collection is inside another.

use regorus::Value;
use regorus::value::{Array, Object, Set};

use crate::builtins::{Answer, Failure, operand};

pub(super) fn subset(args: &[Value]) -> Answer {
    let [outer, inner] = args else { return Err(operand::arity("object.subset")) };
    let inside = match (outer, inner) {
        (Value::Array(outer), Value::Set(inner)) => has_all(outer, inner),
        _ => same_kind(outer, inner).ok_or_else(|| {
            let message = "both arguments object.subset must be of the same type or array and set";
            Failure::Operand(format!("object.subset: {message}"))
        })?,
    };
    Ok(Some(inside.into()))
}

/// `None` unless both are objects, sets or arrays.
fn same_kind(outer: &Value, inner: &Value) -> Option<bool> {
    match (outer, inner) {
        (Value::Object(outer), Value::Object(inner)) => Some(has_entries(outer, inner)),
        (Value::Set(outer), Value::Set(inner)) => Some(inner.is_subset(outer)),
        (Value::Array(outer), Value::Array(inner)) => Some(has_run(outer, inner)),
        _ => None,
    }
}

/// Below the entries it goes on in the same way.
fn has_entries(outer: &Object, inner: &Object) -> bool {
    inner.iter().all(|(key, wanted)| {
        outer.get(key).is_some_and(|value| value == wanted || same_kind(value, wanted).unwrap_or(false))
    })
}

/// Whether `inner` stands in `outer` without a gap, looked for as OPA does: after a mismatch it goes on one
/// element further from where the attempt began.
fn has_run(outer: &Array, inner: &Array) -> bool {
    inner.is_empty() || outer.as_slice().windows(inner.len()).any(|run| run == inner.as_slice())
}

/// Whether as many elements of the array are in the set as the set has. One that stands there twice counts twice,
/// and an array without elements has nothing, not even the empty set.
fn has_all(outer: &Array, inner: &Set) -> bool {
    let mut missing = i64::try_from(inner.len()).unwrap_or(i64::MAX);
    outer.iter().any(|element| {
        missing = missing.saturating_sub(i64::from(inner.contains(element)));
        missing == 0
    })
}
