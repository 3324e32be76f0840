//! Arithmetic as OPA does it: exact on integers of any size, else in binary floating point of 64 bits' precision,
//! printed as the shortest decimal that is read back as the same.
//!
//! The engine's numbers are integers of any size and double-precision floats, so a result that is no integer is
//! rounded once more, to the nearest of these.

mod decimal;
mod float;
mod range;

pub(crate) use decimal::{Decimal, MOST_EXPONENT, is_beyond_reach};
pub(crate) use float::Float;

use num_bigint::BigInt;
use regorus::Value;
use regorus::value::Set;

use super::{Answer, Builtin, Failure, operand};

pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin {
        name: "plus",
        run: |args| arithmetic("plus", args, i64::checked_add, |x, y| x + y, Float::add),
    },
    Builtin { name: "minus", run: minus },
    Builtin { name: "mul", run: |args| arithmetic("mul", args, i64::checked_mul, |x, y| x * y, Float::mul) },
    Builtin { name: "div", run: div },
    Builtin { name: "rem", run: rem },
    Builtin { name: "abs", run: |args| unary("abs", args, i64::checked_abs, Float::abs) },
    Builtin { name: "round", run: |args| unary("round", args, Some, Float::round) },
    Builtin { name: "ceil", run: |args| unary("ceil", args, Some, Float::ceil) },
    Builtin { name: "floor", run: |args| unary("floor", args, Some, Float::floor) },
    Builtin { name: "numbers.range", run: range::range },
    Builtin { name: "numbers.range_step", run: range::range_step },
];

/// An integer as a value.
pub(crate) fn integer(value: BigInt) -> Value {
    Value::Number(value.into())
}

/// Bits of an integer that arithmetic may make. OPA has no bound, but a limit on time does not reach into one
/// multiplication, and thirty squarings fill any memory.
const MOST_BITS: u64 = 1 << 19;

/// An integer that arithmetic made.
///
/// # Errors
/// It is too large. That stops the evaluation: a policy must not go on with an undefined value that OPA has.
pub(crate) fn bounded(call: &str, value: BigInt) -> Result<BigInt, Failure> {
    if value.bits() > MOST_BITS {
        let message = format!("{call}: the result is an integer of more than {MOST_BITS} bits");
        return Err(Failure::Halt("eval_internal_error", message));
    }
    Ok(value)
}

/// The argument at `position` as an integer of any size.
pub(crate) fn big_operand(call: &str, position: usize, value: &Value) -> Result<BigInt, Failure> {
    let decimal =
        Decimal::of(value).ok_or_else(|| operand::wrong_type(call, position, value, &["integer"]))?;
    decimal.to_integer().ok_or_else(|| {
        operand::wrong_value(call, position, "must be integer number but got floating-point number")
    })
}

/// The argument at `position` as a machine integer.
pub(crate) fn int_operand(call: &str, position: usize, value: &Value) -> Result<i64, Failure> {
    let Value::Number(number) = value else {
        return Err(operand::wrong_type(call, position, value, &["number"]));
    };
    number.as_i64().ok_or_else(|| {
        operand::wrong_value(call, position, "must be integer number but got floating-point number")
    })
}

/// Two numbers in the narrowest representation that holds both.
enum Operands {
    Small(i64, i64),
    Big(BigInt, BigInt),
    Decimal(Decimal, Decimal),
}

fn operands(call: &str, args: &[Value]) -> Result<Operands, Failure> {
    let [one, other] = args else { return Err(operand::arity(call)) };
    if let (Value::Number(one), Value::Number(other)) = (one, other)
        && let (Some(x), Some(y)) = (one.as_i64(), other.as_i64())
    {
        return Ok(Operands::Small(x, y));
    }
    let x = Decimal::of(one).ok_or_else(|| operand::wrong_type(call, 1, one, &["number"]))?;
    let y = Decimal::of(other).ok_or_else(|| operand::wrong_type(call, 2, other, &["number"]))?;
    Ok(match (x.to_integer(), y.to_integer()) {
        (Some(x), Some(y)) => Operands::Big(x, y),
        _ => Operands::Decimal(x, y),
    })
}

fn arithmetic(
    call: &str,
    args: &[Value],
    small: fn(i64, i64) -> Option<i64>,
    exact: fn(BigInt, BigInt) -> BigInt,
    float: fn(&Float, &Float) -> Float,
) -> Answer {
    Ok(Some(match operands(call, args)? {
        Operands::Small(x, y) => match small(x, y) {
            Some(result) => result.into(),
            None => integer(exact(x.into(), y.into())),
        },
        Operands::Big(x, y) => integer(bounded(call, exact(x, y))?),
        Operands::Decimal(x, y) => float(&x.to_float(), &y.to_float()).to_value(),
    }))
}

fn minus(args: &[Value]) -> Answer {
    match args {
        [Value::Set(one), Value::Set(other)] => {
            Ok(Some(one.iter().filter(|element| !other.contains(element)).cloned().collect::<Set>().into()))
        }
        [Value::Set(_), other @ Value::Number(_)] => Err(operand::wrong_type("minus", 2, other, &["set"])),
        [Value::Set(_), other] => Err(operand::wrong_type("minus", 2, other, &["number"])),
        [Value::Number(_), other] if !matches!(other, Value::Number(_)) => {
            Err(operand::wrong_type("minus", 2, other, &["number"]))
        }
        [Value::Number(_), Value::Number(_)] => {
            arithmetic("minus", args, i64::checked_sub, |x, y| x - y, Float::sub)
        }
        [other, _] => Err(operand::wrong_type("minus", 1, other, &["number", "set"])),
        _ => Err(operand::arity("minus")),
    }
}

fn div(args: &[Value]) -> Answer {
    let zero = || Failure::Failed("div: divide by zero".to_owned());
    let (x, y) = match operands("div", args)? {
        Operands::Small(_, 0) => return Err(zero()),
        Operands::Small(x, y) => match x.checked_rem(y) {
            Some(0) => return Ok(Some(integer(BigInt::from(x) / BigInt::from(y)))),
            _ => (Decimal::from(BigInt::from(x)), Decimal::from(BigInt::from(y))),
        },
        Operands::Big(x, y) => (Decimal::from(x), Decimal::from(y)),
        Operands::Decimal(x, y) => (x, y),
    };
    let quotient = x.to_float().div(&y.to_float()).ok_or_else(zero)?;
    Ok(Some(quotient.to_value()))
}

fn rem(args: &[Value]) -> Answer {
    let zero = || Failure::Failed("rem: modulo by zero".to_owned());
    match operands("rem", args)? {
        Operands::Small(_, 0) => Err(zero()),
        Operands::Small(x, y) => Ok(Some(x.checked_rem(y).unwrap_or(0).into())),
        Operands::Big(_, y) if y == BigInt::ZERO => Err(zero()),
        Operands::Big(x, y) => Ok(Some(integer(x % y))),
        Operands::Decimal(..) => Err(Failure::Failed("rem: modulo on floating-point number".to_owned())),
    }
}

fn unary(call: &str, args: &[Value], small: fn(i64) -> Option<i64>, float: fn(&Float) -> Float) -> Answer {
    let [value] = args else { return Err(operand::arity(call)) };
    if let Value::Number(number) = value
        && let Some(result) = number.as_i64().and_then(small)
    {
        return Ok(Some(result.into()));
    }
    let decimal = Decimal::of(value).ok_or_else(|| operand::wrong_type(call, 1, value, &["number"]))?;
    Ok(Some(float(&decimal.to_float()).to_value()))
}
