//! What an argument has to be, and what is said when it is something else.

use regorus::Value;

use super::operand::type_name;
use super::{Answer, Failure};

/// An argument of another type than the built-in takes.
pub(super) fn wrong(at: usize, expected: &str, got: Option<&Value>) -> Failure {
    let got = got.map_or("nothing", type_name);
    Failure::Operand(format!("operand {} must be {expected} but got {got}", at.saturating_add(1)))
}

/// The argument as text.
pub(super) fn text(args: &[Value], at: usize) -> Result<&str, Failure> {
    match args.get(at) {
        Some(Value::String(text)) => Ok(text),
        other => Err(wrong(at, "string", other)),
    }
}

/// The argument as a whole number that fits 64 bits.
pub(super) fn integer(args: &[Value], at: usize) -> Result<i64, Failure> {
    match args.get(at) {
        Some(Value::Number(number)) => match number.as_i64() {
            Some(integer) => Ok(integer),
            None => Err(Failure::Operand(format!(
                "operand {} must be integer number but got floating-point number",
                at.saturating_add(1)
            ))),
        },
        other => Err(wrong(at, "number", other)),
    }
}

/// The elements of an array or a set, each of which has to be text.
pub(super) fn texts(value: Option<&Value>, at: usize) -> Result<Vec<&str>, Failure> {
    let elements: Vec<&Value> = match value {
        Some(Value::Array(array)) => array.iter().collect(),
        Some(Value::Set(set)) => set.iter_sorted().collect(),
        other => return Err(wrong(at, "one of {array, set}", other)),
    };
    elements
        .into_iter()
        .map(|element| match element {
            Value::String(text) => Ok(&**text),
            other => Err(wrong(at, "an array or a set of strings", Some(other))),
        })
        .collect()
}

/// An answer that is text.
pub(super) fn string(text: impl AsRef<str>) -> Answer {
    Ok(Some(Value::String(text.as_ref().into())))
}

/// An answer that is an array.
pub(super) fn array(elements: Vec<Value>) -> Answer {
    Ok(Some(Value::from(elements)))
}

/// What OPA reports as an error of the built-in itself.
pub(super) fn failed(message: impl Into<String>) -> Failure {
    Failure::Failed(message.into())
}

/// What OPA would answer and this program does not: it stops the evaluation, so that no rule takes it for undefined.
pub(super) fn beyond(message: impl Into<String>) -> Failure {
    Failure::Halt("eval_internal_error", message.into())
}
