//! `regex.template_match`: text with patterns between delimiters.

use regorus::Value;

use super::compiled;
use super::parser::parse;
use crate::builtins::argument::{failed, text};
use crate::builtins::{Answer, Failure};

pub(super) fn template_match(args: &[Value]) -> Answer {
    let (template, subject) = (text(args, 0)?, text(args, 1)?);
    let (open, close) = (delimiter(args, 2)?, delimiter(args, 3)?);
    let pattern = pattern(template, open, close)?;
    Ok(Some(Value::Bool(compiled(&pattern)?.regex.is_match(subject))))
}

/// A delimiter is a single byte.
fn delimiter(args: &[Value], at: usize) -> Result<char, Failure> {
    let text = text(args, at)?;
    match text.chars().next() {
        Some(character) if text.len() == 1 => Ok(character),
        _ => {
            Err(failed(format!("delimiter has to be exactly one character long but is {} long", text.len())))
        }
    }
}

/// One pattern for the whole template: what stands outside of the delimiters is literal.
fn pattern(template: &str, open: char, close: char) -> Result<String, Failure> {
    let unbalanced = || failed(format!("unbalanced braces in {template:?}"));
    let mut out = String::from("^");
    let mut level: usize = 0;
    let mut inner = String::new();
    for character in template.chars() {
        if character == open {
            level = level.saturating_add(1);
            if level == 1 {
                continue;
            }
        } else if character == close {
            level = level.checked_sub(1).ok_or_else(unbalanced)?;
            if level == 0 {
                parse(&format!("^{inner}$"))?;
                out.push_str(&format!("({inner})"));
                inner.clear();
                continue;
            }
        }
        if level > 0 {
            inner.push(character);
        } else {
            if "\\.+*?()|[]{}^$".contains(character) {
                out.push('\\');
            }
            out.push(character);
        }
    }
    if level > 0 {
        return Err(unbalanced());
    }
    out.push('$');
    Ok(out)
}
