//! The escaping functions of templates.

use crate::builtins::sprintf::is_printable;
use crate::builtins::url::{Part, escape};

pub(super) fn html(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '\0' => out.push(char::REPLACEMENT_CHARACTER),
            '"' => out.push_str("&#34;"),
            '\'' => out.push_str("&#39;"),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            other => out.push(other),
        }
    }
    out
}

pub(super) fn js(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        let code = u32::from(character);
        match character {
            '\\' | '\'' | '"' => {
                out.push('\\');
                out.push(character);
            }
            '<' | '>' | '&' | '=' => out.push_str(&format!("\\u{code:04X}")),
            _ if code < 0x20 => out.push_str(&format!("\\u{code:04X}")),
            _ if character.is_ascii() || is_printable(character) => out.push(character),
            _ => out.push_str(&format!("\\u{code:04X}")),
        }
    }
    out
}

pub(super) fn query(text: &str) -> String {
    escape(text.as_bytes(), Part::Query)
}
