//! Results in the shape of `opa test --format json`.

use std::collections::BTreeMap;

use edgeward_rego::test::Part;
use edgeward_rego::{EvalError, Place};
use serde::Serialize;

use super::result::{Status, TestResult};
use crate::emit;
use crate::failure::Failure;

#[derive(Serialize)]
struct Entry<'a> {
    location: Location<'a>,
    package: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "is_false")]
    fail: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Problem<'a>>,
    #[serde(skip_serializing_if = "is_false")]
    skip: bool,
    /// Nanoseconds.
    duration: u128,
    /// What was printed, in base64.
    #[serde(skip_serializing_if = "String::is_empty")]
    output: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    sub_results: BTreeMap<&'a str, Sub<'a>>,
    /// Not in OPA: why it failed.
    #[serde(skip_serializing_if = "str::is_empty")]
    explanation: &'a str,
}

#[derive(Serialize)]
struct Location<'a> {
    file: &'a str,
    row: u32,
    col: u32,
}

#[derive(Serialize)]
struct Problem<'a> {
    code: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location<'a>>,
}

#[derive(Serialize)]
struct Sub<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "is_false")]
    fail: bool,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    sub_results: BTreeMap<&'a str, Sub<'a>>,
}

fn is_false(value: &bool) -> bool {
    !*value
}

/// All tests.
///
/// # Errors
/// The result cannot be written.
pub(super) fn render(results: &[TestResult]) -> Result<String, Failure> {
    emit::json(&results.iter().map(entry).collect::<Vec<_>>())
}

fn entry(result: &TestResult) -> Entry<'_> {
    let printed: String = result.printed.iter().map(|line| format!("{line}\n")).collect();
    Entry {
        location: location(&result.place),
        package: &result.package,
        name: &result.name,
        fail: result.status == Status::Failed,
        error: match &result.status {
            Status::Error(error) => Some(problem(error)),
            _ => None,
        },
        skip: result.status == Status::Skipped,
        duration: result.elapsed.as_nanos(),
        output: base64(printed.as_bytes()),
        sub_results: subs(&result.parts),
        explanation: &result.explanation,
    }
}

fn location(place: &Place) -> Location<'_> {
    Location { file: &place.file, row: place.line, col: place.column }
}

fn problem(error: &EvalError) -> Problem<'_> {
    let (message, place) = match error {
        EvalError::Failed { message, place, .. } => (message.clone(), place.as_ref()),
        EvalError::Unreadable(error) => (error.to_string(), error.place()),
        EvalError::TimeLimit { .. } | EvalError::InstructionLimit { .. } => (error.to_string(), None),
    };
    Problem { code: error.code(), message, location: place.map(location) }
}

fn subs(parts: &[Part]) -> BTreeMap<&str, Sub<'_>> {
    parts.iter().map(|part| (part.name.as_str(), sub(part))).collect()
}

fn sub(part: &Part) -> Sub<'_> {
    Sub { name: &part.name, fail: part.fails, sub_results: subs(&part.parts) }
}

/// RFC 4648, with padding.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let byte = |index: usize| u32::from(three.get(index).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for (index, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let digit = usize::try_from(bits >> shift & 63).ok().and_then(|digit| DIGITS.get(digit));
            let is_there = index <= three.len();
            text.push(digit.filter(|_| is_there).map_or('=', |digit| char::from(*digit)));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn output_is_padded_base64() {
        let cases = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("hello 1\n", "aGVsbG8gMQo=")];
        for (text, expected) in cases {
            assert_eq!(base64(text.as_bytes()), expected);
        }
    }
}
