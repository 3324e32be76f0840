//! Types: asking for them, and turning one into another.

use regorus::Value;
use regorus::value::{Array, Set};

use super::numbers::{Decimal, MOST_EXPONENT};
use super::{Answer, Builtin, Failure, operand, order};

pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin { name: "type_name", run: type_name },
    Builtin { name: "is_array", run: |args| is(args, "array") },
    Builtin { name: "is_boolean", run: |args| is(args, "boolean") },
    Builtin { name: "is_null", run: |args| is(args, "null") },
    Builtin { name: "is_number", run: |args| is(args, "number") },
    Builtin { name: "is_object", run: |args| is(args, "object") },
    Builtin { name: "is_set", run: |args| is(args, "set") },
    Builtin { name: "is_string", run: |args| is(args, "string") },
    Builtin { name: "to_number", run: to_number },
    Builtin { name: "cast_array", run: cast_array },
    Builtin { name: "cast_set", run: cast_set },
    Builtin { name: "cast_boolean", run: |args| cast("cast_boolean", args, "boolean") },
    Builtin { name: "cast_null", run: |args| cast("cast_null", args, "null") },
    Builtin { name: "cast_object", run: |args| cast("cast_object", args, "object") },
    Builtin { name: "cast_string", run: |args| cast("cast_string", args, "string") },
];

fn type_name(args: &[Value]) -> Answer {
    let [value] = args else { return Err(operand::arity("type_name")) };
    Ok(Some(operand::type_name(value).into()))
}

fn is(args: &[Value], name: &str) -> Answer {
    let [value] = args else { return Err(operand::arity("is_")) };
    Ok(Some((operand::type_name(value) == name).into()))
}

fn cast(call: &str, args: &[Value], name: &'static str) -> Answer {
    let [value] = args else { return Err(operand::arity(call)) };
    if operand::type_name(value) == name {
        Ok(Some(value.clone()))
    } else {
        Err(operand::wrong_type(call, 1, value, &[name]))
    }
}

fn cast_array(args: &[Value]) -> Answer {
    match args {
        [Value::Array(_)] => Ok(args.first().cloned()),
        [Value::Set(set)] => Ok(Some(order::elements(set).into_iter().cloned().collect::<Array>().into())),
        [other] => Err(operand::wrong_type("cast_array", 1, other, &["array", "set"])),
        _ => Err(operand::arity("cast_array")),
    }
}

fn cast_set(args: &[Value]) -> Answer {
    match args {
        [Value::Set(_)] => Ok(args.first().cloned()),
        [Value::Array(array)] => Ok(Some(array.iter().cloned().collect::<Set>().into())),
        [other] => Err(operand::wrong_type("cast_set", 1, other, &["array", "set"])),
        _ => Err(operand::arity("cast_set")),
    }
}

fn to_number(args: &[Value]) -> Answer {
    match args {
        [Value::Null | Value::Bool(false)] => Ok(Some(0.into())),
        [Value::Bool(true)] => Ok(Some(1.into())),
        [Value::Number(_)] => Ok(args.first().cloned()),
        [Value::String(text)] => number(text).map(Some),
        [other] => Err(operand::wrong_type("to_number", 1, other, &["null", "boolean", "number", "string"])),
        _ => Err(operand::arity("to_number")),
    }
}

fn number(text: &str) -> Result<Value, Failure> {
    let unsigned = text.trim_start_matches(['+', '-']).to_lowercase();
    if matches!(unsigned.as_str(), "inf" | "infinity" | "nan") {
        let got = Value::from(text);
        return Err(operand::wrong_type("to_number", 1, &got, &["valid number string"]));
    }
    let invalid =
        |why: &str| Failure::Failed(format!("to_number: strconv.ParseFloat: parsing {text:?}: {why}"));
    if unsigned.starts_with("0x") && unsigned.contains('p') {
        let message = "to_number: hexadecimal floating-point numbers are not supported";
        return Err(Failure::Halt("eval_builtin_error", message.to_owned()));
    }
    let text = without_separators(text).ok_or_else(|| invalid("invalid syntax"))?;
    let decimal = Decimal::read(&text).ok_or_else(|| invalid("invalid syntax"))?;
    // What a double cannot hold OPA does not take, though its numbers could.
    if text.parse::<f64>().is_ok_and(f64::is_infinite) {
        return Err(invalid("value out of range"));
    }
    decimal.to_value().ok_or_else(|| invalid(&format!("exponents end at {MOST_EXPONENT}")))
}

/// Go allows an underscore between two digits.
fn without_separators(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let is_digit =
        |index: Option<usize>| index.and_then(|index| bytes.get(index)).is_some_and(u8::is_ascii_digit);
    let mut separators = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'_');
    separators
        .all(|(index, _)| is_digit(index.checked_sub(1)) && is_digit(index.checked_add(1)))
        .then(|| text.replace('_', ""))
}
