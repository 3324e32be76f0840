//! Numbers in texts: OPA calculates with more digits than a double has, and writes them all.

use serde_json::Value;

use crate::equal;
use crate::judgement::Wanted;
use crate::outcome::Outcome;

/// Digits that both sides agree on.
const DIGITS: usize = 15;

/// Whether two answers are the same but for the digits of fractions in texts and keys.
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
        other => other.clone(),
    }
}

/// A text whose fractions of many digits are cut. A key that is no string OPA writes as for HTML.
fn rounded_text(text: &str) -> String {
    let text = &text.replace("\\u003c", "<").replace("\\u003e", ">").replace("\\u0026", "&");
    let is_numeric = |c: char| c.is_ascii_digit() || c == '.';
    let mut cut = String::new();
    let mut rest = text.as_str();
    while let Some(start) = rest.find(is_numeric) {
        let (before, from) = rest.split_at(start);
        let (number, behind) = from.split_at(from.find(|c: char| !is_numeric(c)).unwrap_or(from.len()));
        cut.push_str(before);
        match number.parse::<f64>() {
            Ok(value) if number.len() > DIGITS && number.contains('.') => {
                cut.push_str(&format!("{value:.*e}", DIGITS - 1));
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
