//! Integers that do not fit 64 bits: Go's `big.Int` formats itself, and by rules of its own.

use regorus::Value;

use super::flags::Flags;

/// The digits of a big integer in the base of a verb, without a sign.
fn digits(decimal: &str, verb: char) -> Option<String> {
    let base = match verb {
        'b' => 2,
        'o' | 'O' => 8,
        'd' | 's' | 'v' => return Some(decimal.to_owned()),
        'x' | 'X' => 16,
        _ => return None,
    };
    let Ok(Value::Number(number)) = Value::from_numeric_string(decimal) else { return None };
    let text = number.as_big()?.to_str_radix(base);
    Some(if verb == 'X' { text.to_ascii_uppercase() } else { text })
}

/// A big integer, given as its decimal spelling.
pub(super) fn formatted(out: &mut String, flags: &Flags, decimal: &str, verb: char) {
    let (negative, magnitude) = match decimal.strip_prefix('-') {
        Some(magnitude) => (true, magnitude),
        None => (false, decimal),
    };
    let Some(digits) = digits(magnitude, verb) else {
        out.push_str("%!");
        out.push(verb);
        out.push_str("(big.Int=");
        out.push_str(decimal);
        out.push(')');
        return;
    };
    let sign = if negative {
        "-"
    } else if flags.plus || flags.plus_v {
        "+"
    } else if flags.space {
        " "
    } else {
        ""
    };
    let prefix = match verb {
        'O' => "0o",
        'b' if flags.sharp => "0b",
        'o' if flags.sharp => "0",
        'x' if flags.sharp => "0x",
        'X' if flags.sharp => "0X",
        _ => "",
    };
    let mut zeros = flags.precision.unwrap_or(0).saturating_sub(digits.len());
    let length = sign.len().saturating_add(prefix.len()).saturating_add(zeros).saturating_add(digits.len());
    let missing = flags.width.unwrap_or(0).saturating_sub(length);
    let (mut left, mut right) = (0, 0);
    if flags.minus {
        right = missing;
    } else if flags.zero && flags.precision.is_none() {
        zeros = zeros.max(missing);
    } else {
        left = missing;
    }
    out.push_str(&" ".repeat(left));
    out.push_str(sign);
    out.push_str(prefix);
    out.push_str(&"0".repeat(zeros));
    out.push_str(&digits);
    out.push_str(&" ".repeat(right));
}
