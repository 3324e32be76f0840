//! A value as OPA prints a term.

use regorus::Value;

use super::float::shortest;
use super::quote::quoted;
use crate::builtins::order;

/// A number as its text would be in OPA, which keeps numbers as they were written. How that was is not known here:
/// a fraction is taken to have been written without an exponent, unless it is tiny or huge.
pub(in crate::builtins) fn number(value: &Value) -> Option<String> {
    let Value::Number(number) = value else { return None };
    if let Some(integer) = number.as_big() {
        return Some(integer.to_string());
    }
    let float = number.as_f64()?;
    if float.fract() == 0.0 || (1e-7..1e21).contains(&float.abs()) {
        return Some(float.to_string());
    }
    Some(shortest(float))
}

/// Any value. Depth is that of the value, which its makers have bounded.
pub(in crate::builtins) fn text(value: &Value) -> String {
    let mut out = String::new();
    write(&mut out, value);
    out
}

fn write(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(_) => out.push_str(&number(value).unwrap_or_default()),
        Value::String(text) => out.push_str(&quoted(text)),
        Value::Array(array) => {
            out.push('[');
            list(out, array.iter());
            out.push(']');
        }
        Value::Set(set) if set.is_empty() => out.push_str("set()"),
        Value::Set(set) => {
            out.push('{');
            list(out, order::elements(set).into_iter());
            out.push('}');
        }
        Value::Object(object) => {
            out.push('{');
            for (at, (key, value)) in order::entries(object).into_iter().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                write(out, key);
                out.push_str(": ");
                write(out, value);
            }
            out.push('}');
        }
        Value::Undefined => {}
    }
}

fn list<'a>(out: &mut String, elements: impl Iterator<Item = &'a Value>) {
    for (at, element) in elements.enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        write(out, element);
    }
}
