//! Values as JSON text, spelled as Go's encoder spells it.

use std::fmt::Write;

use regorus::Value;

use crate::builtins::order;

/// Where lines end.
pub(crate) enum Layout<'a> {
    /// Nowhere.
    Compact,
    /// After each element; each line but the first starts with `prefix`, and `indent` for each level.
    Lines { prefix: &'a str, indent: &'a str },
}

/// The text of a value. A set is an array in its order; a key that is no string is written as one that holds the
/// JSON of the key.
pub(crate) fn write(value: &Value, layout: &Layout<'_>) -> String {
    let mut text = String::new();
    Writer { text: &mut text, layout }.value(value, 0);
    text
}

struct Writer<'a> {
    text: &'a mut String,
    layout: &'a Layout<'a>,
}

impl Writer<'_> {
    fn value(&mut self, value: &Value, level: usize) {
        match value {
            Value::Null | Value::Undefined => self.text.push_str("null"),
            Value::Bool(flag) => self.text.push_str(if *flag { "true" } else { "false" }),
            Value::Number(_) => self.text.push_str(&number(value)),
            Value::String(text) => quote(text, self.text),
            Value::Array(array) => self.array(&array.iter().collect::<Vec<_>>(), level),
            Value::Set(set) => self.array(&order::elements(set), level),
            Value::Object(object) => {
                let mut fields: Vec<(String, &Value)> = Vec::new();
                for (key, value) in order::entries(object) {
                    let key = match key {
                        Value::String(key) => key.to_string(),
                        other => write(other, &Layout::Compact),
                    };
                    fields.retain(|(known, _)| *known != key);
                    fields.push((key, value));
                }
                fields.sort_by(|(one, _), (other, _)| one.cmp(other));
                self.object(&fields, level);
            }
        }
    }

    fn array(&mut self, elements: &[&Value], level: usize) {
        self.text.push('[');
        for (index, element) in elements.iter().enumerate() {
            self.separate(index, level);
            self.value(element, level.saturating_add(1));
        }
        self.end(elements.is_empty(), level);
        self.text.push(']');
    }

    fn object(&mut self, fields: &[(String, &Value)], level: usize) {
        self.text.push('{');
        for (index, (key, value)) in fields.iter().enumerate() {
            self.separate(index, level);
            quote(key, self.text);
            self.text.push_str(if matches!(self.layout, Layout::Compact) { ":" } else { ": " });
            self.value(value, level.saturating_add(1));
        }
        self.end(fields.is_empty(), level);
        self.text.push('}');
    }

    fn separate(&mut self, index: usize, level: usize) {
        if index > 0 {
            self.text.push(',');
        }
        self.line(level.saturating_add(1));
    }

    fn end(&mut self, is_empty: bool, level: usize) {
        if !is_empty {
            self.line(level);
        }
    }

    fn line(&mut self, level: usize) {
        if let Layout::Lines { prefix, indent } = self.layout {
            self.text.push('\n');
            self.text.push_str(prefix);
            self.text.push_str(&indent.repeat(level));
        }
    }
}

/// An integer with all digits; anything else as encoders write the shortest decimal of a double.
fn number(value: &Value) -> String {
    let Value::Number(number) = value else { return String::new() };
    if let Some(integer) = number.as_big() {
        return integer.to_string();
    }
    let Some(float) = number.as_f64() else { return value.to_string() };
    let is_plain = (1e-6..1e21).contains(&float.abs());
    if is_plain { format!("{float}") } else { format!("{float:e}").replace('e', exponent_sign(float)) }
}

fn exponent_sign(float: f64) -> &'static str {
    if float.abs() >= 1.0 { "e+" } else { "e" }
}

/// A string in quotes. What could end a script element in HTML is escaped too.
pub(crate) fn quote(text: &str, into: &mut String) {
    into.push('"');
    for c in text.chars() {
        match c {
            '"' => into.push_str("\\\""),
            '\\' => into.push_str("\\\\"),
            '\u{8}' => into.push_str("\\b"),
            '\u{c}' => into.push_str("\\f"),
            '\n' => into.push_str("\\n"),
            '\r' => into.push_str("\\r"),
            '\t' => into.push_str("\\t"),
            '\0'..='\u{1f}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                // Writing to a string does not fail.
                let _ = write!(into, "\\u{:04x}", u32::from(c));
            }
            c => into.push(c),
        }
    }
    into.push('"');
}
