//! Whether and where a string stands in another.

use regorus::Value;

use crate::builtins::argument::{array, failed, text};
use crate::builtins::{Answer, Failure};

pub(super) fn contains(args: &[Value]) -> Answer {
    Ok(Some(Value::Bool(text(args, 0)?.contains(text(args, 1)?))))
}

pub(super) fn startswith(args: &[Value]) -> Answer {
    Ok(Some(Value::Bool(text(args, 0)?.starts_with(text(args, 1)?))))
}

pub(super) fn endswith(args: &[Value]) -> Answer {
    Ok(Some(Value::Bool(text(args, 0)?.ends_with(text(args, 1)?))))
}

/// Occurrences that do not overlap; the empty string stands before every character and at the end.
pub(super) fn count(args: &[Value]) -> Answer {
    Ok(Some(Value::from(text(args, 0)?.matches(text(args, 1)?).count())))
}

/// Places of a string in another, in characters, overlapping ones too.
fn places<'a>(args: &'a [Value]) -> Result<impl Iterator<Item = usize> + 'a, Failure> {
    let (subject, search) = (text(args, 0)?, text(args, 1)?);
    if search.is_empty() {
        return Err(failed("empty search character"));
    }
    Ok(subject.char_indices().enumerate().filter_map(move |(place, (byte, _))| {
        let rest = subject.get(byte..)?;
        rest.starts_with(search).then_some(place)
    }))
}

pub(super) fn indexof(args: &[Value]) -> Answer {
    Ok(Some(match places(args)?.next() {
        Some(place) => Value::from(place),
        None => Value::from(-1_i64),
    }))
}

pub(super) fn indexof_n(args: &[Value]) -> Answer {
    array(places(args)?.map(Value::from).collect())
}
