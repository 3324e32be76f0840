//! Root documents to Kubernetes objects: lists taken apart, each object checked for its type.

use edgeward_rego::Value;

use crate::document::{Document, Root};
use crate::error::{Problem, ReadError};

/// All objects of a root document, and what is wrong with those that are none.
pub(crate) fn objects(root: &Root, value: &Value) -> Vec<Result<Document, ReadError>> {
    let mut found = Vec::new();
    flatten(root, value.clone(), String::new(), &mut found);
    found
}

fn flatten(root: &Root, value: Value, within: String, found: &mut Vec<Result<Document, ReadError>>) {
    let wrong = |field: &str, problem| ReadError { place: root.place(&format!("{within}{field}")), problem };
    if !value.is_object() {
        return found.push(Err(wrong("", Problem::NotAnObject(value.type_name()))));
    }
    let types = type_of(&value, "apiVersion").and_then(|version| Ok((version, type_of(&value, "kind")?)));
    let (api_version, kind) = match types {
        Ok(types) => types,
        Err((field, problem)) => return found.push(Err(wrong(&format!("/{field}"), problem))),
    };
    let items = value.get("items");
    // kubectl looks at the field and not at the kind; an object that hides others is none of Kubernetes' own.
    if items.as_ref().is_some_and(|items| !items.is_null()) && !kind.ends_with("List") {
        return found.push(Err(wrong("/items", Problem::ItemsOutsideList(kind))));
    }
    let Some(items) = items.filter(|_| kind.ends_with("List")) else {
        return found.push(Ok(Document { value, api_version, kind, root: root.clone(), within }));
    };
    if items.is_null() {
        return;
    }
    if !items.is_array() {
        return found.push(Err(wrong("/items", Problem::NotAnObject(items.type_name()))));
    }
    for (index, item) in items.elements().into_iter().enumerate() {
        flatten(root, typed(item, &api_version, &kind), format!("{within}/items/{index}"), found);
    }
}

fn type_of(value: &Value, field: &'static str) -> Result<String, (&'static str, Problem)> {
    match value.get(field) {
        None => Err((field, Problem::Missing(field))),
        Some(text) => match text.as_str() {
            Some("") => Err((field, Problem::NotText { field, found: "empty" })),
            Some(text) => Ok(text.to_owned()),
            None => Err((field, Problem::NotText { field, found: text.type_name() })),
        },
    }
}

/// The API server leaves the types of a typed list's items out; they follow from the list's own.
fn typed(item: Value, api_version: &str, list_kind: &str) -> Value {
    let kind = list_kind.strip_suffix("List").unwrap_or_default();
    if kind.is_empty() || !item.is_object() {
        return item;
    }
    let item = if item.get("kind").is_some() { item } else { item.with("kind", Value::from(kind)) };
    if item.get("apiVersion").is_some() { item } else { item.with("apiVersion", Value::from(api_version)) }
}
