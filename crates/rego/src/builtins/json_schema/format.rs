//! The formats of strings.

use std::net::IpAddr;

use regorus::Value;

use super::Refused;
use super::check::is_pattern;
use crate::builtins;

/// Whether `value` is of a format; one that is not known has all values.
pub(super) fn is_of_format(format: &str, value: &Value) -> Result<bool, Refused> {
    let Value::String(text) = value else { return Ok(true) };
    let text: &str = text;
    Ok(match format {
        "date" => is_date(text),
        "time" => is_time(text),
        "date-time" => is_time(text) || is_date(text) || is_date_time(text),
        "hostname" => is_hostname(text),
        "ipv4" => text.contains('.') && text.parse::<IpAddr>().is_ok(),
        "ipv6" => text.contains(':') && text.parse::<IpAddr>().is_ok(),
        "uuid" => is_uuid(text),
        "regex" => text.is_empty() || is_pattern(value)?,
        "json-pointer" => is_pointer(text),
        "relative-json-pointer" => is_relative_pointer(text),
        "email" | "idn-email" => is_email(text)?,
        "uri" | "iri" => is_uri(value, text)?,
        "uri-reference" | "iri-reference" | "uri-template" => {
            return Err(Refused::Unsupported("a format of references"));
        }
        _ => true,
    })
}

/// A number of exactly `length` digits, from `least` to `most`.
fn between(text: &str, length: usize, least: u32, most: u32) -> Option<u32> {
    let is_number = text.len() == length && text.bytes().all(|digit| digit.is_ascii_digit());
    text.parse().ok().filter(|number| is_number && (least..=most).contains(number))
}

fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let (Some(year), Some(month)) = (between(year, 4, 0, 9999), between(month, 2, 1, 12)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    between(day, 2, 1, days).is_some()
}

/// With a zone or without.
fn is_time(text: &str) -> bool {
    is_clock(text) || is_zoned(text)
}

fn is_zoned(text: &str) -> bool {
    if let Some(clock) = text.strip_suffix('Z') {
        return is_clock(clock);
    }
    let parts = text.len().checked_sub(6).and_then(|zone| text.split_at_checked(zone));
    parts.is_some_and(|(clock, zone)| {
        let zone = zone.strip_prefix(['+', '-']).and_then(|zone| zone.split_once(':'));
        zone.is_some_and(|(hours, minutes)| {
            is_clock(clock) && between(hours, 2, 0, 24).is_some() && between(minutes, 2, 0, 60).is_some()
        })
    })
}

/// An hour of one digit is enough, and a fraction of a second may follow.
fn is_clock(text: &str) -> bool {
    let mut parts = text.split(':');
    let (Some(hour), Some(minute), Some(second), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let (second, fraction) = second.split_once(['.', ',']).unwrap_or((second, "0"));
    (between(hour, 2, 0, 23).is_some() || between(hour, 1, 0, 9).is_some())
        && between(minute, 2, 0, 59).is_some()
        && between(second, 2, 0, 59).is_some()
        && !fraction.is_empty()
        && fraction.bytes().all(|digit| digit.is_ascii_digit())
}

fn is_date_time(text: &str) -> bool {
    text.split_once('T').is_some_and(|(date, time)| is_date(date) && is_zoned(time))
}

fn is_hostname(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.len() < 256 && text.split('.').all(is_label)
}

fn is_uuid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

/// Parts that each begin with a slash; a tilde is followed by 0 or 1.
fn is_pointer(text: &str) -> bool {
    let escaped = text.split('~').skip(1).all(|after| after.starts_with(['0', '1']));
    (text.is_empty() || text.starts_with('/')) && escaped
}

fn is_relative_pointer(text: &str) -> bool {
    let digits = text.len().saturating_sub(text.trim_start_matches(|c: char| c.is_ascii_digit()).len());
    let (number, rest) = text.split_at_checked(digits).unwrap_or((text, ""));
    !number.is_empty() && (number == "0" || !number.starts_with('0')) && (rest == "#" || is_pointer(rest))
}

/// Plain addresses only; what else mail allows is not decided here.
fn is_email(text: &str) -> Result<bool, Refused> {
    let is_atom = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_+".contains(&byte))
    };
    let is_dotted = |text: &str| text.split('.').all(is_atom);
    match text.split_once('@') {
        Some((name, domain)) if is_dotted(name) && is_dotted(domain) => Ok(true),
        None if text.is_empty() || is_dotted(text) => Ok(false),
        _ => Err(Refused::Unsupported("such an e-mail address")),
    }
}

/// With a scheme.
fn is_uri(value: &Value, text: &str) -> Result<bool, Refused> {
    match builtins::call("uri.parse", std::slice::from_ref(value)) {
        Ok(Some(Value::Object(uri))) => {
            let scheme = uri.get(&"scheme".into());
            let has_scheme = scheme.is_some_and(|scheme| *scheme != Value::from(""));
            Ok(has_scheme && !text.contains('\\'))
        }
        Ok(_) => Ok(false),
        Err(_) => Err(Refused::Unsupported("the format of URIs")),
    }
}
