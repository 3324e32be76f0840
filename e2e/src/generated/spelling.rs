//! Digits of fractions: OPA calculates with more of them than a double has, and writes them all; and to it zero has a
//! sign.

use serde_json::Value;

use crate::equal;
use crate::judgement::Wanted;
use crate::outcome::Outcome;

/// Digits that both sides agree on.
const DIGITS: usize = 15;

/// Whether two answers are the same but for the last digits of fractions, and for the sign of zero in keys.
pub(crate) fn is_rounding(got: &Outcome, wanted: &Wanted) -> bool {
    let (Outcome::Rows(rows), Wanted::Value(wanted)) = (got, wanted) else { return false };
    let [row] = rows.as_slice() else { return false };
    let [value] = row.values.as_slice() else { return false };
    equal::same(&rounded(value), &rounded(wanted))
}

fn rounded(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(rounded_text(text)),
        Value::Array(items) => Value::Array(items.iter().map(rounded).collect()),
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(key, value)| (rounded_text(key), rounded(value))).collect())
        }
        Value::Number(number) if number.is_f64() => {
            Value::String(number.as_f64().map_or_else(String::new, shortened))
        }
        other => other.clone(),
    }
}

/// A number by the digits that both sides agree on.
fn shortened(value: f64) -> String {
    format!("{value:.*e}", DIGITS - 1)
}

/// A text whose fractions of many digits are cut.
fn rounded_text(text: &str) -> String {
    if text == "-0" {
        return "0".to_owned();
    }
    let is_numeric = |c: char| c.is_ascii_digit() || c == '.';
    let mut cut = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_numeric) {
        let (before, from) = rest.split_at(start);
        let (number, behind) = from.split_at(from.find(|c: char| !is_numeric(c)).unwrap_or(from.len()));
        cut.push_str(before);
        match number.parse::<f64>() {
            Ok(value) if number.len() > DIGITS && number.contains('.') => {
                cut.push_str(&shortened(value));
            }
            _ => cut.push_str(number),
        }
        rest = behind;
    }
    cut.push_str(rest);
    cut
}

#[cfg(test)]
mod tests {
    use super::rounded_text;

    #[test]
    fn only_the_last_digits_of_long_fractions_go() {
        let ours = rounded_text("{\"1\":0.6666666666666666}");
        assert_eq!(ours, rounded_text("{\"1\":0.6666666666666666667}"));
        assert_ne!(ours, rounded_text("{\"1\":0.6666666666666}"));
        assert_eq!(rounded_text("a1.5b 10.0.0.1"), "a1.5b 10.0.0.1");
    }
}
