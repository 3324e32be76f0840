//! What a plain scalar means to `kubectl`: the rules of go-yaml v2, which sigs.k8s.io/yaml is built on.

use edgeward_rego::Value;

use crate::error::Problem;

/// The tag in front of a scalar, as far as it decides what the scalar means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ScalarTag {
    /// None: style and text decide.
    Absent,
    Bool,
    Int,
    Float,
    Null,
    Str,
    Timestamp,
    Binary,
    /// One that YAML does not define: the text counts as it stands.
    Foreign,
}

impl ScalarTag {
    fn name(self) -> &'static str {
        match self {
            ScalarTag::Bool => "!!bool",
            ScalarTag::Int => "!!int",
            ScalarTag::Float => "!!float",
            ScalarTag::Null => "!!null",
            ScalarTag::Timestamp => "!!timestamp",
            ScalarTag::Binary => "!!binary",
            ScalarTag::Absent | ScalarTag::Str | ScalarTag::Foreign => "!!str",
        }
    }
}

/// A scalar after its tag and style have been looked at.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Scalar {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    /// Beyond what a policy can compute with.
    Huge,
    Text,
}

/// The value of a scalar; `field` names it in errors.
pub(crate) fn value(
    text: &str,
    plain: bool,
    tag: ScalarTag,
    field: impl FnOnce() -> String,
) -> Result<Value, Problem> {
    Ok(match resolve(text, plain, tag)? {
        Scalar::Null => Value::NULL,
        Scalar::Bool(flag) => Value::from(flag),
        Scalar::Int(number) => Value::from(number),
        Scalar::Float(number) => Value::from(&serde_json::Value::from(number)),
        Scalar::Huge => {
            return Err(Problem::IntegerTooLarge { field: field(), number: text.to_owned() });
        }
        Scalar::Text => Value::from(text),
    })
}

/// The name of the field that a scalar key stands for.
pub(crate) fn key(text: &str, plain: bool, tag: ScalarTag) -> Result<String, Problem> {
    // Go writes other sizes with an exponent, in a form that nobody means as a key.
    const PLAIN_FLOATS: std::ops::Range<f64> = 1e-4..1e6;
    match resolve(text, plain, tag)? {
        Scalar::Text => Ok(text.to_owned()),
        Scalar::Bool(flag) => Ok(flag.to_string()),
        Scalar::Int(number) => Ok(number.to_string()),
        Scalar::Float(number) if PLAIN_FLOATS.contains(&number.abs()) => Ok(number.to_string()),
        Scalar::Null => Err(Problem::Value("null cannot be the name of a field".to_owned())),
        Scalar::Float(_) | Scalar::Huge => {
            Err(Problem::Value(format!("the field name `{text}` is a number")))
        }
    }
}

fn resolve(text: &str, plain: bool, tag: ScalarTag) -> Result<Scalar, Problem> {
    let mismatch = || Problem::Value(format!("`{text}` is tagged {} and is none", tag.name()));
    match tag {
        ScalarTag::Absent if !plain => Ok(Scalar::Text),
        ScalarTag::Str | ScalarTag::Foreign | ScalarTag::Timestamp => Ok(Scalar::Text),
        ScalarTag::Binary => Err(Problem::Value("`!!binary` values are not read".to_owned())),
        ScalarTag::Absent => untagged(text),
        ScalarTag::Bool | ScalarTag::Int | ScalarTag::Float | ScalarTag::Null => match (tag, untagged(text)?)
        {
            (ScalarTag::Bool, found @ Scalar::Bool(_))
            | (ScalarTag::Int, found @ (Scalar::Int(_) | Scalar::Huge))
            | (ScalarTag::Float, found @ (Scalar::Int(_) | Scalar::Float(_) | Scalar::Huge))
            | (ScalarTag::Null, found @ Scalar::Null) => Ok(found),
            _ => Err(mismatch()),
        },
    }
}

fn untagged(text: &str) -> Result<Scalar, Problem> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Scalar::Null),
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            return Ok(Scalar::Bool(true));
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            return Ok(Scalar::Bool(false));
        }
        ".nan" | ".NaN" | ".NAN" | ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" | "-.inf"
        | "-.Inf" | "-.INF" => {
            return Err(Problem::Value(format!("`{text}` is a number that JSON does not have")));
        }
        _ => {}
    }
    Ok(match text.bytes().next() {
        Some(b'0'..=b'9' | b'+' | b'-') => {
            let digits = text.replace('_', "");
            integer(&digits).or_else(|| float(&digits)).unwrap_or(Scalar::Text)
        }
        Some(b'.') if underscores_separate_digits(text) => {
            float(&text.replace('_', "")).unwrap_or(Scalar::Text)
        }
        _ => Scalar::Text,
    })
}

/// As Go's `ParseInt` with base 0, then `ParseUint`.
fn integer(text: &str) -> Option<Scalar> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, digits.get(2..)?),
        [b'0', b'o' | b'O', ..] => (8, digits.get(2..)?),
        [b'0', b'b' | b'B', ..] => (2, digits.get(2..)?),
        [b'0', _, ..] => (8, digits.get(1..)?),
        _ => (10, digits),
    };
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    let Ok(size) = i128::from_str_radix(digits, radix) else {
        return Some(Scalar::Huge);
    };
    Some(i64::try_from(if negative { -size } else { size }).map_or(Scalar::Huge, Scalar::Int))
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, and small enough to be a number at all.
fn float(text: &str) -> Option<Scalar> {
    const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits_missing = whole.is_empty() && fraction.is_empty() || exponent.is_some_and(str::is_empty);
    if digits_missing || !all_digits(whole) || !all_digits(fraction) || !exponent.is_none_or(all_digits) {
        return None;
    }
    let number: f64 = text.parse().ok()?;
    if !number.is_finite() {
        return None;
    }
    Some(if number.abs() >= TWO_TO_63 {
        Scalar::Huge
    } else if number.fract() == 0.0 {
        // Go writes a whole float without a point, so the API server reads an integer.
        #[expect(clippy::cast_possible_truncation, reason = "whole, and below 2^63 in size")]
        Scalar::Int(number as i64)
    } else {
        Scalar::Float(number)
    })
}

fn underscores_separate_digits(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    bytes
        .iter()
        .enumerate()
        .all(|(at, byte)| *byte != b'_' || digit(at.checked_sub(1)) && digit(Some(at + 1)))
}

#[cfg(test)]
mod tests;
