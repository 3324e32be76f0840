//! Durations: Go's, and days, weeks and years beside.

use crate::builtins::Failure;
use crate::builtins::argument::failed;

/// The largest magnitude of a duration in nanoseconds.
const LARGEST: u64 = 1 << 63;

/// Nanoseconds of a duration.
pub(super) fn parse(text: &str) -> Result<i64, Failure> {
    let invalid = || failed(format!("time: invalid duration {text:?}"));
    if text.contains(['d', 'w', 'y']) {
        return standard(&in_hours(text).ok_or_else(invalid)?).ok_or_else(invalid);
    }
    standard(text).ok_or_else(invalid)
}

fn is_number(character: char) -> bool {
    character.is_ascii_digit() || character == '.'
}

/// The same duration, with hours for days, weeks and years.
fn in_hours(text: &str) -> Option<String> {
    let mut rest = text;
    let mut out = String::new();
    if let Some(after) = rest.strip_prefix(['+', '-']) {
        out.push_str(text.get(..1)?);
        rest = after;
    }
    while !rest.is_empty() {
        let (number, after) = rest.split_at_checked(rest.find(|c| !is_number(c))?)?;
        let unit = ["ms", "us", "µs", "ns"].into_iter().find(|unit| after.starts_with(unit));
        let unit = match unit {
            Some(unit) => unit,
            None => after.get(..1).filter(|letter| letter.chars().all(|c| c.is_ascii_lowercase()))?,
        };
        rest = after.strip_prefix(unit)?;
        if number.is_empty() {
            return None;
        }
        let hours = match unit {
            "d" => 24.0,
            "w" => 168.0,
            "y" => 8760.0,
            _ => {
                out.push_str(number);
                out.push_str(unit);
                continue;
            }
        };
        let value: f64 = number.parse().ok()?;
        if !value.is_finite() {
            return None;
        }
        out.push_str(&format!("{}h", value * hours));
    }
    Some(out)
}

/// A duration as Go's `time.ParseDuration` reads it.
fn standard(text: &str) -> Option<i64> {
    let negative = text.starts_with('-');
    let mut rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let (whole, after) =
            rest.split_at_checked(rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()))?;
        let (fraction, after) = match after.strip_prefix('.') {
            Some(after) => {
                after.split_at_checked(after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len()))?
            }
            None => ("", after),
        };
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let (unit, after) = after.split_at_checked(after.find(is_number).unwrap_or(after.len()))?;
        rest = after;
        let unit: u64 = match unit {
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            _ => return None,
        };
        let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let mut value = whole.checked_mul(unit)?;
        if value > LARGEST {
            return None;
        }
        value = value.checked_add(part(fraction, unit))?;
        total = total.checked_add(value)?;
        if value > LARGEST || total > LARGEST {
            return None;
        }
    }
    if negative { 0_i64.checked_sub_unsigned(total) } else { i64::try_from(total).ok() }
}

/// What digits after the point make of a unit, by floating point as in Go. Digits that no longer fit are dropped.
fn part(digits: &str, unit: u64) -> u64 {
    let mut number: u64 = 0;
    let mut scale = 1.0;
    for digit in digits.bytes() {
        if number > (LARGEST - 1) / 10 {
            break;
        }
        let next = number.saturating_mul(10).saturating_add(u64::from(digit.saturating_sub(b'0')));
        if next > LARGEST {
            break;
        }
        number = next;
        scale *= 10.0;
    }
    whole(float(number) * (float(unit) / scale))
}

/// The nearest float.
fn float(number: u64) -> f64 {
    number.to_string().parse().unwrap_or(0.0)
}

/// The whole part; it is less than a unit.
fn whole(number: f64) -> u64 {
    format!("{:.0}", number.trunc()).parse().unwrap_or(0)
}
