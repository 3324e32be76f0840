//! Character classes.

use super::escape::{Code, escape, write};
use super::names;
use super::parser::malformed;
use super::reader::Reader;
use crate::builtins::Failure;

/// Every character of a text.
const ALL: &str = "\\x{0}-\\x{10FFFF}";

/// POSIX names that Go knows.
const POSIX: [&str; 14] = [
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space",
    "upper", "word", "xdigit",
];

/// `\d` and its like, by the letter; the ASCII characters only.
pub(super) fn perl(letter: char) -> Option<&'static str> {
    Some(match letter {
        'd' => "[0-9]",
        'D' => "[^0-9]",
        's' => "[\\t\\n\\f\\r\\x20]",
        'S' => "[^\\t\\n\\f\\r\\x20]",
        'w' => "[0-9A-Za-z_]",
        'W' => "[^0-9A-Za-z_]",
        _ => return None,
    })
}

/// Reads behind `\p` or `\P`.
pub(super) fn unicode(reader: &mut Reader<'_>, negated: bool) -> Result<String, Failure> {
    let unknown = || malformed("invalid character class range");
    let start = reader.rest;
    let first = reader.next().ok_or_else(unknown)?;
    let name = if first == '{' {
        reader.until("}").ok_or_else(unknown)?
    } else {
        start.get(..first.len_utf8()).unwrap_or("")
    };
    match name.strip_prefix('^') {
        Some(name) => names::class(name, !negated),
        None => names::class(name, negated),
    }
    .ok_or_else(unknown)
}

/// Reads behind `[`, up to and with the closing bracket.
pub(super) fn bracketed(reader: &mut Reader<'_>) -> Result<String, Failure> {
    let negated = reader.take("^");
    let mut items = String::new();
    let mut first = true;
    while first || !reader.rest.starts_with(']') {
        first = false;
        item(reader, &mut items)?;
    }
    reader.next();
    Ok(match (items.is_empty(), negated) {
        (false, true) => format!("[^{items}]"),
        (false, false) => format!("[{items}]"),
        (true, true) => format!("[{ALL}]"),
        (true, false) => format!("[^{ALL}]"),
    })
}

fn item(reader: &mut Reader<'_>, items: &mut String) -> Result<(), Failure> {
    if let Some(class) = posix(reader)? {
        items.push_str(&class);
        return Ok(());
    }
    let mut ahead = *reader;
    if ahead.take("\\")
        && let Some(letter) = ahead.next()
    {
        if matches!(letter, 'p' | 'P') {
            *reader = ahead;
            items.push_str(&unicode(reader, letter == 'P')?);
            return Ok(());
        }
        if let Some(class) = perl(letter) {
            *reader = ahead;
            items.push_str(class);
            return Ok(());
        }
    }
    let low = character(reader)?;
    let mut high = low;
    if reader.rest.len() > 1 && reader.rest.starts_with('-') && !reader.rest.starts_with("-]") {
        reader.next();
        high = character(reader)?;
        if high < low {
            return Err(malformed("invalid character class range"));
        }
    }
    range(items, low, high);
    Ok(())
}

/// `[:name:]`; what only begins like one is characters.
fn posix(reader: &mut Reader<'_>) -> Result<Option<String>, Failure> {
    let mut ahead = *reader;
    if !ahead.take("[:") {
        return Ok(None);
    }
    let Some(name) = ahead.until(":]") else { return Ok(None) };
    if !POSIX.contains(&name.strip_prefix('^').unwrap_or(name)) {
        return Err(malformed("invalid character class range"));
    }
    *reader = ahead;
    Ok(Some(format!("[:{name}:]")))
}

fn character(reader: &mut Reader<'_>) -> Result<Code, Failure> {
    match reader.next() {
        Some('\\') => escape(reader),
        Some(character) => Ok(u32::from(character)),
        None => Err(malformed("missing closing ]")),
    }
}

/// A range without the halves of surrogate pairs, which the crate does not take as ends.
fn range(items: &mut String, low: Code, high: Code) {
    let low = if (0xd800..=0xdfff).contains(&low) { 0xe000 } else { low };
    let high = if (0xd800..=0xdfff).contains(&high) { 0xd7ff } else { high };
    if low > high {
        return;
    }
    write(items, low);
    if high > low {
        items.push('-');
        write(items, high);
    }
}
