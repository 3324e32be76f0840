//! Integers of 64 bits: bases, characters, code points.

use super::flags::Flags;
use super::printable::is_printable;
use super::quote::quoted_char;

/// Digits of a number in a base, the most significant first.
fn digits(mut number: u64, base: u64, upper: bool) -> String {
    let mut reversed = Vec::new();
    loop {
        let digit = u32::try_from(number.checked_rem(base).unwrap_or(0)).unwrap_or(0);
        let digit = char::from_digit(digit, 16).unwrap_or('0');
        reversed.push(if upper { digit.to_ascii_uppercase() } else { digit });
        number = number.checked_div(base).unwrap_or(0);
        if number == 0 {
            break;
        }
    }
    reversed.into_iter().rev().collect()
}

/// A signed integer under one of the verbs `b`, `d`, `o`, `O`, `x`, `X`, `v`.
pub(super) fn based(out: &mut String, flags: &Flags, value: i64, verb: char) {
    let plain = flags.without_zero();
    let negative = value < 0;
    let mut precision = 0;
    if let Some(asked) = flags.precision {
        precision = asked;
        if asked == 0 && value == 0 {
            plain.padding(out, flags.width.unwrap_or(0));
            return;
        }
    } else if flags.zero
        && !flags.minus
        && let Some(width) = flags.width
    {
        let sign = usize::from(negative || flags.plus || flags.space);
        precision = width.saturating_sub(sign);
    }
    let base = match verb {
        'b' => 2,
        'o' | 'O' => 8,
        'x' | 'X' => 16,
        _ => 10,
    };
    let digits = digits(value.unsigned_abs(), base, verb == 'X');
    let mut number = "0".repeat(precision.saturating_sub(digits.len()));
    number.push_str(&digits);
    let mut text = String::new();
    if negative {
        text.push('-');
    } else if flags.plus {
        text.push('+');
    } else if flags.space {
        text.push(' ');
    }
    if verb == 'O' {
        text.push_str("0o");
    }
    if flags.sharp {
        match verb {
            'b' => text.push_str("0b"),
            'x' => text.push_str("0x"),
            'X' => text.push_str("0X"),
            'o' | 'O' if !number.starts_with('0') => text.push('0'),
            _ => {}
        }
    }
    text.push_str(&number);
    plain.pad(out, &text);
}

/// The character of a code point; what is none becomes the replacement character.
fn character(value: i64) -> char {
    u32::try_from(value).ok().and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// `%c`.
pub(super) fn as_character(out: &mut String, flags: &Flags, value: i64) {
    flags.pad(out, character(value).encode_utf8(&mut [0; 4]));
}

/// `%q`.
pub(super) fn as_quoted_character(out: &mut String, flags: &Flags, value: i64) {
    flags.pad(out, &quoted_char(character(value), flags.plus));
}

/// `%U`.
pub(super) fn as_code_point(out: &mut String, flags: &Flags, value: i64) {
    let unsigned = u64::from_ne_bytes(value.to_ne_bytes());
    let digits = digits(unsigned, 16, true);
    let wanted = flags.precision.unwrap_or(4).max(4);
    let mut text = String::from("U+");
    text.push_str(&"0".repeat(wanted.saturating_sub(digits.len())));
    text.push_str(&digits);
    if flags.sharp
        && let Some(character) = u32::try_from(unsigned).ok().and_then(char::from_u32)
        && is_printable(character)
    {
        text.push_str(" '");
        text.push(character);
        text.push('\'');
    }
    flags.without_zero().pad(out, &text);
}
