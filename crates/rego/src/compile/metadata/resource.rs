//! Authors and related resources.

use serde_json::{Map, Value};

use super::fields::{Fault, doubtful, wrong};

/// `Ada <ada@example.org>`, or a map of name and email.
pub(super) fn author(value: &Value) -> Result<Value, Fault> {
    match value {
        Value::String(text) => {
            let mut words: Vec<&str> = text.split_whitespace().collect();
            let last = words.last().ok_or_else(|| wrong("an author is an empty string"))?;
            let email = last.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or_default();
            if last.len() >= 2 && last.starts_with('<') && last.ends_with('>') {
                words.pop();
            }
            Ok(object([("name", words.join(" ")), ("email", email.to_owned())]))
        }
        Value::Object(fields) => {
            let (name, email) = (text(fields, "name"), text(fields, "email"));
            if name.is_empty() && email.is_empty() {
                return Err(wrong("an author has neither `name` nor `email`"));
            }
            Ok(object([("name", name), ("email", email)]))
        }
        _ => Err(wrong("an author is a string or a map")),
    }
}

/// An address, or a map of an address and what is there.
pub(super) fn related(value: &Value) -> Result<Value, Fault> {
    let (reference, description) = match value {
        Value::String(reference) => (reference.clone(), String::new()),
        Value::Object(fields) => (text(fields, "ref"), text(fields, "description")),
        _ => return Err(wrong("a related resource is a string or a map")),
    };
    if reference.is_empty() {
        return Err(wrong("a related resource has no `ref`"));
    }
    if !is_written_as_read(&reference) {
        return Err(doubtful(&format!(
            "the address `{reference}`, which may be written otherwise once it is read; \
             write a plain `https://` address"
        )));
    }
    Ok(object([("ref", reference), ("description", description)]))
}

fn text(fields: &Map<String, Value>, name: &str) -> String {
    fields.get(name).and_then(Value::as_str).unwrap_or_default().trim().to_owned()
}

/// Without the fields that are empty.
fn object<const N: usize>(fields: [(&str, String); N]) -> Value {
    let kept = fields.into_iter().filter(|(_, text)| !text.is_empty());
    Value::Object(kept.map(|(name, text)| (name.to_owned(), text.into())).collect())
}

/// Whether an address is written by Go as it was read: a scheme, a host and maybe a port, or nothing of these; a path,
/// a query, a fragment.
fn is_written_as_read(address: &str) -> bool {
    let (rest, fragment) = address.split_once('#').unwrap_or((address, "f"));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, "q"));
    let path = match rest.split_once("://") {
        Some((scheme, rest)) => {
            let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
            let (host, port) = authority.split_once(':').unwrap_or((authority, "0"));
            let is_known = !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_lowercase());
            let is_host = !host.is_empty()
                && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte));
            if !is_known || !is_host || port.is_empty() || !port.bytes().all(|byte| byte.is_ascii_digit()) {
                return false;
            }
            path
        }
        None if rest.is_empty() || rest.starts_with("//") || rest.contains(':') => return false,
        None => rest,
    };
    !query.is_empty() && !fragment.is_empty() && [path, query, fragment].into_iter().all(is_plain)
}

/// Letters, digits and marks that no part of an address escapes; bytes as `%2F`.
fn is_plain(text: &str) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let is_plain = match byte {
            b'%' => {
                let digits = (bytes.next(), bytes.next());
                let is_digit = |digit: Option<u8>| digit.is_some_and(|digit| digit.is_ascii_hexdigit());
                is_digit(digits.0) && is_digit(digits.1)
            }
            _ => byte.is_ascii_alphanumeric() || b"/-_.~=&,;+@:$".contains(&byte),
        };
        if !is_plain {
            return false;
        }
    }
    true
}
