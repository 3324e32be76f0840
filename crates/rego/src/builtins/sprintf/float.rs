//! Floating-point numbers as Go spells them: shortest digits, fixed digits, exponents, hexadecimal, binary.

use super::flags::Flags;

/// No finite number has more decimal places than this; what is asked for beyond is zeros.
const PLACES: usize = 1100;

/// The exponent as Go writes it: a sign and two digits at least.
fn exponent(out: &mut String, letter: char, value: i32) {
    out.push(letter);
    out.push(if value < 0 { '-' } else { '+' });
    out.push_str(&format!("{:02}", value.unsigned_abs()));
}

/// Decimal digits without a point, and the power of ten of the first one.
fn decimal(value: f64, digits: Option<usize>) -> (String, i32) {
    let text = match digits {
        Some(digits) => format!("{:.*e}", digits.saturating_sub(1).min(PLACES), value),
        None => format!("{value:e}"),
    };
    let (mantissa, power) = text.split_once('e').unwrap_or((&text, "0"));
    (mantissa.chars().filter(char::is_ascii_digit).collect(), power.parse().unwrap_or(0))
}

/// `d.ddde±dd` from digits; `places` digits after the point.
fn scientific(digits: &str, power: i32, places: usize, letter: char) -> String {
    let mut out = String::new();
    let mut characters = digits.chars();
    out.push(characters.next().unwrap_or('0'));
    if places > 0 {
        out.push('.');
        out.extend(characters.chain(std::iter::repeat('0')).take(places));
    }
    exponent(&mut out, letter, power);
    out
}

/// `ddd.ddd` from digits that are exact or rounded before; `places` digits after the point.
fn positional(digits: &str, power: i32, places: usize) -> String {
    let mut out = String::new();
    let mut characters = digits.chars();
    if power < 0 {
        out.push('0');
    } else {
        let whole = usize::try_from(power).unwrap_or(0).saturating_add(1);
        out.extend(characters.by_ref().chain(std::iter::repeat('0')).take(whole));
    }
    if places > 0 {
        out.push('.');
        let leading = usize::try_from(power.saturating_neg().saturating_sub(1)).unwrap_or(0);
        let zeros = std::iter::repeat_n('0', leading);
        out.extend(zeros.chain(characters).chain(std::iter::repeat('0')).take(places));
    }
    out
}

/// `%g`: the shortest form of the two for a precision, or for the fewest digits that tell the number apart.
fn general(value: f64, precision: Option<usize>, letter: char) -> String {
    let precision = precision.map(|digits| digits.max(1));
    let (text, power) = decimal(value, precision);
    let digits = if precision.is_some() { text.trim_end_matches('0') } else { &text };
    let count = digits.len();
    let whole = i64::from(power).saturating_add(1);
    let limit = match precision {
        None => 6,
        Some(asked) if asked > count && i64::try_from(count).unwrap_or(0) >= whole => count,
        Some(asked) => asked,
    };
    if power < -4 || i64::from(power) >= i64::try_from(limit).unwrap_or(i64::MAX) {
        return scientific(digits, power, count.saturating_sub(1), letter);
    }
    let places = i64::try_from(count).unwrap_or(0).saturating_sub(whole).max(0);
    positional(digits, power, usize::try_from(places).unwrap_or(0))
}

/// `%b`: the bits as an integer and a power of two.
fn binary(value: f64) -> String {
    let (mantissa, power) = parts(value);
    let power = power.saturating_sub(52);
    format!("{mantissa}p{}{power}", if power >= 0 { "+" } else { "" })
}

/// The mantissa with its hidden bit and the power of two of that bit.
fn parts(value: f64) -> (u64, i32) {
    let bits = value.to_bits();
    let fraction = bits & 0x000f_ffff_ffff_ffff;
    let biased = i32::try_from((bits >> 52) & 0x7ff).unwrap_or(0);
    if biased == 0 {
        (fraction, -1022)
    } else {
        (fraction | 0x0010_0000_0000_0000, biased.saturating_sub(1023))
    }
}

