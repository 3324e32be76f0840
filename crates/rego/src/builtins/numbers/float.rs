//! Binary floating point of a chosen precision, rounded to the nearest and, halfway, to the even.

use num_bigint::{BigInt, BigUint, Sign};
use regorus::Value;

/// `mantissa` times two to the `exponent`. A mantissa has at most `precision` bits; zero has no sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Float {
    mantissa: BigInt,
    exponent: i64,
    precision: u64,
}

impl Float {
    /// `numerator` over `denominator`, which must not be zero, rounded to `precision` bits.
    pub(crate) fn ratio(numerator: &BigInt, denominator: &BigUint, precision: u64) -> Float {
        let magnitude = numerator.magnitude();
        // Two bits more than are kept, and one that says whether anything is left.
        let wanted = precision.saturating_add(2).saturating_add(denominator.bits());
        let up = wanted.saturating_sub(magnitude.bits());
        let shifted = magnitude << up;
        let (quotient, rest) = (&shifted / denominator, &shifted % denominator);
        let sticky = u8::from(rest != BigUint::ZERO);
        let quotient = (quotient << 1u8) | BigUint::from(sticky);
        let signed = BigInt::from_biguint(numerator.sign(), quotient);
        let exponent = i64::try_from(up).map_or(i64::MIN, |up| up.saturating_neg()).saturating_sub(1);
        Float::rounded(&signed, exponent, precision)
    }

    /// An integer, exactly if it has at most 64 bits or `precision` is its length.
    fn whole(integer: &BigInt) -> Float {
        Float::rounded(integer, 0, integer.bits().max(64))
    }

    /// `mantissa` times two to the `exponent`, rounded to `precision` bits.
    fn rounded(mantissa: &BigInt, exponent: i64, precision: u64) -> Float {
        let (sign, magnitude) = (mantissa.sign(), mantissa.magnitude());
        let excess = magnitude.bits().saturating_sub(precision);
        if excess == 0 {
            return Float { mantissa: mantissa.clone(), exponent, precision };
        }
        let kept = magnitude >> excess;
        let half = BigUint::from(1u8) << excess.saturating_sub(1);
        let rest = magnitude - (&kept << excess);
        let up = rest > half || (rest == half && kept.bit(0));
        let kept = if up { kept + 1u8 } else { kept };
        let exponent = exponent.saturating_add(i64::try_from(excess).unwrap_or(i64::MAX));
        Float { mantissa: BigInt::from_biguint(sign, kept), exponent, precision }
    }

    pub(crate) fn add(&self, other: &Float) -> Float {
        let exponent = self.exponent.min(other.exponent);
        let sum = self.scaled(exponent) + other.scaled(exponent);
        Float::rounded(&sum, exponent, self.precision.max(other.precision))
    }

    pub(crate) fn sub(&self, other: &Float) -> Float {
        self.add(&Float { mantissa: -&other.mantissa, ..other.clone() })
    }

    pub(crate) fn mul(&self, other: &Float) -> Float {
        self.mul_to(other, self.precision.max(other.precision))
    }

    /// The product rounded to `precision` bits.
    pub(crate) fn mul_to(&self, other: &Float, precision: u64) -> Float {
        let exponent = self.exponent.saturating_add(other.exponent);
        Float::rounded(&(&self.mantissa * &other.mantissa), exponent, precision)
    }

    /// `None` if `other` is zero.
    pub(crate) fn div(&self, other: &Float) -> Option<Float> {
        if other.mantissa == BigInt::ZERO {
            return None;
        }
        let signed =
            if other.mantissa.sign() == Sign::Minus { -&self.mantissa } else { self.mantissa.clone() };
        let precision = self.precision.max(other.precision);
        let mut quotient = Float::ratio(&signed, other.mantissa.magnitude(), precision);
        quotient.exponent = quotient.exponent.saturating_add(self.exponent).saturating_sub(other.exponent);
        Some(quotient)
    }

    pub(crate) fn abs(&self) -> Float {
        Float { mantissa: self.mantissa.magnitude().clone().into(), ..self.clone() }
    }

    /// To the nearest integer; halfway, away from zero.
    pub(crate) fn round(&self) -> Float {
        let half = Float { mantissa: 1.into(), exponent: -1, precision: self.precision };
        let away = if self.mantissa.sign() == Sign::Minus { self.sub(&half) } else { self.add(&half) };
        Float::whole(&away.truncated())
    }

    /// What OPA calls the ceiling: between -1 and 0 it is 1.
    pub(crate) fn ceil(&self) -> Float {
        let whole = self.truncated();
        if whole.sign() == Sign::Minus || self.is_whole() {
            return Float::whole(&whole);
        }
        Float::whole(&(whole + 1))
    }

