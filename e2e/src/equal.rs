//! When two JSON documents are the same answer.

use serde_json::{Map, Number, Value};

/// Whether two documents are the same, numbers by their value: 1 and 1.0 are.
pub(crate) fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => same_number(left, right),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => same_object(left, right),
        _ => left == right,
    }
}

pub(crate) fn same_object(left: &Map<String, Value>, right: &Map<String, Value>) -> bool {
    left.len() == right.len()
        && left.iter().all(|(key, value)| right.get(key).is_some_and(|other| same(value, other)))
}

fn same_number(left: &Number, right: &Number) -> bool {
    // Integers are compared as such: two neighbours above 2^53 are one float.
    match (whole(left), whole(right)) {
        (Some(left), Some(right)) => left == right,
        // A negative zero is zero.
        _ => left.as_f64().is_some_and(|left| right.as_f64() == Some(left)),
    }
}

fn whole(number: &Number) -> Option<i128> {
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
}

/// Sorts an array by OPA's order of types and values, as its own test runner does where the order says nothing.
pub(crate) fn sort(value: &mut Value) {
    if let Value::Array(elements) = value {
        elements.sort_by(compare);
    }
}

fn compare(left: &Value, right: &Value) -> std::cmp::Ordering {
    let rank = |value: &Value| match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        Value::String(_) => 3,
        Value::Array(_) => 4,
        Value::Object(_) => 5,
    };
    match (left, right) {
        (Value::Bool(left), Value::Bool(right)) => left.cmp(right),
        (Value::Number(left), Value::Number(right)) => {
            left.as_f64().unwrap_or_default().total_cmp(&right.as_f64().unwrap_or_default())
        }
        (Value::String(left), Value::String(right)) => left.cmp(right),
        (Value::Array(left), Value::Array(right)) => left
            .iter()
            .zip(right)
            .map(|(left, right)| compare(left, right))
            .find(|order| order.is_ne())
            .unwrap_or_else(|| left.len().cmp(&right.len())),
        (Value::Object(left), Value::Object(right)) => left
            .iter()
            .zip(right)
            .map(|((key, value), (other_key, other))| key.cmp(other_key).then_with(|| compare(value, other)))
            .find(|order| order.is_ne())
            .unwrap_or_else(|| left.len().cmp(&right.len())),
        _ => rank(left).cmp(&rank(right)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{same, sort};

    #[test]
    fn a_float_without_a_fraction_is_the_integer() {
        assert!(same(&json!({"a": [1.0]}), &json!({"a": [1]})));
    }

    #[test]
    fn neighbours_above_2_to_the_53_differ() {
        assert!(!same(&json!(9_007_199_254_740_993_i64), &json!(9_007_199_254_740_992_i64)));
    }

    #[test]
    fn a_missing_key_is_not_null() {
        assert!(!same(&json!({"a": null}), &json!({"b": null})));
        assert!(!same(&json!({"a": null}), &json!({})));
    }

    #[test]
    fn sorting_orders_types_before_values() {
        let mut mixed = json!([{"a": 1}, [2], "b", "a", 10, 9, true, null]);
        sort(&mut mixed);
        assert_eq!(mixed, json!([null, true, 9, 10, "a", "b", [2], {"a": 1}]));
    }
}