/// `%x`: a hexadecimal fraction and a power of two.
fn hexadecimal(value: f64, precision: Option<usize>, upper: bool) -> String {
    let (mut mantissa, mut power) = parts(value);
    if mantissa == 0 {
        power = 0;
    }
    mantissa <<= 8;
    while mantissa != 0 && mantissa & (1 << 60) == 0 {
        mantissa <<= 1;
        power = power.saturating_sub(1);
    }
    if let Some(digits) =
        precision.and_then(|digits| u32::try_from(digits).ok()).filter(|digits| *digits < 15)
    {
        let shift = digits.saturating_mul(4);
        let keep = 60_u32.saturating_sub(shift);
        let extra = (mantissa << shift) & 0x0fff_ffff_ffff_ffff;
        mantissa >>= keep;
        if extra | (mantissa & 1) > 1 << 59 {
            mantissa = mantissa.saturating_add(1);
        }
        mantissa <<= keep;
        if mantissa & (1 << 61) != 0 {
            mantissa >>= 1;
            power = power.saturating_add(1);
        }
    }
    let mut out = String::from(if upper { "0X" } else { "0x" });
    out.push(if mantissa & (1 << 60) == 0 { '0' } else { '1' });
    let fraction = format!("{:016x}", mantissa << 4);
    let places = precision.unwrap_or_else(|| fraction.trim_end_matches('0').len());
    if places > 0 {
        out.push('.');
        out.extend(fraction.chars().chain(std::iter::repeat('0')).take(places));
    }
    exponent(&mut out, 'p', power);
    if upper { out.to_ascii_uppercase() } else { out }
}

/// A magnitude in the form a verb asks for, without a sign.
fn magnitude(value: f64, verb: char, precision: Option<usize>) -> String {
    match verb {
        'e' | 'E' => {
            let places = precision.unwrap_or(6);
            let (digits, power) = decimal(value, Some(places.saturating_add(1)));
            scientific(&digits, power, places, verb)
        }
        'f' => {
            let places = precision.unwrap_or(6);
            let mut text = format!("{:.*}", places.min(PLACES), value);
            text.push_str(&"0".repeat(places.saturating_sub(PLACES)));
            text
        }
        'b' => binary(value),
        'x' => hexadecimal(value, precision, false),
        'X' => hexadecimal(value, precision, true),
        'G' => general(value, precision, 'E'),
        _ => general(value, precision, 'e'),
    }
}

/// A sharp sign keeps the decimal point and the zeros at the end.
fn with_point(number: &str, verb: char, precision: Option<usize>) -> String {
    let mut missing = match verb {
        'g' | 'G' | 'x' => i64::try_from(precision.unwrap_or(6)).unwrap_or(0),
        _ => 0,
    };
    let hexadecimal = matches!(verb, 'x' | 'X');
    let split = number.find(|c| matches!(c, 'p' | 'P') || (!hexadecimal && matches!(c, 'e' | 'E')));
    let (head, tail) = number.split_at_checked(split.unwrap_or(number.len())).unwrap_or((number, ""));
    let mut significant = false;
    for character in head.chars().filter(|character| *character != '.') {
        significant |= character != '0';
        if significant {
            missing = missing.saturating_sub(1);
        }
    }
    let mut out = head.to_owned();
    if !head.contains('.') {
        if head == "0" {
            missing = missing.saturating_sub(1);
        }
        out.push('.');
    }
    out.push_str(&"0".repeat(usize::try_from(missing).unwrap_or(0)));
    out.push_str(tail);
    out
}

/// A float under one of the verbs `b`, `e`, `E`, `f`, `g`, `G`, `x`, `X`.
pub(super) fn formatted(out: &mut String, flags: &Flags, value: f64, verb: char) {
    let mut number = magnitude(value.abs(), verb, flags.precision);
    if flags.sharp && verb != 'b' {
        number = with_point(&number, verb, flags.precision);
    }
    let sign = if value.is_sign_negative() {
        "-"
    } else if flags.plus {
        "+"
    } else if flags.space {
        " "
    } else {
        ""
    };
    let length = sign.len().saturating_add(number.len());
    if flags.zero && !flags.minus && !sign.is_empty() && flags.width.is_some_and(|width| width > length) {
        out.push_str(sign);
        flags.padding(out, flags.width.unwrap_or(0).saturating_sub(length));
        out.push_str(&number);
        return;
    }
    flags.pad(out, &format!("{sign}{number}"));
}

/// A float as `%v` without flags has it.
pub(in crate::builtins) fn shortest(value: f64) -> String {
    let mut out = String::new();
    formatted(&mut out, &Flags::default(), value, 'g');
    out
}
