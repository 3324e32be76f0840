//! Inputs for generated programs: fields that are right, missing, null, zero, empty or of another type.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// The base document of every generated program, at `data.d`.
pub(crate) fn data() -> Value {
    json!({
        "list": [1, 2, "a", null, {"k": 1}],
        "map": {"a": 1, "b": "two", "c": null},
        "zero": 0,
        "empty": [],
        "names": ["a", "b", "ab"],
    })
}

/// The fields that programs refer to, each with right values.
const FIELDS: [(&str, &[&str]); 12] = [
    ("n", &["1", "2", "5", "-3", "1.5", "10"]),
    ("m", &["2", "3", "0", "4"]),
    ("s", &["\"a\"", "\"abc\"", "\"a/b/c\"", "\"A b\"", "\"12\""]),
    ("t", &["\"b\"", "\"ab\"", "\"hello world\""]),
    ("b", &["true", "false"]),
    ("xs", &["[1,2,3]", "[3,1,2,2]", "[\"a\",\"b\"]", "[1,\"a\",null]", "[[1],[2]]"]),
    (
        "items",
        &[
            r#"[{"n":"a","v":1},{"n":"b","v":2},{"n":"c"}]"#,
            r#"[{"n":"a","v":null},{"v":3},{"n":"a","v":1,"tags":["x","y"]}]"#,
            r#"[{"n":"b","v":0,"tags":[]}]"#,
        ],
    ),
    ("o", &[r#"{"a":1,"b":{"c":2}}"#, r#"{"a":"x","k":["a"]}"#, r#"{"a":null,"b":false}"#]),
    ("in", &["1", "[1]"]),
    ("if", &["\"b\"", "{\"a\":1}"]),
    ("not", &[r#"{"every":1}"#, r#"{"every":false}"#]),
    ("r", &[r#"{"a":{"b":[10,20]}}"#, r#"{"a":{}}"#]),
];

const ODD: [&str; 9] = ["null", "0", "\"\"", "[]", "{}", "false", "\"odd\"", "7", "[null]"];

/// A few inputs: `None` stands for an undefined one.
pub(crate) fn inputs(rng: &mut Rng) -> Vec<Option<Value>> {
    let mut inputs = vec![Some(whole(rng, 0)), Some(whole(rng, 45)), Some(whole(rng, 75))];
    inputs.push(match rng.u8(..4) {
        0 => None,
        1 => Some(json!({})),
        2 => Some(json!([1, "a"])),
        _ => Some(whole(rng, 30)),
    });
    inputs
}

/// An input of which about so many fields of a hundred are not right.
fn whole(rng: &mut Rng, wrong: u8) -> Value {
    let mut object = Map::new();
    for (name, values) in FIELDS {
        let text = if rng.u8(..100) >= wrong {
            rng.choice(values.iter())
        } else if rng.bool() {
            rng.choice(ODD.iter())
        } else {
            None
        };
        if let Some(value) = text.and_then(|text| serde_json::from_str(text).ok()) {
            object.insert(name.to_owned(), value);
        }
    }
    Value::Object(object)
}

/// Inputs with one thing taken out.
pub(crate) fn smaller(input: &Option<Value>) -> Vec<Option<Value>> {
    let Some(Value::Object(object)) = input else { return Vec::new() };
    let without = |key: &String| {
        let mut fewer = object.clone();
        fewer.remove(key);
        Some(Value::Object(fewer))
    };
    object.keys().map(without).collect()
}

#[cfg(test)]
mod tests {
    use super::{FIELDS, ODD, inputs};

    #[test]
    fn every_value_is_json() {
        for text in FIELDS.iter().flat_map(|(_, values)| values.iter()).chain(&ODD) {
            assert!(serde_json::from_str::<serde_json::Value>(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_inputs() {
        let draw = || inputs(&mut fastrand::Rng::with_seed(7));
        assert_eq!(draw(), draw());
    }
}
