//! JSON text from values and back.

mod read;
mod write;

use regorus::Value;

pub(crate) use write::{Layout, write};

use super::{Answer, Builtin, Failure, operand, order};

pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin { name: "json.marshal", run: marshal },
    Builtin { name: "json.marshal_with_options", run: marshal_with_options },
    Builtin { name: "json.unmarshal", run: unmarshal },
    Builtin { name: "json.is_valid", run: is_valid },
];

fn marshal(args: &[Value]) -> Answer {
    let [value] = args else { return Err(operand::arity("json.marshal")) };
    Ok(Some(write(value, &Layout::Compact).into()))
}

fn marshal_with_options(args: &[Value]) -> Answer {
    const CALL: &str = "json.marshal_with_options";
    let [value, Value::Object(options)] = args else { return Err(operand::arity(CALL)) };
    let (mut prefix, mut indent, mut pretty) = (None, None, None);
    for (option, chosen) in order::entries(options) {
        let wrong = |wanted: &str| operand::wrong_value(CALL, 2, &format!("key {option} must be {wanted}"));
        match (option, chosen) {
            (Value::String(name), Value::String(text)) if &**name == "prefix" => prefix = Some(text),
            (Value::String(name), Value::String(text)) if &**name == "indent" => indent = Some(text),
            (Value::String(name), Value::Bool(flag)) if &**name == "pretty" => pretty = Some(*flag),
            (Value::String(name), _) if matches!(&**name, "prefix" | "indent") => {
                return Err(wrong("string"));
            }
            (Value::String(name), _) if &**name == "pretty" => return Err(wrong("bool")),
            _ => {
                return Err(operand::wrong_value(CALL, 2, &format!("object contained unknown key {option}")));
            }
        }
    }
    let asked_for = prefix.is_some() || indent.is_some();
    if !pretty.unwrap_or(asked_for) {
        return Ok(Some(write(value, &Layout::Compact).into()));
    }
    let prefix = prefix.map_or("", |text| text);
    let indent = indent.map_or("\t", |text| text);
    Ok(Some(format!("{prefix}{}", write(value, &Layout::Lines { prefix, indent })).into()))
}

fn unmarshal(args: &[Value]) -> Answer {
    let [Value::String(text)] = args else { return Err(operand::arity("json.unmarshal")) };
    match read::read(text) {
        Ok(value) => Ok(Some(value)),
        Err(read::Refused::NoJson(why)) => Err(Failure::Failed(format!("json.unmarshal: {why}"))),
        Err(read::Refused::TooDeep) => Err(too_deep("json.unmarshal")),
    }
}

/// Anything but a string is not valid either.
fn is_valid(args: &[Value]) -> Answer {
    let [value] = args else { return Err(operand::arity("json.is_valid")) };
    let Value::String(text) = value else { return Ok(Some(false.into())) };
    match read::read(text) {
        Err(read::Refused::TooDeep) => Err(too_deep("json.is_valid")),
        read => Ok(Some(read.is_ok().into())),
    }
}

fn too_deep(call: &str) -> Failure {
    let message = format!("{call}: the text is nested deeper than {} levels", read::DEEPEST);
    Failure::Halt("eval_builtin_error", message)
}

/// A value from JSON text as OPA reads it; `None` if it is none, or nested too deeply to be read.
pub(crate) fn parse(text: &str) -> Option<Value> {
    read::read(text).ok()
}
