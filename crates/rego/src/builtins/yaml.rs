//! YAML text from values and back, as OPA's YAML library reads and writes it: mostly YAML 1.2, with numbers and
//! merge keys of 1.1.

mod compose;
mod emit;
mod key_order;
mod lines;
mod plain;
mod scalar;
mod style;

use regorus::Value;

use super::{Answer, Builtin, Failure, operand};

pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin { name: "yaml.marshal", run: marshal },
    Builtin { name: "yaml.unmarshal", run: unmarshal },
    Builtin { name: "yaml.is_valid", run: is_valid },
];

/// Why there is no value or no text.
enum Refused {
    /// OPA's library refuses it as well.
    Failed(String),
    /// OPA's library would take it.
    Unsupported(&'static str),
}

impl Refused {
    fn failure(self, call: &str) -> Failure {
        match self {
            Refused::Failed(why) => Failure::Failed(format!("{call}: yaml: {why}")),
            Refused::Unsupported(what) => {
                Failure::Halt("eval_builtin_error", format!("{call}: {what} is not supported"))
            }
        }
    }
}

/// Why a text that is meant to be read in one way only has no value.
#[derive(Debug)]
pub(crate) enum Unread {
    /// It is no YAML.
    Invalid(String),
    /// What it means here is not certain.
    Doubtful(String),
}

/// The value of a text that every reader of YAML reads alike.
pub(crate) fn read(text: &str) -> Result<serde_json::Value, Unread> {
    plain::check(text)?;
    let value = compose::first_document(text).map_err(|refused| match refused {
        Refused::Failed(why) => Unread::Invalid(format!("yaml: {why}")),
        Refused::Unsupported(what) => Unread::Doubtful(what.to_owned()),
    })?;
    serde_json::to_value(&value).map_err(|error| Unread::Doubtful(error.to_string()))
}

fn marshal(args: &[Value]) -> Answer {
    let [value] = args else { return Err(operand::arity("yaml.marshal")) };
    let text = emit::emit(value).map_err(|refused| refused.failure("yaml.marshal"))?;
    Ok(Some(text.into()))
}

fn unmarshal(args: &[Value]) -> Answer {
    let [Value::String(text)] = args else { return Err(operand::arity("yaml.unmarshal")) };
    compose::first_document(text).map(Some).map_err(|refused| refused.failure("yaml.unmarshal"))
}

/// Anything but a string is not valid either.
fn is_valid(args: &[Value]) -> Answer {
    let [value] = args else { return Err(operand::arity("yaml.is_valid")) };
    let Value::String(text) = value else { return Ok(Some(false.into())) };
    match compose::first_document(text) {
        Ok(_) => Ok(Some(true.into())),
        Err(Refused::Failed(_)) => Ok(Some(false.into())),
        Err(refused) => Err(refused.failure("yaml.is_valid")),
    }
}
