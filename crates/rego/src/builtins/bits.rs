//! Operations on the bits of integers of any size, in two's complement.

use num_bigint::{BigInt, Sign};
use regorus::Value;

use super::numbers::{big_operand, integer};
use super::{Answer, Builtin, Failure, operand};

pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin { name: "bits.and", run: |args| binary("bits.and", args, |x, y| Ok(x & y)) },
    Builtin { name: "bits.or", run: |args| binary("bits.or", args, |x, y| Ok(x | y)) },
    Builtin { name: "bits.xor", run: |args| binary("bits.xor", args, |x, y| Ok(x ^ y)) },
    Builtin { name: "bits.lsh", run: |args| binary("bits.lsh", args, left) },
    Builtin { name: "bits.rsh", run: |args| binary("bits.rsh", args, right) },
    Builtin { name: "bits.negate", run: negate },
];

/// An integer of more bits is of no use to a decision, and takes memory before anything looks at it.
const MOST_BITS: u64 = 1_000_000;

fn binary(call: &str, args: &[Value], run: fn(BigInt, BigInt) -> Result<BigInt, Failure>) -> Answer {
    let [x, y] = args else { return Err(operand::arity(call)) };
    Ok(Some(integer(run(big_operand(call, 1, x)?, big_operand(call, 2, y)?)?)))
}

fn negate(args: &[Value]) -> Answer {
    let [x] = args else { return Err(operand::arity("bits.negate")) };
    Ok(Some(integer(!big_operand("bits.negate", 1, x)?)))
}

fn left(x: BigInt, by: BigInt) -> Result<BigInt, Failure> {
    let by = distance("bits.lsh", by)?;
    match u64::try_from(by).ok().filter(|by| x.bits().saturating_add(*by) <= MOST_BITS) {
        Some(by) => Ok(x << by),
        None if x == BigInt::ZERO => Ok(x),
        None => {
            let message = format!("bits.lsh: the result may have {MOST_BITS} bits at most");
            Err(Failure::Halt("eval_cancel_error", message))
        }
    }
}

fn right(x: BigInt, by: BigInt) -> Result<BigInt, Failure> {
    let by = distance("bits.rsh", by)?;
    let gone = if x.sign() == Sign::Minus { BigInt::from(-1) } else { BigInt::ZERO };
    Ok(u64::try_from(by).map_or(gone, |by| x >> by))
}

fn distance(call: &str, by: BigInt) -> Result<BigInt, Failure> {
    if by.sign() == Sign::Minus {
        return Err(operand::wrong_value(
            call,
            2,
            "must be an unsigned integer number but got a negative integer",
        ));
    }
    Ok(by)
}
