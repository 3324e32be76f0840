//! How a string is written: plain, in quotes, or as a block.

use std::fmt::Write;

use super::scalar::{self, Scalar};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
}

/// The style of a string, as a key or as a value.
pub(super) fn style(text: &str, is_key: bool) -> Style {
    let shape = Shape::of(text);
    if text.contains('\n') {
        return if shape.is_block && !is_key { Style::Literal } else { Style::DoubleQuoted };
    }
    if scalar::resolve(text) != Scalar::Text || is_base_60(text) || is_old_boolean(text) {
        return Style::DoubleQuoted;
    }
    match (shape.is_plain, shape.is_single_quoted) {
        (true, _) => Style::Plain,
        (false, true) => Style::SingleQuoted,
        (false, false) => Style::DoubleQuoted,
    }
}

/// Booleans of YAML 1.1.
fn is_old_boolean(text: &str) -> bool {
    matches!(
        text,
        "y" | "Y"
            | "yes"
            | "Yes"
            | "YES"
            | "on"
            | "On"
            | "ON"
            | "n"
            | "N"
            | "no"
            | "No"
            | "NO"
            | "off"
            | "Off"
            | "OFF"
    )
}

/// Numbers of base 60 of YAML 1.1: digits, then parts below 60 each after a colon, then maybe a fraction.
fn is_base_60(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let mut parts = unsigned.split(':');
    let first = parts.next().unwrap_or_default();
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    if !first.starts_with(|c: char| c.is_ascii_digit()) || !is_digits(first) {
        return false;
    }
    let mut rest: Vec<&str> = parts.collect();
    if let Some(last) = rest.last_mut()
        && let Some((part, fraction)) = last.split_once('.')
    {
        if !is_digits(fraction) {
            return false;
        }
        *last = part;
    }
    let is_part = |part: &&str| match part.as_bytes() {
        [unit] => unit.is_ascii_digit(),
        [ten, unit] => (b'0'..=b'5').contains(ten) && unit.is_ascii_digit(),
        _ => false,
    };
    !rest.is_empty() && rest.iter().all(is_part)
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_printable(c: char) -> bool {
    matches!(c, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}')
}

/// Which styles a string may be written in.
struct Shape {
    is_plain: bool,
    is_single_quoted: bool,
    is_block: bool,
}

impl Shape {
    fn of(text: &str) -> Shape {
        let chars: Vec<char> = text.chars().collect();
        let at = |index: Option<usize>| index.and_then(|index| chars.get(index)).copied();
        let (mut indicator, mut special, mut tab) = (false, false, false);
        let (mut breaks, mut break_space, mut space_break) = (false, false, false);
        for (index, &c) in chars.iter().enumerate() {
            let (previous, next) = (at(index.checked_sub(1)), at(index.checked_add(1)));
            let ends_word = next.is_none_or(|next| matches!(next, ' ' | '\t'));
            indicator |= match c {
                '#' => previous.is_none_or(|previous| matches!(previous, ' ' | '\t') || is_break(previous)),
                ':' => ends_word,
                '?' | '-' => index == 0 && ends_word,
                ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`' => {
                    index == 0
                }
                _ => false,
            };
            tab |= c == '\t';
            special |= c != '\t' && !is_printable(c);
            breaks |= is_break(c);
            break_space |= c == ' ' && previous.is_some_and(is_break);
            space_break |= is_break(c) && previous == Some(' ');
        }
        indicator |= text.starts_with("---") || text.starts_with("...");
        let is_edge = |c: &char| *c == ' ' || is_break(*c);
        let edges = chars.first().is_some_and(is_edge) || chars.last().is_some_and(is_edge);
        let is_single_quoted = !(break_space || space_break || tab || special);
        Shape {
            is_plain: is_single_quoted && !edges && !breaks && !indicator,
            is_single_quoted,
            is_block: !(text.is_empty() || text.ends_with(' ') || space_break || special),
        }
    }
}

pub(super) fn single_quoted(text: &str, into: &mut String) {
    into.push('\'');
    into.push_str(&text.replace('\'', "''"));
    into.push('\'');
}

pub(super) fn double_quoted(text: &str, into: &mut String) {
    into.push('"');
    for c in text.chars() {
        let short = match c {
            '\0' => Some('0'),
            '\u{7}' => Some('a'),
            '\u{8}' => Some('b'),
            '\t' => Some('t'),
            '\n' => Some('n'),
            '\u{b}' => Some('v'),
            '\u{c}' => Some('f'),
            '\r' => Some('r'),
            '\u{1b}' => Some('e'),
            '"' => Some('"'),
            '\\' => Some('\\'),
            '\u{85}' => Some('N'),
            '\u{2028}' => Some('L'),
            '\u{2029}' => Some('P'),
            _ => None,
        };
        match (short, u32::from(c)) {
            (Some(short), _) => {
                into.push('\\');
                into.push(short);
            }
            (None, _) if is_printable(c) => into.push(c),
            // Writing to a string does not fail.
            (None, code @ ..=0xff) => drop(write!(into, "\\x{code:02X}")),
            (None, code @ ..=0xffff) => drop(write!(into, "\\u{code:04X}")),
            (None, code) => drop(write!(into, "\\U{code:08X}")),
        }
    }
    into.push('"');
}
