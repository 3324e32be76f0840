//! How much one call may make. Whoever doubles a text or an array again and again has all memory in a moment, long
//! before the time of an evaluation is up.

use regorus::Value;

use super::argument::beyond;
use super::{Answer, Failure};

/// Bytes of one text.
pub(super) const MOST_BYTES: usize = 64 << 20;

/// Elements of one array.
pub(super) const MOST_ELEMENTS: usize = 4_000_000;

/// These write a whole value as text. A value may name the same part over and over, and be far smaller than its text.
const WRITERS: &[&str] = &[
    "internal.template_string",
    "json.marshal",
    "json.marshal_with_options",
    "sprintf",
    "strings.render_template",
    "yaml.marshal",
];

/// Stops the evaluation where a text would be too long.
pub(super) fn text(bytes: usize) -> Result<(), Failure> {
    if bytes <= MOST_BYTES {
        return Ok(());
    }
    Err(beyond(format!("a text would be longer than {} MiB", MOST_BYTES >> 20)))
}

/// Stops the evaluation where an array would have too many elements.
pub(super) fn elements(count: usize) -> Result<(), Failure> {
    if count <= MOST_ELEMENTS {
        return Ok(());
    }
    Err(beyond(format!("an array would have more than {MOST_ELEMENTS} elements")))
}

/// Stops the evaluation where the text of what a built-in is to write would be too long.
pub(super) fn arguments(name: &str, args: &[Value]) -> Result<(), Failure> {
    if !WRITERS.contains(&name) {
        return Ok(());
    }
    let mut room = MOST_BYTES;
    if args.iter().all(|arg| fits(arg, &mut room)) { Ok(()) } else { text(usize::MAX) }
}

/// Stops the evaluation at an answer that is too large to work on.
pub(super) fn answer(answer: Option<Value>) -> Answer {
    match &answer {
        Some(Value::String(made)) => text(made.len())?,
        Some(Value::Array(made)) => elements(made.len())?,
        _ => {}
    }
    Ok(answer)
}

/// Whether a value written out takes no more than `room`, which gets smaller by it.
fn fits(value: &Value, room: &mut usize) -> bool {
    let own = match value {
        Value::String(text) => text.len().saturating_add(1),
        _ => 1,
    };
    let Some(rest) = room.checked_sub(own) else { return false };
    *room = rest;
    match value {
        Value::Array(array) => array.iter().all(|inner| fits(inner, room)),
        Value::Set(set) => set.iter().all(|inner| fits(inner, room)),
        Value::Object(object) => object.iter().all(|(key, inner)| fits(key, room) && fits(inner, room)),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use regorus::Value;

    use super::super::call;
    use super::{MOST_BYTES, MOST_ELEMENTS};
    use crate::builtins::{Answer, Failure};

    fn stops(answer: &Answer) -> bool {
        matches!(answer, Err(Failure::Halt("eval_internal_error", _)))
    }

    fn large() -> Value {
        Value::String("a".repeat(MOST_BYTES / 2 + 1).into())
    }

    fn list(items: Vec<Value>) -> Value {
        Value::from(items)
    }

    #[test]
    fn a_text_that_doubles_stops_before_it_is_made() {
        let large = large();
        assert!(stops(&call("concat", &["".into(), list(vec![large.clone(), large.clone()])])));
        assert!(stops(&call("replace", &[large.clone(), "a".into(), large.clone()])));
        assert!(stops(&call("regex.replace", &[large.clone(), "a".into(), "$0$0$0".into()])));
        assert!(stops(&call("sprintf", &["%s%s".into(), list(vec![large.clone(), large.clone()])])));
        assert!(stops(&call("hex.encode", &[large])));
    }

    #[test]
    fn an_array_that_doubles_stops_before_it_is_made() {
        let half = list(vec![Value::Null; MOST_ELEMENTS / 2 + 1]);
        assert!(stops(&call("array.concat", &[half.clone(), half.clone()])));
        assert!(stops(&call("array.flatten", &[list(vec![half.clone(), half])])));
    }

    #[test]
    fn a_small_value_with_an_endless_text_is_not_written() {
        let mut value = list(vec!["a".into()]);
        for _ in 0..40 {
            value = list(vec![value.clone(), value]);
        }
        assert!(stops(&call("json.marshal", std::slice::from_ref(&value))));
        assert!(stops(&call("sprintf", &["%v".into(), list(vec![value])])));
    }

    #[test]
    fn what_is_as_large_as_may_be_is_made() {
        let half = Value::String("a".repeat(MOST_BYTES / 2).into());
        let made = call("concat", &["".into(), list(vec![half.clone(), half])]);
        assert!(matches!(made, Ok(Some(Value::String(text))) if text.len() == MOST_BYTES));
    }
}
