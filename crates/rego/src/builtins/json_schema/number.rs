//! Numbers in schemas and in what is said of them.

use regorus::Value;

use crate::builtins::json::{self, Layout};

/// A number as OPA's library prints a limit: the shortest decimal, with an exponent below -4 and above 5.
pub(super) fn limit(value: &Value) -> String {
    let Value::Number(number) = value else { return String::new() };
    let (digits, exponent) = match number.as_big() {
        Some(integer) => {
            let digits = integer.magnitude().to_string();
            let exponent = digits.len().saturating_sub(1);
            (digits, i32::try_from(exponent).unwrap_or(i32::MAX))
        }
        None => {
            let text = format!("{:e}", number.as_f64().unwrap_or_default().abs());
            let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
            (mantissa.replace('.', ""), exponent.parse().unwrap_or_default())
        }
    };
    let sign = if *value < Value::from(0) { "-" } else { "" };
    let digits = digits.trim_end_matches('0');
    if (-4..6).contains(&exponent) {
        return match number.as_big() {
            Some(integer) => integer.to_string(),
            None => number.as_f64().unwrap_or_default().to_string(),
        };
    }
    let (first, rest) = digits.split_at_checked(1).unwrap_or((digits, ""));
    let point = if rest.is_empty() { "" } else { "." };
    let exponent_sign = if exponent < 0 { '-' } else { '+' };
    format!("{sign}{first}{point}{rest}e{exponent_sign}{:02}", exponent.unsigned_abs())
}

/// The JSON by which values are compared: every number as a double.
pub(super) fn canonical(value: &Value) -> String {
    json::write(&in_doubles(value), &Layout::Compact)
}

fn in_doubles(value: &Value) -> Value {
    match value {
        Value::Number(number) => match number.as_big() {
            Some(integer) if number.as_f64().is_none() => {
                integer.to_string().parse::<f64>().map_or_else(|_| value.clone(), Value::from)
            }
            _ => value.clone(),
        },
        Value::Array(array) => array.iter().map(in_doubles).collect::<Vec<_>>().into(),
        Value::Object(object) => {
            let fields = object.iter().map(|(key, value)| (key.clone(), in_doubles(value)));
            fields.collect::<regorus::value::Object>().into()
        }
        other => other.clone(),
    }
}
