//! Whether any string starts or ends with any of several others.

use regorus::Value;

use crate::builtins::argument::texts;
use crate::builtins::{Answer, Failure};

pub(super) fn any_prefix_match(args: &[Value]) -> Answer {
    any(args, |text, affix| text.starts_with(affix))
}

pub(super) fn any_suffix_match(args: &[Value]) -> Answer {
    any(args, |text, affix| text.ends_with(affix))
}

fn any(args: &[Value], matches: fn(&str, &str) -> bool) -> Answer {
    let subjects = one_or_more(args, 0)?;
    let affixes = one_or_more(args, 1)?;
    let found = subjects.iter().any(|text| affixes.iter().any(|affix| matches(text, affix)));
    Ok(Some(Value::Bool(found)))
}

fn one_or_more(args: &[Value], at: usize) -> Result<Vec<&str>, Failure> {
    match args.get(at) {
        Some(Value::String(text)) => Ok(vec![text]),
        other => texts(other, at),
    }
}
