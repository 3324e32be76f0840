//! Percent encoding, as Go's `net/url` has it, and queries made with it.

use std::collections::BTreeMap;

use regorus::Value;

use super::argument::{beyond, failed, string, text, wrong};
use super::{Answer, Builtin, Failure};

pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin { name: "urlquery.decode", run: decode },
    Builtin { name: "urlquery.decode_object", run: decode_object },
    Builtin { name: "urlquery.encode", run: encode },
    Builtin { name: "urlquery.encode_object", run: encode_object },
];

/// More parameters than this are refused by Go.
const PARAMETERS: usize = 10_000;

/// The part of a URL that is encoded or decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Host,
    Zone,
    Path,
    User,
    Query,
    Fragment,
}

/// Whether a byte stands for itself in a part.
pub(super) fn is_plain(byte: u8, part: Part) -> bool {
    if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
        return true;
    }
    match part {
        Part::Host | Part::Zone => b"!$&'()*+,;=:[]<>\"".contains(&byte),
        Part::Path => b"$&+,/:;=@".contains(&byte),
        Part::User => b"$&+,;=".contains(&byte),
        Part::Query => false,
        Part::Fragment => b"$&+,/:;=?@!()*".contains(&byte),
    }
}

/// The encoded form.
pub(super) fn escape(text: &[u8], part: Part) -> String {
    let mut out = String::new();
    for byte in text {
        if is_plain(*byte, part) {
            out.push(char::from(*byte));
        } else if *byte == b' ' && part == Part::Query {
            out.push('+');
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The decoded bytes, which may be no UTF-8.
pub(super) fn unescape(text: &str, part: Part) -> Result<Vec<u8>, Failure> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'%' => {
                let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
                let (Some(high), Some(low)) = (digit(bytes.next()), digit(bytes.next())) else {
                    return Err(failed(format!("invalid URL escape in {text:?}")));
                };
                let value = u8::try_from(high.saturating_mul(16).saturating_add(low)).unwrap_or(0);
                let refused = match part {
                    Part::Host => high < 8 && value != b'%',
                    Part::Zone => value != b'%' && value != b' ' && !is_plain(value, Part::Host),
                    _ => false,
                };
                if refused {
                    return Err(failed(format!("invalid URL escape in {text:?}")));
                }
                out.push(value);
            }
            b'+' if part == Part::Query => out.push(b' '),
            _ if matches!(part, Part::Host | Part::Zone) && byte.is_ascii() && !is_plain(byte, part) => {
                return Err(failed(format!("invalid character in host name {text:?}")));
            }
            _ => out.push(byte),
        }
    }
    Ok(out)
}

/// Text of decoded bytes. OPA carries on with bytes that are no text; values here cannot.
pub(super) fn readable(bytes: Vec<u8>) -> Result<String, Failure> {
    String::from_utf8(bytes).map_err(|_| beyond("percent-decoded bytes are not UTF-8"))
}

fn encode(args: &[Value]) -> Answer {
    string(escape(text(args, 0)?.as_bytes(), Part::Query))
}

fn decode(args: &[Value]) -> Answer {
    string(readable(unescape(text(args, 0)?, Part::Query)?)?)
}

fn decode_object(args: &[Value]) -> Answer {
    let query = text(args, 0)?;
    if query.split('&').count() > PARAMETERS {
        return Err(failed("number of URL query parameters exceeded limit"));
    }
    let mut found = BTreeMap::<Value, Vec<Value>>::new();
    let mut unreadable = None;
    for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
        if parameter.contains(';') {
            return Err(failed("invalid semicolon separator in query"));
        }
        let (key, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let (key, value) = (unescape(key, Part::Query)?, unescape(value, Part::Query)?);
        match (readable(key), readable(value)) {
            (Ok(key), Ok(value)) => found.entry(Value::from(key)).or_default().push(Value::from(value)),
            (Err(error), _) | (_, Err(error)) => unreadable = Some(error),
        }
    }
    match unreadable {
        Some(error) => Err(error),
        None => Ok(Some(Value::from(
            found.into_iter().map(|(key, values)| (key, Value::from(values))).collect::<BTreeMap<_, _>>(),
        ))),
    }
}

fn encode_object(args: &[Value]) -> Answer {
    let Some(Value::Object(object)) = args.first() else {
        return Err(wrong(0, "object", args.first()));
    };
    let mut parameters = BTreeMap::<String, Vec<&str>>::new();
    for (key, value) in object.iter_sorted() {
        let values = match value {
            Value::String(text) => vec![&**text],
            Value::Array(_) | Value::Set(_) => super::argument::texts(Some(value), 0)?,
            _ => return Err(wrong(0, "an object of strings, arrays or sets of strings", Some(value))),
        };
        parameters.insert(key_text(key)?, values);
    }
    let pairs: Vec<String> = parameters
        .iter()
        .flat_map(|(key, values)| {
            let key = escape(key.as_bytes(), Part::Query);
            values.iter().map(move |value| format!("{key}={}", escape(value.as_bytes(), Part::Query)))
        })
        .collect();
    string(pairs.join("&"))
}

/// A key as text: what is none already, as its JSON.
fn key_text(key: &Value) -> Result<String, Failure> {
    match key {
        Value::String(text) => Ok(text.to_string()),
        other => serde_json::to_string(other)
            .map(|json| json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
            .map_err(|error| beyond(error.to_string())),
    }
}
