//! The shapes in which OPA prints what it read: lists that are null when empty, bytes in base64.

use num_bigint::BigUint;
use regorus::Value;

use super::super::Failure;
use super::super::bytes::{object, to_base64, unanswerable};
use super::public_key::PublicKey;

/// A list, null if it is empty.
pub(super) fn list(elements: impl IntoIterator<Item = Value>) -> Value {
    let elements: Vec<Value> = elements.into_iter().collect();
    if elements.is_empty() { Value::Null } else { elements.into() }
}

pub(super) fn numbers(numbers: &[u32]) -> Value {
    numbers.iter().map(|number| Value::from(u64::from(*number))).collect::<Vec<_>>().into()
}

pub(super) fn base64(bytes: &[u8]) -> Value {
    to_base64(bytes).into()
}

/// No key in use has larger numbers, and to print one takes longer than its length tells.
const MOST_BITS: u64 = 1 << 15;

/// A whole number.
pub(super) fn integer(number: &BigUint) -> Result<Value, Failure> {
    if number.bits() > MOST_BITS {
        return Err(unanswerable("a number is too large to be printed"));
    }
    Value::from_numeric_string(&number.to_string())
        .map_err(|_| unanswerable("a number is too large for this engine"))
}

/// A public key as OPA prints one.
pub(super) fn public_key(key: &PublicKey) -> Result<Value, Failure> {
    Ok(match key {
        PublicKey::Rsa { modulus, exponent } => object([("N", integer(modulus)?), ("E", (*exponent).into())]),
        PublicKey::Ec { curve, point } => {
            let (x, y) = coordinates(point, curve.size());
            object([("Curve", Value::new_object()), ("X", integer(&x)?), ("Y", integer(&y)?)])
        }
        PublicKey::Ed25519(bytes) => base64(bytes),
        PublicKey::Other => Value::Null,
    })
}

/// The two numbers of an uncompressed point.
pub(crate) fn coordinates(point: &[u8], size: usize) -> (BigUint, BigUint) {
    let numbers = point.get(1..).unwrap_or_default();
    let (x, y) = numbers.split_at_checked(size).unwrap_or_default();
    (BigUint::from_bytes_be(x), BigUint::from_bytes_be(y))
}