    /// What OPA calls the floor: between -1 and 0 it is 0.
    pub(crate) fn floor(&self) -> Float {
        let whole = self.truncated();
        if whole.sign() != Sign::Minus || self.is_whole() {
            return Float::whole(&whole);
        }
        Float::whole(&(whole - 1))
    }

    /// The integer part.
    pub(crate) fn truncated(&self) -> BigInt {
        if self.exponent >= 0 {
            return self.scaled(0);
        }
        let magnitude = self.mantissa.magnitude() >> self.exponent.unsigned_abs();
        BigInt::from_biguint(self.mantissa.sign(), magnitude)
    }

    fn is_whole(&self) -> bool {
        let places = self.exponent.min(0).unsigned_abs();
        self.mantissa.trailing_zeros().is_none_or(|zeros| zeros >= places)
    }

    /// The mantissa that goes with a smaller exponent.
    fn scaled(&self, exponent: i64) -> BigInt {
        &self.mantissa << self.exponent.saturating_sub(exponent).max(0).unsigned_abs()
    }

    /// The value that the engine holds for the shortest decimal that is this number at its precision.
    pub(crate) fn to_value(&self) -> Value {
        if self.mantissa == BigInt::ZERO {
            return 0.into();
        }
        let (digits, exponent) = self.shortest();
        let sign = if self.mantissa.sign() == Sign::Minus { "-" } else { "" };
        Value::from_numeric_string(&format!("{sign}{digits}e{exponent}")).unwrap_or(Value::Undefined)
    }

    /// The fewest decimal digits that are rounded to this number, and the power of ten of the last.
    fn shortest(&self) -> (String, i64) {
        // All bits of the precision, and one more for halves of the last place.
        let magnitude = self.mantissa.magnitude();
        let missing = self.precision.saturating_add(1).saturating_sub(magnitude.bits());
        let mantissa = magnitude << missing;
        let exponent = self.exponent.saturating_sub(i64::try_from(missing).unwrap_or(i64::MAX));
        let inclusive = !mantissa.bit(1);
        let exact = Digits::new(&mantissa, exponent);
        let lower = Digits::new(&(&mantissa - 1u8), exponent);
        let upper = Digits::new(&(&mantissa + 1u8), exponent);
        for (index, &digit) in exact.digits.iter().enumerate() {
            let (low, high, next) = (lower.at(index), upper.at(index), index.saturating_add(1));
            let down = low != digit || (inclusive && next == lower.digits.len());
            let up =
                digit != high && (inclusive || digit.saturating_add(1) < high || next < upper.digits.len());
            match (down, up) {
                (true, true) => return exact.cut(next, exact.is_nearer_above(next)),
                (true, false) => return exact.cut(next, false),
                (false, true) => return exact.cut(next, true),
                (false, false) => {}
            }
        }
        exact.cut(exact.digits.len(), false)
    }
}

/// Decimal digits without zeros at the end; the point stands `exponent` places to the right of the last.
struct Digits {
    digits: Vec<u8>,
    exponent: i64,
}

impl Digits {
    /// All digits of `mantissa` times two to the `exponent`.
    fn new(mantissa: &BigUint, exponent: i64) -> Digits {
        let (mantissa, exponent) = if exponent >= 0 {
            (mantissa << exponent.unsigned_abs(), 0)
        } else {
            let places = u32::try_from(exponent.unsigned_abs()).unwrap_or(u32::MAX);
            (mantissa * BigUint::from(5u8).pow(places), exponent)
        };
        let mut digits = mantissa.to_string().into_bytes();
        let mut zeros = 0;
        while digits.len() > 1 && digits.last() == Some(&b'0') {
            digits.pop();
            zeros += 1;
        }
        Digits { digits, exponent: exponent.saturating_add(zeros) }
    }

    fn at(&self, index: usize) -> u8 {
        self.digits.get(index).copied().unwrap_or(b'0')
    }

    /// Whether the first `count` digits are nearer to this number when one is added to the last of them.
    fn is_nearer_above(&self, count: usize) -> bool {
        let halfway = self.at(count) == b'5' && count.saturating_add(1) == self.digits.len();
        if halfway {
            return count.checked_sub(1).is_some_and(|last| self.at(last) % 2 == 1);
        }
        self.at(count) >= b'5'
    }

    /// The first `count` digits, with one added to the last of them if `up`.
    fn cut(&self, count: usize, up: bool) -> (String, i64) {
        let dropped = i64::try_from(self.digits.len().saturating_sub(count)).unwrap_or(0);
        let text: String = self.digits.iter().take(count).map(|&digit| char::from(digit)).collect();
        let digits =
            if up { text.parse::<BigUint>().map_or(text, |digits| (digits + 1u8).to_string()) } else { text };
        (digits, self.exponent.saturating_add(dropped))
    }
}
