//! Arrays of consecutive integers.

use num_bigint::{BigInt, Sign};
use regorus::Value;

use super::{big_operand, integer};
use crate::builtins::{Answer, Failure, operand};

/// Nobody iterates over more in a decision, and a range is built before anything looks at it.
const LONGEST: u32 = 1_000_000;

pub(super) fn range(args: &[Value]) -> Answer {
    let [from, to] = args else { return Err(operand::arity("numbers.range")) };
    let from = big_operand("numbers.range", 1, from)?;
    let to = big_operand("numbers.range", 2, to)?;
    steps("numbers.range", from, &to, &BigInt::from(1))
}

pub(super) fn range_step(args: &[Value]) -> Answer {
    let [from, to, step] = args else { return Err(operand::arity("numbers.range_step")) };
    let from = big_operand("numbers.range_step", 1, from)?;
    let to = big_operand("numbers.range_step", 2, to)?;
    let step = big_operand("numbers.range_step", 3, step)?;
    if step.sign() != Sign::Plus {
        return Err(Failure::Failed(
            "numbers.range_step: numbers.range_step: step must be a positive integer".to_owned(),
        ));
    }
    steps("numbers.range_step", from, &to, &step)
}

/// Both ends included, up or down.
fn steps(call: &str, from: BigInt, to: &BigInt, step: &BigInt) -> Answer {
    let last = (to - &from).magnitude() / step.magnitude();
    let Some(last) = u32::try_from(last).ok().filter(|&last| last < LONGEST) else {
        let message = format!("{call}: a range may have {LONGEST} numbers at most");
        return Err(Failure::Halt("eval_cancel_error", message));
    };
    let step = if *to < from { -step } else { step.clone() };
    let mut next = from;
    let mut numbers = Vec::new();
    for _ in 0..=last {
        numbers.push(integer(next.clone()));
        next += &step;
    }
    Ok(Some(numbers.into()))
}
