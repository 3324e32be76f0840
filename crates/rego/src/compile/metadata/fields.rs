//! What a block says, as OPA gives it: fields of the types it knows, without those that are empty.

use serde_json::{Map, Value};

use super::{resource, schema};
use crate::builtins::yaml::{self, Unread};
use crate::compile::problem::{PARSE, REFUSED};

/// The code and the words of what is wrong with a block.
pub(super) type Fault = (&'static str, String);

/// A block. What it is about is not known yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fields {
    /// Empty where it is not said.
    pub(super) scope: String,
    pub(super) entrypoint: bool,
    /// All others.
    pub(super) others: Map<String, Value>,
}

/// OPA refuses it too.
pub(super) fn wrong(message: impl Into<String>) -> Fault {
    (PARSE, message.into())
}

/// OPA may take it.
pub(super) fn doubtful(message: &str) -> Fault {
    (REFUSED, format!("the annotation has {message}"))
}

/// Reads a block.
pub(super) fn read(text: &str) -> Result<Fields, Fault> {
    if text.trim().is_empty() {
        return Err(wrong("expected METADATA block, found whitespace"));
    }
    let mut block = match yaml::read(text) {
        Ok(Value::Object(block)) => block,
        Ok(Value::Null) => Map::new(),
        Ok(_) => return Err(wrong("yaml: an annotation is a map from names of fields to their values")),
        Err(Unread::Invalid(message)) => return Err(wrong(message)),
        Err(Unread::Doubtful(what)) => return Err(doubtful(&what)),
    };
    let mut take = |name: &str| block.remove(name).unwrap_or_default();
    let mut others = Map::new();
    let mut keep = |name: &str, value: Value| {
        let is_empty = match &value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(items) => items.is_empty(),
            Value::Object(fields) => fields.is_empty(),
            Value::Bool(_) | Value::Number(_) => false,
        };
        if !is_empty {
            others.insert(name.to_owned(), value);
        }
    };
    for name in ["title", "description"] {
        keep(name, text_of(name, take(name))?.into());
    }
    let entrypoint = match take("entrypoint") {
        Value::Null => false,
        Value::Bool(flag) => flag,
        _ => return Err(doubtful("an `entrypoint` that is no boolean; write `true` or `false`")),
    };
    if entrypoint {
        keep("entrypoint", true.into());
    }
    let organizations = list_of("organizations", take("organizations"))?.into_iter();
    let organizations = organizations.map(|one| match one {
        Value::String(name) => Ok(Value::String(name)),
        _ => Err(doubtful("an organization that is no string; put it in quotes")),
    });
    keep("organizations", organizations.collect::<Result<Vec<_>, _>>()?.into());
    let resources = list_of("related_resources", take("related_resources"))?;
    keep("related_resources", each(&resources, resource::related)?);
    keep("authors", each(&list_of("authors", take("authors"))?, resource::author)?);
    keep("schemas", each(&list_of("schemas", take("schemas"))?, schema::schema)?);
    schema::compile(&take("compile"))?;
    for name in ["custom", "labels"] {
        match take(name) {
            value @ (Value::Null | Value::Object(_)) => keep(name, value),
            _ => return Err(wrong(format!("yaml: `{name}` is a map"))),
        }
    }
    Ok(Fields { scope: text_of("scope", take("scope"))?, entrypoint, others })
}

fn text_of(name: &str, value: Value) -> Result<String, Fault> {
    match value {
        Value::Null => Ok(String::new()),
        Value::String(text) => Ok(text),
        Value::Array(_) | Value::Object(_) => Err(wrong(format!("yaml: `{name}` is a string"))),
        Value::Bool(_) | Value::Number(_) => {
            Err(doubtful(&format!("a `{name}` that is no string; put it in quotes")))
        }
    }
}

fn list_of(name: &str, value: Value) -> Result<Vec<Value>, Fault> {
    match value {
        Value::Null => Ok(Vec::new()),
        Value::Array(items) => Ok(items),
        _ => Err(wrong(format!("yaml: `{name}` is a list"))),
    }
}

fn each(items: &[Value], read: impl Fn(&Value) -> Result<Value, Fault>) -> Result<Value, Fault> {
    items.iter().map(read).collect::<Result<Vec<_>, _>>().map(Value::Array)
}
