//! A number as its decimal digits, which is how OPA holds all of them.

use num_bigint::BigInt;
use regorus::Value;

use super::Float;

/// Beyond this many powers of ten a number is not written out. The engine's own floats end at 308.
pub(crate) const MOST_EXPONENT: i32 = 10_000;

/// Whether a text is a number but for the size of its exponent.
pub(crate) fn is_beyond_reach(text: &str) -> bool {
    text.split_once(['e', 'E']).is_some_and(|(mantissa, exponent)| {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        Decimal::read(mantissa).is_some()
            && !digits.is_empty()
            && digits.bytes().all(|digit| digit.is_ascii_digit())
            && Decimal::read(text).is_none()
    })
}

/// `digits` times ten to the `exponent`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decimal {
    digits: BigInt,
    exponent: i32,
}

impl From<BigInt> for Decimal {
    fn from(digits: BigInt) -> Decimal {
        Decimal { digits, exponent: 0 }
    }
}

impl Decimal {
    /// The decimal that OPA would hold for a number; `None` for another type. For a float that is the shortest that
    /// is read as the same float.
    pub(crate) fn of(value: &Value) -> Option<Decimal> {
        let Value::Number(number) = value else { return None };
        if let Some(integer) = number.as_big() {
            return Some(Decimal::from((*integer).clone()));
        }
        let text = format!("{:e}", number.as_f64()?);
        Decimal::read(&text)
    }

    /// Reads digits with an optional sign, point and exponent; at least one digit must be there. The exponent may
    /// be of at most [`MOST_EXPONENT`].
    pub(crate) fn read(text: &str) -> Option<Decimal> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let unsigned = whole.strip_prefix(['+', '-']).unwrap_or(whole);
        let digits = format!("{unsigned}{fraction}");
        if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        let mut digits = BigInt::parse_bytes(digits.as_bytes(), 10)?;
        if whole.starts_with('-') {
            digits = -digits;
        }
        let exponent = exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?;
        (exponent.abs() <= MOST_EXPONENT).then_some(Decimal { digits, exponent })
    }

    /// This number if it is an integer.
    pub(crate) fn to_integer(&self) -> Option<BigInt> {
        let scale = BigInt::from(10).pow(self.exponent.unsigned_abs());
        if self.exponent >= 0 {
            return Some(&self.digits * scale);
        }
        (&self.digits % &scale == BigInt::ZERO).then(|| &self.digits / scale)
    }

    /// This number times a ratio, as a ratio.
    pub(crate) fn times(&self, numerator: &BigInt, denominator: &BigInt) -> (BigInt, BigInt) {
        let scale = BigInt::from(10).pow(self.exponent.unsigned_abs());
        let digits = &self.digits * numerator;
        if self.exponent >= 0 { (digits * scale, denominator.clone()) } else { (digits, denominator * scale) }
    }

    /// Whether this number is `other` times an integer; `other` must not be zero.
    pub(crate) fn is_multiple_of(&self, other: &Decimal) -> bool {
        let (numerator, denominator) = other.times(&BigInt::from(1), &BigInt::from(1));
        let (numerator, denominator) = self.times(&denominator, &numerator);
        denominator != BigInt::ZERO && numerator % denominator == BigInt::ZERO
    }

    /// This number rounded to 64 bits.
    pub(crate) fn to_float(&self) -> Float {
        let one = BigInt::from(1);
        let (numerator, denominator) = self.times(&one, &one);
        Float::ratio(&numerator, denominator.magnitude(), 64)
    }

    /// The value that the engine holds for this number.
    pub(crate) fn to_value(&self) -> Option<Value> {
        Value::from_numeric_string(&format!("{}e{}", self.digits, self.exponent)).ok()
    }
}
