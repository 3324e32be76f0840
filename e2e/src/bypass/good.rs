//! Objects that are as they should be, and what an attack makes of them.
//!
//! | in a file of `e2e/bypass` | stands for |
//! |---|---|
//! | `$ns` in any text | the namespace of the case |
//! | `$today` | the day, as YYYY-MM-DD |
//! | `$pod`, `$pod-once` | the good pod as a template; the latter ends by itself, as a Job wants it |
//! | `$letters` | 900,000 times `<`, which JSON writes in six bytes |
//!
//! An object is the name of a good one, `{like: NAME, change: {POINTER: VALUE}}`, or written out.

use serde_json::{Map, Value, json};

use super::{document, folder};
use crate::cluster::Problem;
use crate::today;

/// An object of a case.
pub(super) fn object(written: &Value, namespace: &str) -> Result<Value, Problem> {
    let (name, changes) = match written {
        Value::String(name) => (name.as_str(), None),
        Value::Object(fields) => match fields.get("like") {
            Some(Value::String(name)) => (name.as_str(), fields.get("change").and_then(Value::as_object)),
            _ => return Ok(written.clone()),
        },
        // A patch may be a list.
        _ => return Ok(written.clone()),
    };
    let path = folder().join("good").join(format!("{name}.yaml"));
    let mut object = fill(&document(&path)?, namespace)?;
    if let Some(changes) = changes {
        change(&mut object, changes)?;
    }
    Ok(object)
}

/// Sets what JSON pointers name, and removes what is set to null. `-` is a new element of a list.
pub(super) fn change(object: &mut Value, changes: &Map<String, Value>) -> Result<(), Problem> {
    for (pointer, value) in changes {
        let missing = || Problem::Unexpected(format!("there is no place {pointer}"));
        let (parent, key) = pointer.rsplit_once('/').ok_or_else(missing)?;
        let key = key.replace("~1", "/").replace("~0", "~");
        match object.pointer_mut(parent).ok_or_else(missing)? {
            Value::Object(fields) if value.is_null() => drop(fields.remove(&key)),
            Value::Object(fields) => drop(fields.insert(key, value.clone())),
            Value::Array(items) if key == "-" => items.push(value.clone()),
            Value::Array(items) => {
                let place: usize = key.parse().map_err(|_| missing())?;
                *items.get_mut(place).ok_or_else(missing)? = value.clone();
            }
            _ => return Err(missing()),
        }
    }
    Ok(())
}

/// Fills in what files leave open.
pub(super) fn fill(written: &Value, namespace: &str) -> Result<Value, Problem> {
    let (pod, once) =
        if mentions(written, "$pod") { templates(namespace)? } else { (Value::Null, Value::Null) };
    let today = today::date()?;
    Ok(replace(written, &|text| match text {
        "$pod" => Some(pod.clone()),
        "$pod-once" => Some(once.clone()),
        "$letters" => Some("<".repeat(900_000).into()),
        text if text.contains('$') => Some(text.replace("$ns", namespace).replace("$today", &today).into()),
        _ => None,
    }))
}

/// Replaces texts wherever they stand, as names of fields too.
pub(super) fn replace(written: &Value, with: &dyn Fn(&str) -> Option<Value>) -> Value {
    match written {
        Value::String(text) => with(text).unwrap_or_else(|| written.clone()),
        Value::Array(items) => items.iter().map(|item| replace(item, with)).collect(),
        Value::Object(fields) => {
            let name = |key: &String| match with(key) {
                Some(Value::String(name)) => name,
                _ => key.clone(),
            };
            fields.iter().map(|(key, value)| (name(key), replace(value, with))).collect::<Map<_, _>>().into()
        }
        _ => written.clone(),
    }
}

fn mentions(written: &Value, word: &str) -> bool {
    match written {
        Value::String(text) => text.starts_with(word),
        Value::Array(items) => items.iter().any(|item| mentions(item, word)),
        Value::Object(fields) => fields.values().any(|value| mentions(value, word)),
        _ => false,
    }
}

fn templates(namespace: &str) -> Result<(Value, Value), Problem> {
    let pod = object(&json!("pod"), namespace)?;
    let metadata = json!({
        "labels": pod.pointer("/metadata/labels"),
        "annotations": pod.pointer("/metadata/annotations"),
    });
    let template = json!({"metadata": metadata, "spec": pod.get("spec")});
    let mut once = template.clone();
    change(&mut once, &Map::from_iter([("/spec/restartPolicy".to_owned(), json!("Never"))]))?;
    Ok((template, once))
}
