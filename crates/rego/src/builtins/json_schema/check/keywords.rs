//! Keywords that hold no schemas, and how all keywords are read.

use std::collections::BTreeSet;

use regorus::Value;
use regorus::value::Object;

use crate::builtins;
use crate::builtins::json_schema::Refused;

const TYPES: [&str; 7] = ["array", "boolean", "integer", "number", "null", "object", "string"];

pub(super) fn invalid<T>(why: impl Into<String>) -> Result<T, Refused> {
    Err(Refused::Invalid(why.into()))
}

pub(super) fn wrong_type<T>(expected: &str, given: &str) -> Result<T, Refused> {
    invalid(format!("Invalid type. Expected: {expected}, given: {given}"))
}

/// A field of a schema.
pub(super) fn field<'a>(schema: &'a Object, name: &str) -> Option<&'a Value> {
    schema.get(&name.into())
}

pub(super) fn string<'a>(schema: &'a Object, name: &str) -> Result<Option<&'a str>, Refused> {
    match field(schema, name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => wrong_type("string", name),
    }
}

pub(super) fn list<'a>(schema: &'a Object, name: &str) -> Result<&'a [Value], Refused> {
    match field(schema, name) {
        None => Ok(&[]),
        Some(Value::Array(list)) => Ok(list.as_slice()),
        Some(_) => invalid(format!("{name} must be of an array")),
    }
}

pub(super) fn is_number(value: &Value) -> bool {
    matches!(value, Value::Number(_))
}

pub(super) fn is_schema_like(value: &Value) -> bool {
    matches!(value, Value::Bool(_) | Value::Object(_))
}

pub(super) fn types(schema: &Object) -> Result<(), Refused> {
    let wrong = || wrong_type("type", "string/Array Of Strings");
    let mut seen: Vec<&str> = Vec::new();
    let types: &[Value] = match field(schema, "type") {
        None => &[],
        Some(one @ Value::String(_)) => std::slice::from_ref(one),
        Some(Value::Array(several)) => several.as_slice(),
        Some(_) => return wrong(),
    };
    for one in types {
        let Value::String(one) = one else { return wrong() };
        if !TYPES.contains(&&**one) {
            let valid = "[array boolean integer number null object string]";
            return invalid(format!(
                "has a primitive type that is NOT VALID -- given: /{one}/ Expected valid values are:{valid}"
            ));
        }
        if seen.contains(&&**one) {
            return invalid(format!("{one} type is duplicated"));
        }
        seen.push(one);
    }
    Ok(())
}

pub(super) fn strings(schema: &Object) -> Result<(), Refused> {
    let (least, most) = (size(schema, "minLength")?, size(schema, "maxLength")?);
    if least.zip(most).is_some_and(|(least, most)| least > most) {
        return invalid("minLength cannot be greater than maxLength");
    }
    if string(schema, "pattern")?.is_some() {
        let pattern = field(schema, "pattern").map(is_pattern).transpose()?;
        if pattern == Some(false) {
            return invalid("pattern must be a valid regex");
        }
    }
    string(schema, "format").map(|_| ())
}

fn size(schema: &Object, name: &str) -> Result<Option<i64>, Refused> {
    let Some(value) = field(schema, name) else { return Ok(None) };
    let size = if let Value::Number(number) = value { number.as_i64() } else { None };
    match size {
        None => invalid(format!("{name} must be of an integer")),
        Some(size) if size < 0 => invalid(format!("{name} must be greater than or equal to 0")),
        size => Ok(size),
    }
}

pub(super) fn sizes(schema: &Object, least: &str, most: &str) -> Result<(), Refused> {
    let (smallest, largest) = (size(schema, least)?, size(schema, most)?);
    let crossed = smallest.zip(largest).is_some_and(|(smallest, largest)| smallest > largest);
    if crossed && least == "minProperties" {
        return invalid("minProperties cannot be greater than maxProperties");
    }
    Ok(())
}

pub(super) fn required(schema: &Object) -> Result<(), Refused> {
    let mut seen = BTreeSet::new();
    for name in list(schema, "required")? {
        let Value::String(name) = name else { return wrong_type("string", "required") };
        if !seen.insert(&**name) {
            return invalid("required items must be unique");
        }
    }
    Ok(())
}

/// Whether a string is a regular expression of OPA's.
pub(in crate::builtins::json_schema) fn is_pattern(pattern: &Value) -> Result<bool, Refused> {
    match builtins::call("regex.is_valid", std::slice::from_ref(pattern)) {
        Ok(Some(Value::Bool(valid))) => Ok(valid),
        _ => Err(Refused::Unsupported("such a pattern")),
    }
}

/// Whether a string has a match of a regular expression.
pub(in crate::builtins::json_schema) fn is_match(pattern: &Value, text: &Value) -> Result<bool, Refused> {
    match builtins::call("regex.match", &[pattern.clone(), text.clone()]) {
        Ok(Some(Value::Bool(found))) => Ok(found),
        _ => Err(Refused::Unsupported("such a pattern")),
    }
}
