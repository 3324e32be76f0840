//! The replacement text: `$1`, `${1}`, `$name`, `$$`.

use std::sync::LazyLock;

use ::regex::{Captures, Regex};

use crate::builtins::{Failure, size};

/// What a name may be made of; the longest run counts, so `$1x` is the group `1x`.
static NAME: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\A[\p{L}\p{Nd}_]+").ok());

pub(super) fn expand(
    out: &mut String,
    template: &str,
    captures: &Captures<'_>,
    names: &[String],
) -> Result<(), Failure> {
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        rest = after;
        if let Some(after) = rest.strip_prefix('$') {
            out.push('$');
            rest = after;
            continue;
        }
        match reference(rest) {
            Some((name, after)) => {
                rest = after;
                out.push_str(group(name, captures, names));
                size::text(out.len())?;
            }
            None => out.push('$'),
        }
    }
    out.push_str(rest);
    Ok(())
}

/// The name at the beginning, and what follows it.
fn reference(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('{');
    let start = inside.unwrap_or(text);
    let length = NAME.as_ref()?.find(start)?.end();
    let (name, rest) = start.split_at_checked(length)?;
    if inside.is_some() { Some((name, rest.strip_prefix('}')?)) } else { Some((name, rest)) }
}

/// What a group matched; nothing where there is no such group or it took no part.
fn group<'a>(name: &str, captures: &Captures<'a>, names: &[String]) -> &'a str {
    let is_number = name.bytes().all(|byte| byte.is_ascii_digit()) && (name == "0" || !name.starts_with('0'));
    let found = if is_number {
        name.parse().ok().and_then(|number: usize| captures.get(number))
    } else {
        let numbered = names.iter().enumerate().filter(|(_, known)| *known == name);
        numbered.filter_map(|(at, _)| captures.get(at.saturating_add(1))).next()
    };
    found.map_or("", |found| found.as_str())
}
