//! Constants in a template: strings, characters, numbers, as Go writes them.

use super::malformed;
use crate::builtins::Failure;
use crate::builtins::argument::beyond;
use crate::builtins::sprintf::Operand;

/// The text between quotes; the quotes are not given.
pub(super) fn unquoted(text: &str, quote: char) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (character, after) = character(rest, quote)?;
        rest = after;
        match character {
            Unit::Byte(byte) => bytes.push(byte),
            Unit::Character(character) => {
                bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes())
            }
        }
    }
    String::from_utf8(bytes).map_err(|_| beyond("a string of the template is not UTF-8"))
}

/// The number of a character constant, without its quotes.
pub(super) fn rune(text: &str) -> Result<Operand, Failure> {
    let (unit, rest) = character(text, '\'')?;
    if !rest.is_empty() {
        return Err(malformed("malformed character constant"));
    }
    Ok(Operand::Integer(
        match unit {
            Unit::Byte(byte) => i64::from(byte),
            Unit::Character(character) => i64::from(u32::from(character)),
        },
        "int",
    ))
}

/// One element of a quoted text.
enum Unit {
    /// By a hexadecimal or octal escape.
    Byte(u8),
    Character(char),
}

fn character(text: &str, quote: char) -> Result<(Unit, &str), Failure> {
    let invalid = || malformed("invalid syntax in a quoted text");
    let mut chars = text.chars();
    let first = chars.next().ok_or_else(invalid)?;
    if first != '\\' {
        return if first == quote { Err(invalid()) } else { Ok((Unit::Character(first), chars.as_str())) };
    }
    let escape = chars.next().ok_or_else(invalid)?;
    let rest = chars.as_str();
    let plain = |character| Ok((Unit::Character(character), rest));
    let digits = |count: usize, base: u32, from: &str| {
        let (digits, _) = from.split_at_checked(count).ok_or_else(invalid)?;
        if !digits.chars().all(|digit| digit.is_digit(base)) {
            return Err(invalid());
        }
        u32::from_str_radix(digits, base).map_err(|_| invalid())
    };
    match escape {
        'a' => plain('\u{7}'),
        'b' => plain('\u{8}'),
        'f' => plain('\u{c}'),
        'n' => plain('\n'),
        'r' => plain('\r'),
        't' => plain('\t'),
        'v' => plain('\u{b}'),
        '\\' => plain('\\'),
        '\'' | '"' if escape == quote => plain(quote),
        'x' => {
            let byte = u8::try_from(digits(2, 16, rest)?).map_err(|_| invalid())?;
            Ok((Unit::Byte(byte), rest.get(2..).unwrap_or("")))
        }
        '0'..='7' => {
            let from = text.get(1..).unwrap_or("");
            let byte = u8::try_from(digits(3, 8, from)?).map_err(|_| invalid())?;
            Ok((Unit::Byte(byte), from.get(3..).unwrap_or("")))
        }
        'u' | 'U' => {
            let count = if escape == 'u' { 4 } else { 8 };
            let character = char::from_u32(digits(count, 16, rest)?).ok_or_else(invalid)?;
            Ok((Unit::Character(character), rest.get(count..).unwrap_or("")))
        }
        _ => Err(invalid()),
    }
}

/// A number by its spelling.
pub(super) fn number(text: &str) -> Result<Operand, Failure> {
    let illegal = || malformed(format!("illegal number syntax: {text:?}"));
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let lower = unsigned.to_ascii_lowercase();
    let (digits, base) = match lower.get(..2) {
        Some("0x") => (lower.get(2..).unwrap_or(""), 16),
        Some("0o") => (lower.get(2..).unwrap_or(""), 8),
        Some("0b") => (lower.get(2..).unwrap_or(""), 2),
        _ if lower.len() > 1 && lower.starts_with('0') => (lower.get(1..).unwrap_or(""), 8),
        _ => (lower.as_str(), 10),
    };
    if lower.ends_with('i') {
        return Err(beyond("complex numbers in templates"));
    }
    let is_float = if base == 16 { lower.contains(['.', 'p']) } else { lower.contains(['.', 'e']) };
    if is_float {
        if base == 16 || lower.contains('_') {
            return Err(beyond("this spelling of a float in a template"));
        }
        let value: f64 = text.parse().map_err(|_| illegal())?;
        return if value.is_finite() { Ok(Operand::Float(value)) } else { Err(illegal()) };
    }
    if digits.ends_with('_') || digits.contains("__") {
        return Err(illegal());
    }
    let sign = if text.starts_with('-') { "-" } else { "" };
    let digits = format!("{sign}{}", digits.replace('_', ""));
    let value = i64::from_str_radix(&digits, base).map_err(|_| illegal())?;
    Ok(Operand::Integer(value, "int"))
}
