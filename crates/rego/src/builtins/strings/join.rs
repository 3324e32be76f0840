//! Strings made of several values.

use regorus::Value;

use crate::builtins::argument::{string, text, texts, wrong};
use crate::builtins::operand::type_name;
use crate::builtins::size;
use crate::builtins::sprintf::term;
use crate::builtins::{Answer, Failure};

pub(super) fn concat(args: &[Value]) -> Answer {
    let parts = texts(args.get(1), 1)?;
    let between = text(args, 0)?;
    let gaps = between.len().saturating_mul(parts.len().saturating_sub(1));
    size::text(parts.iter().fold(gaps, |all, part| all.saturating_add(part.len())))?;
    string(parts.join(between))
}

pub(super) fn format_int(args: &[Value]) -> Answer {
    let Some(Value::Number(number)) = args.first() else {
        return Err(wrong(0, "number", args.first()));
    };
    let Some(Value::Number(base)) = args.get(1) else {
        return Err(wrong(1, "number", args.get(1)));
    };
    let Some(base @ (2 | 8 | 10 | 16)) = base.as_i64().and_then(|base| u32::try_from(base).ok()) else {
        return Err(Failure::Operand("operand 2 must be one of {2, 8, 10, 16}".to_owned()));
    };
    if let Some(integer) = number.as_big() {
        return string(integer.to_str_radix(base));
    }
    let whole = format!("{:.0}", number.as_f64().unwrap_or_default().trunc());
    match Value::from_numeric_string(&whole) {
        Ok(Value::Number(whole)) => {
            string(whole.as_big().map(|whole| whole.to_str_radix(base)).unwrap_or_default())
        }
        _ => Err(wrong(0, "number", args.first())),
    }
}

/// What a string with expressions in it becomes. The compiler hands over the literal parts, and each expression as
/// a set: of its value, or empty where it is undefined.
pub(super) fn template_string(args: &[Value]) -> Answer {
    let Some(Value::Array(parts)) = args.first() else {
        return Err(wrong(0, "array", args.first()));
    };
    let mut out = String::new();
    let mut one = true;
    for part in parts.iter() {
        match part {
            Value::Set(set) if set.is_empty() => out.push_str("<undefined>"),
            Value::Set(set) => {
                one &= set.len() == 1;
                if let Some(value) = set.first() {
                    out.push_str(&shown(value));
                }
            }
            Value::Array(_) | Value::Object(_) | Value::Undefined => {
                let message = format!("illegal argument type: {}", type_name(part));
                return Err(Failure::Halt("eval_internal_error", message));
            }
            scalar => out.push_str(&shown(scalar)),
        }
    }
    if !one {
        let message = "template-strings must not produce multiple outputs".to_owned();
        return Err(Failure::Halt("eval_conflict_error", message));
    }
    string(out)
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.to_string(),
        other => term::text(other),
    }
}
