//! Offsets and names of zones in the text of a time.

use super::layout::Offset;
use super::parse::{Text, bad, outside};
use crate::builtins::Failure;

/// Reads an offset: its seconds east of Greenwich.
pub(super) fn numeric(text: &mut Text<'_>, style: Offset) -> Result<i64, Failure> {
    if style.zulu && text.take("Z") {
        return Ok(0);
    }
    let sign = text.take_any()?;
    let hours = text.two_digits()?;
    let mut parts = [0, 0];
    let wanted = [style.minutes, style.seconds];
    for (part, wanted) in parts.iter_mut().zip(wanted) {
        if wanted {
            if style.colons && !text.take(":") {
                return Err(bad("time zone offset"));
            }
            *part = text.two_digits()?;
        }
    }
    let [minutes, seconds] = parts;
    if hours > 24 || minutes > 60 || seconds > 60 {
        return Err(outside("time zone offset"));
    }
    let total = hours * 3_600 + minutes * 60 + seconds;
    match sign {
        '+' => Ok(total),
        '-' => Ok(-total),
        _ => Err(bad("time zone offset")),
    }
}

/// Reads the name of a zone. Whatever it is, its time is taken for UTC: a name alone says no offset.
pub(super) fn name(text: &mut Text<'_>) -> Result<(), Failure> {
    if text.take("UTC") {
        return Ok(());
    }
    match length(text.rest) {
        0 => Err(bad("time zone")),
        length => {
            text.rest = text.rest.get(length..).unwrap_or("");
            Ok(())
        }
    }
}

/// How many bytes look like a name; 0 where none do.
fn length(text: &str) -> usize {
    if text.len() < 3 {
        return 0;
    }
    if text.starts_with("ChST") || text.starts_with("MeST") {
        return 4;
    }
    if let Some(rest) = text.strip_prefix("GMT") {
        return signed(rest).saturating_add(3);
    }
    if text.starts_with(['+', '-']) {
        return signed(text);
    }
    match text.bytes().take(6).take_while(u8::is_ascii_uppercase).count() {
        5 if text.as_bytes().get(4) == Some(&b'T') => 5,
        4 if text.as_bytes().get(3) == Some(&b'T') || text.starts_with("WITA") => 4,
        3 => 3,
        _ => 0,
    }
}

/// A sign and a number of hours of a day: their length.
fn signed(text: &str) -> usize {
    let Some(rest) = text.strip_prefix(['+', '-']) else { return 0 };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    match rest.get(..digits).and_then(|digits| digits.parse::<u64>().ok()) {
        Some(0..=23) => digits.saturating_add(1),
        _ => 0,
    }
}
