//! What a plain scalar stands for.

use num_bigint::BigInt;
use regorus::Value;

/// A scalar, resolved.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Scalar {
    Null,
    Bool(bool),
    Integer(BigInt),
    /// May be infinite or no number, which no value of a policy is.
    Float(f64),
    Timestamp,
    Text,
}

impl Scalar {
    /// The value, of a scalar that was written as `text`; `None` for what JSON does not have.
    pub(super) fn value(&self, text: &str) -> Option<Value> {
        match self {
            Scalar::Null => Some(Value::Null),
            Scalar::Bool(flag) => Some((*flag).into()),
            Scalar::Integer(integer) => Some(Value::Number(integer.clone().into())),
            Scalar::Float(float) if float.is_finite() => {
                Value::from_numeric_string(&format!("{float:e}")).ok()
            }
            Scalar::Float(_) => None,
            Scalar::Timestamp | Scalar::Text => Some(text.into()),
        }
    }
}

/// What `text` stands for where it is not quoted and has no tag.
pub(super) fn resolve(text: &str) -> Scalar {
    match text.bytes().next() {
        None | Some(b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~') => word(text),
        Some(b'.') => match word(text) {
            Scalar::Text => float(text),
            known => known,
        },
        Some(b'+' | b'-' | b'0'..=b'9') => match word(text) {
            Scalar::Text if is_timestamp(text) => Scalar::Timestamp,
            Scalar::Text => number(&text.replace('_', "")),
            known => known,
        },
        _ => Scalar::Text,
    }
}

fn word(text: &str) -> Scalar {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Scalar::Null,
        "true" | "True" | "TRUE" => Scalar::Bool(true),
        "false" | "False" | "FALSE" => Scalar::Bool(false),
        ".nan" | ".NaN" | ".NAN" => Scalar::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Scalar::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Scalar::Float(f64::NEG_INFINITY),
        _ => Scalar::Text,
    }
}

fn number(text: &str) -> Scalar {
    integer(text).map_or_else(|| float(text), Scalar::Integer)
}

/// An integer of 64 bits in any base that Go knows; a leading zero alone is octal.
fn integer(text: &str) -> Option<BigInt> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (digits, base) = match unsigned.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("0x") => (unsigned.get(2..)?, 16),
        Some("0o") => (unsigned.get(2..)?, 8),
        Some("0b") => (unsigned.get(2..)?, 2),
        Some(prefix) if prefix.starts_with('0') => (unsigned.get(1..)?, 8),
        _ => (unsigned, 10),
    };
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(base)) {
        return None;
    }
    let magnitude = BigInt::parse_bytes(digits.as_bytes(), base)?;
    let integer = if text.starts_with('-') { -magnitude } else { magnitude };
    // Beyond 63 bits only without a sign.
    let fits = i64::try_from(&integer).is_ok() || (unsigned == text && u64::try_from(&integer).is_ok());
    fits.then_some(integer)
}

/// A decimal; one beyond the range of doubles is text.
fn float(text: &str) -> Scalar {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let is_decimal = digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && !exponent.is_empty()
        && digits(exponent);
    match text.parse::<f64>() {
        Ok(float) if is_decimal && float.is_finite() => Scalar::Float(float),
        _ => Scalar::Text,
    }
}

/// A date, or a date and a time with a zone after `T` or without one after a space.
fn is_timestamp(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't', ' ']) else { return is_date(text) };
    let Some(separator) = text.as_bytes().get(date.len()) else { return false };
    if !is_date(date) {
        return false;
    }
    if *separator == b' ' {
        return is_time(time);
    }
    if let Some(time) = time.strip_suffix('Z') {
        return is_time(time);
    }
    time.len().checked_sub(6).and_then(|zone| time.split_at_checked(zone)).is_some_and(|(time, zone)| {
        zone.strip_prefix(['+', '-']).and_then(|zone| zone.split_once(':')).is_some_and(|(hours, minutes)| {
            is_time(time) && between(hours, 2, 0, 24).is_some() && between(minutes, 2, 0, 59).is_some()
        })
    })
}

fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let year = if year.len() == 4 { between(year, 4, 0, 9999) } else { None };
    let (Some(year), Some(month)) = (year, between(month, 2, 1, 12)) else { return false };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    between(day, 2, 1, days).is_some()
}

fn is_time(text: &str) -> bool {
    let mut parts = text.split(':');
    let (Some(hour), Some(minute), Some(second), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let (second, fraction) = second.split_once(['.', ',']).unwrap_or((second, "0"));
    between(hour, 2, 0, 23).is_some()
        && between(minute, 2, 0, 59).is_some()
        && between(second, 2, 0, 59).is_some()
        && !fraction.is_empty()
        && fraction.bytes().all(|digit| digit.is_ascii_digit())
}

/// A number of at most `length` digits, from `least` to `most`.
fn between(text: &str, length: usize, least: u32, most: u32) -> Option<u32> {
    let is_number = text.len() <= length && text.bytes().all(|digit| digit.is_ascii_digit());
    text.parse().ok().filter(|number| is_number && (least..=most).contains(number))
}
