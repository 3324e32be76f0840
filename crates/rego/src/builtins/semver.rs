//! Semantic versions, as OPA reads them: a leading `v` is allowed.

use std::cmp::Ordering;

use regorus::Value;

use super::argument::{beyond, failed, text};
use super::{Answer, Builtin, Failure};

pub(crate) const BUILTINS: &[Builtin] =
    &[Builtin { name: "semver.compare", run: compare }, Builtin { name: "semver.is_valid", run: is_valid }];

/// A version without its metadata, which no comparison looks at.
struct Version<'a> {
    numbers: [i64; 3],
    prerelease: &'a str,
}

fn compare(args: &[Value]) -> Answer {
    let (left, right) = (version(args, 0)?, version(args, 1)?);
    let order = match left.numbers.cmp(&right.numbers) {
        Ordering::Equal => prereleases(left.prerelease, right.prerelease)?,
        order => order,
    };
    Ok(Some(Value::from(match order {
        Ordering::Less => -1_i64,
        Ordering::Equal => 0,
        Ordering::Greater => 1,
    })))
}

fn is_valid(args: &[Value]) -> Answer {
    Ok(Some(Value::Bool(matches!(args.first(), Some(Value::String(text)) if parse(text).is_some()))))
}

fn version(args: &[Value], at: usize) -> Result<Version<'_>, Failure> {
    let text = text(args, at)?;
    let position = at.saturating_add(1);
    parse(text).ok_or_else(|| failed(format!("operand {position}: string {text:?} is not a valid SemVer")))
}

fn parse(text: &str) -> Option<Version<'_>> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let (text, metadata) = cut(text, '+');
    let (text, prerelease) = cut(text, '-');
    if metadata.is_some_and(|identifiers| !are_identifiers(identifiers)) {
        return None;
    }
    if prerelease
        .is_some_and(|identifiers| !are_identifiers(identifiers) || identifiers.split('.').any(zero_led))
    {
        return None;
    }
    let mut numbers = text.split('.').map(number);
    let numbers = [numbers.next()??, numbers.next()??, {
        let patch = numbers.next()??;
        if numbers.next().is_some() {
            return None;
        }
        patch
    }];
    Some(Version { numbers, prerelease: prerelease.unwrap_or("") })
}

fn cut(text: &str, mark: char) -> (&str, Option<&str>) {
    text.split_once(mark).map_or((text, None), |(before, after)| (before, Some(after)))
}

fn are_identifiers(text: &str) -> bool {
    text.split('.').all(|identifier| {
        !identifier.is_empty() && identifier.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    })
}

fn is_number(identifier: &str) -> bool {
    !identifier.is_empty() && identifier.bytes().all(|byte| byte.is_ascii_digit())
}

fn zero_led(identifier: &str) -> bool {
    identifier.len() > 1 && identifier.starts_with('0') && is_number(identifier)
}

fn number(text: &str) -> Option<i64> {
    if !is_number(text) || zero_led(text) { None } else { text.parse().ok() }
}

fn prereleases(left: &str, right: &str) -> Result<Ordering, Failure> {
    match (left.is_empty(), right.is_empty()) {
        _ if left == right => return Ok(Ordering::Equal),
        (true, _) => return Ok(Ordering::Greater),
        (_, true) => return Ok(Ordering::Less),
        _ => {}
    }
    let (mut left, mut right) = (left.split('.'), right.split('.'));
    loop {
        let order = match (left.next(), right.next()) {
            (Some(left), Some(right)) => identifiers(left, right),
            (Some(_), None) => Ordering::Greater,
            (None, Some(_)) => Ordering::Less,
            // Only numbers that are beyond 64 bits can be unlike and yet not differ; OPA never ends on them.
            (None, None) => return Err(beyond("a pre-release has numbers that are too large to compare")),
        };
        if order.is_ne() {
            return Ok(order);
        }
    }
}

fn identifiers(left: &str, right: &str) -> Ordering {
    match (is_number(left), is_number(right)) {
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        (true, true) => clamped(left).cmp(&clamped(right)),
        (false, false) => left.cmp(right),
    }
}

fn clamped(digits: &str) -> i64 {
    digits.parse().unwrap_or(i64::MAX)
}
