//! Quantities with a unit, as `10Gi` and `250m`.

use num_bigint::{BigInt, Sign};
use regorus::Value;

use super::numbers::{self, Decimal, Float};
use super::{Answer, Builtin, Failure, operand};

pub(crate) const BUILTINS: &[Builtin] =
    &[Builtin { name: "units.parse", run: parse }, Builtin { name: "units.parse_bytes", run: parse_bytes }];

/// How many digits an exponent may have.
const MOST_EXPONENT_DIGITS: usize = 6;

fn failed(call: &str, why: impl std::fmt::Display) -> Failure {
    // OPA names the built-in twice.
    Failure::Failed(format!("{call}: {call}: {why}"))
}

/// The number and the unit of a text without quotes and spaces.
fn split<'a>(call: &str, text: &'a str) -> Result<(Decimal, &'a str), Failure> {
    if text.contains(' ') {
        return Err(failed(call, "spaces not allowed in resource strings"));
    }
    let end = end_of_number(text).ok_or_else(|| failed(call, "exponent too large"))?;
    let (number, unit) = text.split_at_checked(end).unwrap_or((text, ""));
    let amount = if call == "units.parse" { "amount" } else { "byte amount" };
    if number.is_empty() {
        return Err(failed(call, format_args!("no {amount} provided")));
    }
    match Decimal::read(number) {
        Some(number) => Ok((number, unit)),
        None if numbers::is_beyond_reach(number) => {
            let message = format!("{call}: exponents end at {}", numbers::MOST_EXPONENT);
            Err(Failure::Halt("eval_builtin_error", message))
        }
        None => Err(failed(call, format_args!("could not parse {amount} to a number"))),
    }
}

/// Where the number ends: an `e` is part of it only before a digit or a sign. `None` if its exponent is too long.
fn end_of_number(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let next = bytes.get(at.saturating_add(1));
        match byte {
            b'0'..=b'9' | b'.' | b'+' | b'-' => {}
            b'e' | b'E' if next.is_some_and(|next| next.is_ascii_digit() || matches!(next, b'+' | b'-')) => {
                at = at.saturating_add(usize::from(matches!(next, Some(b'+' | b'-'))));
                let exponent = bytes.get(at.saturating_add(1)..).unwrap_or_default();
                let digits = exponent.iter().take_while(|digit| digit.is_ascii_digit()).count();
                if digits > MOST_EXPONENT_DIGITS {
                    return None;
                }
            }
            _ => return Some(at),
        }
        at = at.saturating_add(1);
    }
    Some(bytes.len())
}

/// The power of 1000 or of 1024 that a unit's prefix stands for.
fn power(prefix: &str) -> Option<BigInt> {
    let (letter, base) = match prefix.strip_suffix('i') {
        Some(letter) => (letter, 1024),
        None => (prefix, 1000),
    };
    let power = match letter {
        "k" => 1,
        "m" => 2,
        "g" => 3,
        "t" => 4,
        "p" => 5,
        "e" => 6,
        _ => return None,
    };
    Some(BigInt::from(base).pow(power))
}

fn parse(args: &[Value]) -> Answer {
    const CALL: &str = "units.parse";
    let [Value::String(text)] = args else { return Err(operand::arity(CALL)) };
    let text = text.replace('"', "");
    let (amount, unit) = split(CALL, &text)?;
    let (numerator, denominator) = match unit {
        "" => amount.times(&1.into(), &1.into()),
        // A thousandth, as a double has it.
        "m" => amount.times(&BigInt::from(1_152_921_504_606_847_u64), &(BigInt::from(1) << 60u8)),
        "M" => amount.times(&BigInt::from(1_000_000), &1.into()),
        _ => {
            let power = power(&unit.to_lowercase());
            let power = power.ok_or_else(|| failed(CALL, format_args!("unit {unit} not recognized")))?;
            amount.times(&power, &1.into())
        }
    };
    if &numerator % &denominator == BigInt::ZERO {
        return Ok(Some(numbers::integer(numerator / denominator)));
    }
    Ok(Some(rounded(&numerator, &denominator)))
}

/// A ratio to ten places; halfway, away from zero.
fn rounded(numerator: &BigInt, denominator: &BigInt) -> Value {
    const PLACES: u32 = 10;
    let two = BigInt::from(2);
    let scaled =
        BigInt::from(10).pow(PLACES) * BigInt::from(numerator.magnitude().clone()) * &two + denominator;
    let digits = scaled / (denominator * two);
    let sign = if numerator.sign() == Sign::Minus { "-" } else { "" };
    Value::from_numeric_string(&format!("{sign}{digits}e-{PLACES}")).unwrap_or(Value::Undefined)
}

fn parse_bytes(args: &[Value]) -> Answer {
    const CALL: &str = "units.parse_bytes";
    let [Value::String(text)] = args else { return Err(operand::arity(CALL)) };
    let text = text.to_lowercase().replace('"', "");
    let (amount, unit) = split(CALL, &text)?;
    let unknown = || failed(CALL, format_args!("byte unit {unit} not recognized"));
    let factor = match unit.strip_suffix('b').unwrap_or(unit) {
        "" if unit.is_empty() => BigInt::from(1),
        prefix => power(prefix).ok_or_else(unknown)?,
    };
    let product: Float = amount.to_float().mul(&Decimal::from(factor).to_float());
    Ok(Some(numbers::integer(product.truncated())))
}
