//! Operations on arrays.

use regorus::Value;
use regorus::value::Array;

use super::numbers::int_operand;
use super::{Answer, Builtin, Failure, operand, size};

pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin { name: "array.concat", run: concat },
    Builtin { name: "array.flatten", run: flatten },
    Builtin { name: "array.reverse", run: reverse },
    Builtin { name: "array.slice", run: slice },
];

fn array<'a>(call: &str, position: usize, value: &'a Value) -> Result<&'a Array, Failure> {
    match value {
        Value::Array(array) => Ok(array),
        other => Err(operand::wrong_type(call, position, other, &["array"])),
    }
}

fn concat(args: &[Value]) -> Answer {
    let [one, other] = args else { return Err(operand::arity("array.concat")) };
    let (one, other) = (array("array.concat", 1, one)?, array("array.concat", 2, other)?);
    size::elements(one.len().saturating_add(other.len()))?;
    Ok(Some(one.iter().chain(other).cloned().collect::<Array>().into()))
}

/// One level.
fn flatten(args: &[Value]) -> Answer {
    let [list] = args else { return Err(operand::arity("array.flatten")) };
    let mut flat = Array::new();
    for element in array("array.flatten", 1, list)? {
        match element {
            Value::Array(inner) => flat.extend_from_slice(inner.as_slice()),
            other => flat.push(other.clone()),
        }
        size::elements(flat.len())?;
    }
    Ok(Some(flat.into()))
}

fn reverse(args: &[Value]) -> Answer {
    let [list] = args else { return Err(operand::arity("array.reverse")) };
    Ok(Some(array("array.reverse", 1, list)?.iter().rev().cloned().collect::<Array>().into()))
}

/// Bounds outside the array are moved to its ends.
fn slice(args: &[Value]) -> Answer {
    let [list, start, stop] = args else { return Err(operand::arity("array.slice")) };
    let list = array("array.slice", 1, list)?;
    let start = usize::try_from(int_operand("array.slice", 2, start)?.max(0)).unwrap_or(usize::MAX);
    let stop = usize::try_from(int_operand("array.slice", 3, stop)?.max(0)).unwrap_or(usize::MAX);
    let stop = stop.min(list.len());
    let part = list.as_slice().get(start.min(stop)..stop).unwrap_or_default();
    Ok(Some(part.iter().cloned().collect::<Array>().into()))
}
