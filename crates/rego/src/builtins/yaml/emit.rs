//! YAML text of a value: blocks of two spaces' indent, keys in the library's order.

use regorus::Value;

use super::style::{Style, double_quoted, single_quoted, style};
use super::{Refused, key_order};
use crate::builtins::json::{self, Layout};
use crate::builtins::order;

/// The text, which ends with a line feed.
pub(super) fn emit(value: &Value) -> Result<String, Refused> {
    let mut emitter = Emitter { text: String::new() };
    match value {
        Value::String(text) => emitter.string(text, 1)?,
        other => emitter.node(other, 0, Place::Start)?,
    }
    if !emitter.text.ends_with('\n') {
        emitter.text.push('\n');
    }
    Ok(emitter.text)
}

/// What stands before a node on its line.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Start,
    /// `- `
    Dash,
    /// `key:`
    Key,
}

struct Emitter {
    text: String,
}

impl Emitter {
    /// A node whose lines are indented by `level` steps.
    fn node(&mut self, value: &Value, level: usize, place: Place) -> Result<(), Refused> {
        let elements: Vec<&Value> = match value {
            Value::Array(array) if !array.is_empty() => array.iter().collect(),
            Value::Set(set) if !set.is_empty() => order::elements(set),
            Value::Object(object) if !object.is_empty() => return self.mapping(value, level, place),
            scalar => {
                if place == Place::Key {
                    self.text.push(' ');
                }
                return self.scalar(scalar, level);
            }
        };
        for (index, element) in elements.into_iter().enumerate() {
            self.line(index, level, place);
            self.text.push_str("- ");
            self.node(element, level.saturating_add(1), Place::Dash)?;
        }
        Ok(())
    }

    fn mapping(&mut self, value: &Value, level: usize, place: Place) -> Result<(), Refused> {
        let Value::Object(object) = value else { return Ok(()) };
        let mut fields: Vec<(String, &Value)> = Vec::new();
        for (key, value) in order::entries(object) {
            let name = match key {
                Value::String(name) => name.to_string(),
                other => json::write(other, &Layout::Compact),
            };
            fields.retain(|(known, _)| *known != name);
            fields.push((name, value));
        }
        for (index, (name, value)) in key_order::sort(fields).into_iter().enumerate() {
            const LONGEST_KEY: usize = 128;
            if name.len() > LONGEST_KEY || name.contains(['\n', '\r', '\u{2028}', '\u{2029}']) {
                return Err(Refused::Unsupported("a key of several lines or of more than 128 bytes"));
            }
            self.line(index, level, place);
            self.quoted(&name, style(&name, true))?;
            self.text.push(':');
            self.node(value, level.saturating_add(1), Place::Key)?;
        }
        Ok(())
    }

    /// Where the entry of this index begins: the first may follow a dash on its line.
    fn line(&mut self, index: usize, level: usize, place: Place) {
        if index == 0 && place != Place::Key {
            return;
        }
        if !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.text.push_str(&"  ".repeat(level));
    }

    fn scalar(&mut self, value: &Value, level: usize) -> Result<(), Refused> {
        match value {
            Value::Null | Value::Undefined => self.text.push_str("null"),
            Value::Bool(flag) => self.text.push_str(if *flag { "true" } else { "false" }),
            Value::Number(_) => self.text.push_str(&number(value)),
            Value::String(text) => return self.string(text, level),
            Value::Object(_) => self.text.push_str("{}"),
            Value::Array(_) | Value::Set(_) => self.text.push_str("[]"),
        }
        Ok(())
    }

    fn string(&mut self, text: &str, level: usize) -> Result<(), Refused> {
        match style(text, false) {
            Style::Literal => {
                is_writable(text)?;
                self.literal(text, level);
                Ok(())
            }
            other => self.quoted(text, other),
        }
    }

    fn quoted(&mut self, text: &str, style: Style) -> Result<(), Refused> {
        is_writable(text)?;
        match style {
            Style::Plain | Style::Literal => self.text.push_str(text),
            Style::SingleQuoted => single_quoted(text, &mut self.text),
            Style::DoubleQuoted => double_quoted(text, &mut self.text),
        }
        Ok(())
    }

    /// `|`, the indent if the first line does not show it, what becomes of the last line feed, and the lines.
    fn literal(&mut self, text: &str, level: usize) {
        self.text.push('|');
        if text.starts_with([' ', '\n', '\r', '\u{2028}', '\u{2029}']) {
            self.text.push('2');
        }
        if !text.ends_with('\n') {
            self.text.push('-');
        } else if text == "\n" || text.ends_with("\n\n") {
            self.text.push('+');
        }
        for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
            self.text.push('\n');
            if !line.is_empty() {
                self.text.push_str(&"  ".repeat(level));
                self.text.push_str(line);
            }
        }
        if text.ends_with('\n') {
            self.text.push('\n');
        }
    }
}

/// The library reads the JSON of a value before it writes it, and does not read all of it.
fn is_writable(text: &str) -> Result<(), Refused> {
    if text.contains('\u{85}') {
        return Err(Refused::Unsupported("a string with the sign U+0085"));
    }
    if text.contains(|c| matches!(c, '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}')) {
        return Err(Refused::Failed("control characters are not allowed".to_owned()));
    }
    Ok(())
}

/// Integers of 64 bits with all digits, others as doubles.
fn number(value: &Value) -> String {
    let Value::Number(number) = value else { return String::new() };
    if number.is_integer()
        && let Some(integer) = number.as_i128()
        && (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(&integer)
    {
        return integer.to_string();
    }
    let exact = number.as_f64().or_else(|| number.as_big()?.to_string().parse().ok());
    exact.map_or_else(|| value.to_string(), |exact| float(&format!("{exact:e}"), &exact.to_string()))
}

/// The shortest decimal of a float as Go writes it: with an exponent, of two digits or more, below -4 and above 5.
pub(super) fn float(scientific: &str, plain: &str) -> String {
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if (-4..6).contains(&exponent) {
        return plain.to_owned();
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
}
