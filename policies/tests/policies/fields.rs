//! Every golden case with one field removed, emptied, set to null or to another type: there is still a verdict, no
//! rule fails, and all machines agree.
//!
//! A run takes some of the changes of each case, others each time; `EDGEWARD_FIELDS=all` takes all of them.

use std::sync::Arc;
use std::time::SystemTime;

use edgeward_rego::Value;
use libtest_mimic::Trial;
use serde_json::{Value as Json, json};

use crate::golden::documents;
use crate::machines::decisions;
use crate::sources::{Policies, folders, name, testdata};

/// Changes of each case in a plain run.
const SOME: usize = 2;

pub(crate) fn trials(policies: &Arc<Policies>) -> Vec<Trial> {
    let rules = folders(&testdata().join("golden"));
    rules
        .into_iter()
        .map(|rule| {
            let policies = Arc::clone(policies);
            let id = name(&rule);
            Trial::test(format!("fields/{id}/any_field_missing_or_odd_still_has_a_verdict"), move || {
                let all = std::env::var("EDGEWARD_FIELDS").is_ok_and(|value| value == "all");
                let mut state = now();
                for case in folders(&rule) {
                    let whole = json_documents(&case.join("input.yaml"))?;
                    let changes = changes(&whole);
                    let step = if all { 1 } else { (changes.len() / SOME).max(1) };
                    let first = usize::try_from(state % step as u64).unwrap_or_default();
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    for change in changes.iter().skip(first).step_by(step) {
                        judge(&policies, &name(&rule), &whole, change)
                            .map_err(|error| format!("{}: {change:?}: {error}", name(&case)))?;
                    }
                }
                Ok(())
            })
        })
        .collect()
}

/// What to put where; nothing for taking the field away.
type Change = (usize, String, Option<Json>);

fn judge(policies: &Policies, rule: &str, whole: &[Json], change: &Change) -> Result<(), String> {
    let (index, pointer, value) = change;
    let mut changed = whole.to_vec();
    let document = changed.get_mut(*index).ok_or("no such document")?;
    match value {
        Some(value) => {
            *document.pointer_mut(pointer).ok_or("no such field")? = value.clone();
        }
        None => remove(document, pointer),
    }
    let values: Vec<Value> = changed.iter().map(Value::from).collect();
    // An object without kind, or a review that contradicts itself, never reaches a rule.
    if values.iter().any(|value| edgeward_decision::Review::of_document(value).is_err()) {
        return Ok(());
    }
    for profile in ["baseline", "strict"] {
        for (_, decision) in decisions(policies, profile, Some(rule), &values)? {
            if let Some(fault) = decision.faults.first() {
                return Err(format!("{profile}: {}", fault.message));
            }
        }
    }
    Ok(())
}

fn remove(document: &mut Json, pointer: &str) {
    let Some((parent, key)) = pointer.rsplit_once('/') else {
        return;
    };
    let key = key.replace("~1", "/").replace("~0", "~");
    match document.pointer_mut(parent) {
        Some(Json::Object(fields)) => {
            fields.remove(&key);
        }
        Some(Json::Array(items)) => {
            if let Some(index) = key.parse().ok().filter(|index: &usize| *index < items.len()) {
                items.remove(index);
            }
        }
        _ => {}
    }
}

fn changes(documents: &[Json]) -> Vec<Change> {
    let mut found = Vec::new();
    for (index, document) in documents.iter().enumerate() {
        let mut pointers = Vec::new();
        places(document, String::new(), &mut pointers);
        for (pointer, value) in pointers {
            found.push((index, pointer.clone(), None));
            let empty = match value {
                Json::Object(_) => json!({}),
                Json::Array(_) => json!([]),
                Json::String(_) => json!(""),
                _ => json!(0),
            };
            let other = match value {
                Json::Object(_) => json!([{}]),
                Json::Array(_) => json!({"0": 1}),
                Json::String(_) => json!(7),
                _ => json!("7"),
            };
            for value in [empty, Json::Null, other, json!([null]), json!(true)] {
                found.push((index, pointer.clone(), Some(value)));
            }
        }
    }
    found
}

fn places<'a>(value: &'a Json, at: String, found: &mut Vec<(String, &'a Json)>) {
    let inner: Vec<(String, &Json)> = match value {
        Json::Object(fields) => fields
            .iter()
            .map(|(key, value)| (format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), value))
            .collect(),
        Json::Array(items) => {
            items.iter().enumerate().map(|(index, value)| (format!("{at}/{index}"), value)).collect()
        }
        _ => Vec::new(),
    };
    for (pointer, value) in inner {
        found.push((pointer.clone(), value));
        places(value, pointer, found);
    }
}

fn json_documents(file: &std::path::Path) -> Result<Vec<Json>, String> {
    documents(file)?
        .iter()
        .map(|document| serde_json::from_str(&document.to_json()).map_err(|error| error.to_string()))
        .collect()
}

fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
