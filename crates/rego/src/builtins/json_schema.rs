//! Validation by JSON Schema: drafts 4, 6 and 7, and where a schema names none a mixture of them.
//!
//! The words of the errors are part of the answer, so they are those of OPA's library. What would need the network,
//! or another reading of a reference, is refused.

mod check;
mod format;
mod number;
mod reference;
mod report;
mod validate;

use regorus::Value;

use super::json::{self, Layout};
use super::{Answer, Builtin, Failure, operand};

pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin { name: "json.match_schema", run: match_schema },
    Builtin { name: "json.verify_schema", run: verify_schema },
];

/// Why there is no verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Refused {
    /// OPA's library refuses it in these words.
    Invalid(String),
    /// OPA's library would take it.
    Unsupported(&'static str),
}

impl Refused {
    fn failure(self, call: &str) -> Failure {
        match self {
            Refused::Invalid(why) => Failure::Failed(format!("{call}: {why}")),
            Refused::Unsupported(what) => {
                Failure::Halt("eval_builtin_error", format!("{call}: {what} is not supported"))
            }
        }
    }
}

/// The versions of JSON Schema, in the order of their age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Draft {
    Four,
    Six,
    Seven,
    /// What seven has, and what four had in another way.
    Mixed,
}

/// A document of JSON values only: from JSON text, or from a value.
fn document(value: &Value) -> Result<Value, Refused> {
    match value {
        Value::String(text) => {
            json::parse(text).ok_or_else(|| Refused::Invalid("invalid JSON string".to_owned()))
        }
        Value::Object(_) | Value::Array(_) => json::parse(&json::write(value, &Layout::Compact))
            .ok_or(Refused::Unsupported("such deep nesting")),
        _ => Err(Refused::Invalid("wrong type, expected string or object".to_owned())),
    }
}

/// A schema, and whether it is one.
fn schema(value: &Value) -> Result<(Value, Draft), Refused> {
    let schema = document(value)?;
    let draft = check::draft(&schema)?;
    check::check(&schema, draft)?;
    Ok((schema, draft))
}

fn verify_schema(args: &[Value]) -> Answer {
    let [value] = args else { return Err(operand::arity("json.verify_schema")) };
    match schema(value) {
        Ok(_) => Ok(Some(vec![true.into(), Value::Null].into())),
        Err(Refused::Invalid(why)) => {
            Ok(Some(vec![false.into(), format!("jsonschema: {why}").into()].into()))
        }
        Err(refused) => Err(refused.failure("json.verify_schema")),
    }
}

fn match_schema(args: &[Value]) -> Answer {
    const CALL: &str = "json.match_schema";
    let [value, against] = args else { return Err(operand::arity(CALL)) };
    let report = document(value).and_then(|document| {
        let (schema, draft) = schema(against)?;
        validate::validate(&document, &schema, draft)
    });
    let report = report.map_err(|refused| refused.failure(CALL))?;
    Ok(Some(vec![report.is_valid().into(), report.into_value()].into()))
}
