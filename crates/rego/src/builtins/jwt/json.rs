//! JSON inside tokens and keys.

use regorus::Value;

use super::super::Failure;
use super::super::bytes::unanswerable;

/// From here on whole numbers would be rounded.
const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;

/// Reads one document. Of a key that is given twice the last counts.
pub(super) fn read(text: &str) -> Result<Value, Failure> {
    serde_json::from_str::<serde_json::Value>(text).map_err(|error| unreadable(text, &error)).and_then(
        |json| {
            if loses_digits(&json) {
                return Err(unanswerable("a number in the JSON text is too large for this engine"));
            }
            Ok(Value::from(json))
        },
    )
}

/// Whether OPA too finds an error here: it takes any half of a surrogate pair, any depth and any number.
fn unreadable(text: &str, error: &serde_json::Error) -> Failure {
    let message = error.to_string();
    let lowered = text.to_ascii_lowercase();
    if lowered.contains("\\ud") || message.contains("recursion limit") || message.contains("out of range") {
        return unanswerable(format!("this JSON text is not supported: {message}"));
    }
    Failure::Failed(format!("invalid JSON: {message}"))
}

fn loses_digits(json: &serde_json::Value) -> bool {
    match json {
        serde_json::Value::Number(number) => {
            number.is_f64() && number.as_f64().is_none_or(|number| number.abs() >= TWO_TO_63)
        }
        serde_json::Value::Array(elements) => elements.iter().any(loses_digits),
        serde_json::Value::Object(fields) => fields.values().any(loses_digits),
        _ => false,
    }
}

/// As OPA writes JSON: sorted keys, no blanks, and what HTML minds escaped.
pub(super) fn write(value: &Value) -> Result<String, Failure> {
    let mut text = String::new();
    put(value, &mut text, 0)?;
    Ok(text)
}

const DEEPEST: u8 = 128;

fn put(value: &Value, text: &mut String, depth: u8) -> Result<(), Failure> {
    if depth >= DEEPEST {
        return Err(unanswerable("a value this deep cannot be written as JSON"));
    }
    let depth = depth.saturating_add(1);
    match value {
        Value::String(string) => put_string(string, text),
        Value::Number(_) => {
            let number = value.to_string();
            if number.contains(['e', 'E', 'N', 'f']) {
                return Err(unanswerable("a number of this size cannot be written as OPA does"));
            }
            text.push_str(&number);
        }
        Value::Array(elements) => put_all(elements.iter(), text, depth)?,
        Value::Set(elements) => put_all(elements.iter(), text, depth)?,
        Value::Object(fields) => {
            let mut sorted: Vec<(&str, &Value)> = Vec::new();
            for (key, field) in fields.iter() {
                let Value::String(key) = key else {
                    return Err(unanswerable(
                        "an object with keys that are no strings cannot be written as JSON",
                    ));
                };
                sorted.push((key, field));
            }
            sorted.sort_unstable_by_key(|(key, _)| *key);
            text.push('{');
            for (index, (key, field)) in sorted.into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                put_string(key, text);
                text.push(':');
                put(field, text, depth)?;
            }
            text.push('}');
        }
        Value::Null => text.push_str("null"),
        Value::Bool(true) => text.push_str("true"),
        Value::Bool(false) => text.push_str("false"),
        Value::Undefined => return Err(Failure::Failed("undefined cannot be written as JSON".to_owned())),
    }
    Ok(())
}

fn put_all<'a>(
    elements: impl Iterator<Item = &'a Value>,
    text: &mut String,
    depth: u8,
) -> Result<(), Failure> {
    text.push('[');
    for (index, element) in elements.enumerate() {
        if index > 0 {
            text.push(',');
        }
        put(element, text, depth)?;
    }
    text.push(']');
    Ok(())
}

fn put_string(string: &str, text: &mut String) {
    text.push('"');
    for c in string.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                text.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => text.push(c),
        }
    }
    text.push('"');
}
