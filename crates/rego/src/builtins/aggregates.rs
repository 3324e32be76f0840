//! Arrays and sets as a whole: how many, how much, least, greatest, sorted.

use std::cmp::Ordering;

use num_bigint::BigInt;
use regorus::Value;

use super::numbers::{self, Decimal, Float};
use super::{Answer, Builtin, Failure, operand, order};

pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin { name: "count", run: count },
    Builtin { name: "sum", run: sum },
    Builtin { name: "product", run: product },
    Builtin { name: "max", run: |args| extreme("max", args, Ordering::is_gt) },
    Builtin { name: "min", run: |args| extreme("min", args, Ordering::is_lt) },
    Builtin { name: "sort", run: sort },
    Builtin { name: "all", run: all },
    Builtin { name: "any", run: any },
];

/// The elements of an array, or of a set in their order.
fn elements<'a>(call: &str, args: &'a [Value]) -> Result<Vec<&'a Value>, Failure> {
    match args {
        [Value::Array(array)] => Ok(array.iter().collect()),
        [Value::Set(set)] => Ok(order::elements(set)),
        [other] if matches!(call, "all" | "any") => {
            Err(operand::wrong_type(call, 1, other, &["array", "set"]))
        }
        [other] => Err(operand::wrong_type(call, 1, other, &["set", "array"])),
        _ => Err(operand::arity(call)),
    }
}

fn count(args: &[Value]) -> Answer {
    let length = match args {
        [Value::Array(array)] => array.len(),
        [Value::Object(object)] => object.len(),
        [Value::Set(set)] => set.len(),
        [Value::String(text)] => text.chars().count(),
        [other] => {
            return Err(operand::wrong_type("count", 1, other, &["array", "object", "set", "string"]));
        }
        _ => return Err(operand::arity("count")),
    };
    Ok(Some(length.into()))
}

fn sum(args: &[Value]) -> Answer {
    let zero = Decimal::from(BigInt::ZERO).to_float();
    accumulate("sum", args, 0, |sum, x| sum + x, &zero, Float::add)
}

fn product(args: &[Value]) -> Answer {
    // OPA starts with a number of double precision here, and keeps to it.
    const PRECISION: u64 = 53;
    let one = Decimal::from(BigInt::from(1)).to_float();
    accumulate("product", args, 1, |product, x| product * x, &one, |product, x| product.mul_to(x, PRECISION))
}

/// Exact as long as all are integers.
fn accumulate(
    call: &str,
    args: &[Value],
    start: i64,
    exact: fn(BigInt, BigInt) -> BigInt,
    start_float: &Float,
    float: fn(&Float, &Float) -> Float,
) -> Answer {
    let numbers = elements(call, args)?.into_iter().map(|element| {
        let container = args.first().map_or("array", operand::type_name);
        Decimal::of(element).ok_or_else(|| operand::wrong_element(call, 1, container, element, &["number"]))
    });
    let numbers = numbers.collect::<Result<Vec<_>, _>>()?;
    let integers: Option<Vec<BigInt>> = numbers.iter().map(Decimal::to_integer).collect();
    Ok(Some(match integers {
        Some(integers) => {
            let mut integers = integers.into_iter();
            let start = BigInt::from(start);
            numbers::integer(
                integers.try_fold(start, |result, next| numbers::bounded(call, exact(result, next)))?,
            )
        }
        None => numbers
            .iter()
            .fold(start_float.clone(), |result, number| float(&result, &number.to_float()))
            .to_value(),
    }))
}

fn extreme(call: &str, args: &[Value], is_further: fn(Ordering) -> bool) -> Answer {
    let elements = elements(call, args)?.into_iter();
    Ok(elements
        .reduce(|best, next| if is_further(order::compare(next, best)) { next } else { best })
        .cloned())
}

fn sort(args: &[Value]) -> Answer {
    let mut sorted = elements("sort", args)?;
    sorted.sort_by(|one, other| order::compare(one, other));
    Ok(Some(sorted.into_iter().cloned().collect::<Vec<_>>().into()))
}

fn all(args: &[Value]) -> Answer {
    Ok(Some(elements("all", args)?.into_iter().all(|element| *element == Value::Bool(true)).into()))
}

fn any(args: &[Value]) -> Answer {
    Ok(Some(elements("any", args)?.contains(&&Value::Bool(true)).into()))
}
