//! An edit of one object, made to another that says the same and more: what is stored has defaults filled in, and a PUT
//! without them would take them away.

use serde_json::Value;

/// `stored` after what makes `new` of `old`.
pub(super) fn edited(old: &Value, new: &Value, stored: Value) -> Value {
    match (old, new, stored) {
        (old, new, stored) if old == new => stored,
        (Value::Object(old), Value::Object(new), Value::Object(mut stored)) => {
            stored.retain(|key, _| new.contains_key(key) || !old.contains_key(key));
            for (key, value) in new {
                let before = old.get(key).cloned().unwrap_or_else(|| empty(value));
                match stored.remove(key) {
                    Some(there) => drop(stored.insert(key.clone(), edited(&before, value, there))),
                    // What both say and the API server has dropped stays dropped.
                    None if old.get(key) == Some(value) => {}
                    None => drop(stored.insert(key.clone(), value.clone())),
                }
            }
            Value::Object(stored)
        }
        (Value::Array(old), Value::Array(new), Value::Array(stored)) => {
            let mut left = stored.into_iter();
            let mut all = Vec::new();
            for (index, before) in old.iter().enumerate() {
                match (left.next(), new.get(index)) {
                    (Some(there), Some(after)) => all.push(edited(before, after, there)),
                    (None, Some(after)) => all.push(after.clone()),
                    (_, None) => {}
                }
            }
            // Behind what was told stands what the API server added.
            all.extend(left);
            all.extend(new.iter().skip(old.len()).cloned());
            Value::Array(all)
        }
        (_, new, _) => new.clone(),
    }
}

/// Of the same shape, with nothing in it.
fn empty(value: &Value) -> Value {
    match value {
        Value::Object(_) => Value::Object(serde_json::Map::new()),
        Value::Array(_) => Value::Array(Vec::new()),
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::edited;

    #[test]
    fn what_is_edited_changes_and_what_was_filled_in_stays() {
        for (old, new, stored, expected) in [
            (json!({"a": 1}), json!({"a": 2}), json!({"a": 1, "d": 0}), json!({"a": 2, "d": 0})),
            (json!({"a": 1}), json!({}), json!({"a": 1, "d": 0}), json!({"d": 0})),
            (json!({}), json!({"l": [1]}), json!({"l": [8, 9]}), json!({"l": [8, 9, 1]})),
            (
                json!({"c": [{"i": "x"}]}),
                json!({"c": [{"i": "y"}, {"i": "z"}]}),
                json!({"c": [{"i": "x", "d": 0}]}),
                json!({"c": [{"i": "y", "d": 0}, {"i": "z"}]}),
            ),
            (json!({"l": [1, 2]}), json!({"l": [1]}), json!({"l": [1, 2, 9]}), json!({"l": [1, 9]})),
            (json!({"a": 1, "b": 1}), json!({"a": 1, "b": 2}), json!({"b": 1}), json!({"b": 2})),
            (json!({"a": {}}), json!({"a": "no object"}), json!({"a": {}}), json!({"a": "no object"})),
            (json!({}), json!({"a": {}}), json!({}), json!({"a": {}})),
        ] {
            assert_eq!(edited(&old, &new, stored), expected, "{old} {new}");
        }
    }

    #[test]
    fn an_edit_that_changes_nothing_leaves_what_is_stored() {
        let stored = json!({"a": 1, "d": [1]});
        assert_eq!(edited(&Value::Null, &Value::Null, stored.clone()), stored);
    }
}
