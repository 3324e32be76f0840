//! Text and characters between quotes, with Go's escapes.

use super::printable::is_printable;

/// One character of a quoted text.
fn escaped(out: &mut String, character: char, quote: char, ascii: bool) {
    if character == quote || character == '\\' {
        out.push('\\');
        out.push(character);
        return;
    }
    if (character.is_ascii() || !ascii) && is_printable(character) {
        out.push(character);
        return;
    }
    let code = u32::from(character);
    match character {
        '\u{7}' => out.push_str("\\a"),
        '\u{8}' => out.push_str("\\b"),
        '\u{c}' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\u{b}' => out.push_str("\\v"),
        _ if code < 0x20 || code == 0x7f => out.push_str(&format!("\\x{code:02x}")),
        _ if code < 0x1_0000 => out.push_str(&format!("\\u{code:04x}")),
        _ => out.push_str(&format!("\\U{code:08x}")),
    }
}

/// A text between double quotes; with `ascii`, no other characters are left in it.
pub(super) fn quoted_text(text: &str, ascii: bool) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        escaped(&mut out, character, '"', ascii);
    }
    out.push('"');
    out
}

/// A text as OPA prints it inside a composite term.
pub(in crate::builtins) fn quoted(text: &str) -> String {
    quoted_text(text, false)
}

/// A character between single quotes.
pub(super) fn quoted_char(character: char, ascii: bool) -> String {
    let mut out = String::from("'");
    escaped(&mut out, character, '\'', ascii);
    out.push('\'');
    out
}

/// Whether a text can stand between backquotes as it is.
pub(super) fn fits_backquotes(text: &str) -> bool {
    text.chars().all(|c| c != '`' && c != '\u{7f}' && c != '\u{feff}' && (c >= ' ' || c == '\t'))
}
