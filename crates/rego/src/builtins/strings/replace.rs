//! Replacing strings by others, in one pass over the text.

use regorus::Value;

use crate::builtins::argument::{beyond, string, text, wrong};
use crate::builtins::{Answer, Failure, size};

pub(super) fn replace(args: &[Value]) -> Answer {
    let subject = text(args, 0)?;
    replaced(subject, &[(text(args, 1)?, text(args, 2)?)])
}

pub(super) fn replace_n(args: &[Value]) -> Answer {
    let Some(Value::Object(patterns)) = args.first() else {
        return Err(wrong(0, "object", args.first()));
    };
    let subject = text(args, 1)?;
    let mut pairs = Vec::with_capacity(patterns.len());
    for (key, value) in patterns.iter_sorted() {
        match (key, value) {
            (Value::String(old), Value::String(new)) => pairs.push((&**old, &**new)),
            (Value::String(_), _) => {
                return Err(Failure::Operand(
                    "operand 1 non-string value found in pattern object".to_owned(),
                ));
            }
            _ => return Err(Failure::Operand("operand 1 non-string key found in pattern object".to_owned())),
        }
    }
    replaced(subject, &pairs)
}

/// At each place the first pair whose old string stands there wins, whatever their lengths. An empty old string
/// stands at every byte; after one such match the next byte is passed over, unless another pair takes it.
fn replaced(subject: &str, pairs: &[(&str, &str)]) -> Answer {
    let bytes = subject.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    let mut after_empty = false;
    while at <= bytes.len() {
        let rest = bytes.get(at..).unwrap_or(&[]);
        let found = pairs
            .iter()
            .find(|(old, _)| rest.starts_with(old.as_bytes()) && !(after_empty && old.is_empty()));
        after_empty = found.is_some_and(|(old, _)| old.is_empty());
        if let Some((old, new)) = found {
            out.extend_from_slice(new.as_bytes());
            size::text(out.len())?;
            at = at.saturating_add(old.len());
        } else {
            out.extend(rest.first());
            at = at.saturating_add(1);
        }
    }
    match String::from_utf8(out) {
        Ok(text) => string(text),
        Err(_) => Err(beyond("an empty string was replaced inside of a character")),
    }
}
