//! Parts of a string: split, substring, trim.

use regorus::Value;

use crate::builtins::Answer;
use crate::builtins::argument::{array, failed, integer, string, text};

/// The parts between delimiters; an empty delimiter stands between any two characters.
fn parts<'a>(text: &'a str, delimiter: &str, limit: Option<usize>) -> Vec<&'a str> {
    if !delimiter.is_empty() {
        return match limit {
            Some(limit) => text.splitn(limit, delimiter).collect(),
            None => text.split(delimiter).collect(),
        };
    }
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        if limit.is_some_and(|limit| parts.len().saturating_add(1) >= limit) {
            parts.push(rest);
            break;
        }
        let Some((first, others)) = rest.split_at_checked(character.len_utf8()) else { break };
        parts.push(first);
        rest = others;
    }
    parts
}

fn values(parts: &[&str]) -> Vec<Value> {
    parts.iter().map(|part| Value::from(*part)).collect()
}

pub(super) fn split(args: &[Value]) -> Answer {
    array(values(&parts(text(args, 0)?, text(args, 1)?, None)))
}

pub(super) fn split_n(args: &[Value]) -> Answer {
    let (text, delimiter, count) = (text(args, 0)?, text(args, 1)?, integer(args, 2)?);
    if let Ok(count) = usize::try_from(count) {
        let parts = parts(text, delimiter, Some(count.saturating_add(1)));
        return array(values(parts.get(..count).unwrap_or(&parts)));
    }
    let parts = parts(text, delimiter, None);
    let from_end = usize::try_from(count.unsigned_abs()).unwrap_or(usize::MAX);
    array(values(parts.get(parts.len().saturating_sub(from_end)..).unwrap_or(&[])))
}

pub(super) fn substring(args: &[Value]) -> Answer {
    let (text, start, length) = (text(args, 0)?, integer(args, 1)?, integer(args, 2)?);
    let Ok(start) = usize::try_from(start) else {
        return Err(failed("negative offset"));
    };
    let rest = text.chars().skip(start);
    match usize::try_from(length) {
        Ok(length) => string(rest.take(length).collect::<String>()),
        Err(_) => string(rest.collect::<String>()),
    }
}

pub(super) fn trim(args: &[Value]) -> Answer {
    let cut = text(args, 1)?;
    string(text(args, 0)?.trim_matches(|character| cut.contains(character)))
}

pub(super) fn trim_left(args: &[Value]) -> Answer {
    let cut = text(args, 1)?;
    string(text(args, 0)?.trim_start_matches(|character| cut.contains(character)))
}

pub(super) fn trim_right(args: &[Value]) -> Answer {
    let cut = text(args, 1)?;
    string(text(args, 0)?.trim_end_matches(|character| cut.contains(character)))
}

pub(super) fn trim_prefix(args: &[Value]) -> Answer {
    let subject = text(args, 0)?;
    string(subject.strip_prefix(text(args, 1)?).unwrap_or(subject))
}

pub(super) fn trim_suffix(args: &[Value]) -> Answer {
    let subject = text(args, 0)?;
    string(subject.strip_suffix(text(args, 1)?).unwrap_or(subject))
}

pub(super) fn trim_space(args: &[Value]) -> Answer {
    string(text(args, 0)?.trim())
}
