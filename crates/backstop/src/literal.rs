//! Parameters as CEL writes them.

use serde_json::Value;

/// A JSON value as CEL. Values of an object may be of different types, which CEL wants to be told.
pub(crate) fn literal(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", "))
        }
        Value::Object(members) => {
            let member =
                |(key, value): (&String, &Value)| format!("{}: dyn({})", quoted(key), literal(value));
            format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(", "))
        }
        Value::String(text) => quoted(text),
        other => other.to_string(),
    }
}

/// The escapes of JSON are a part of CEL's.
fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::literal;

    #[test]
    fn a_parameter_is_written_as_cel() {
        for (value, text) in [
            (json!("a\"b"), r#""a\"b""#),
            (json!(["a", "b"]), r#"["a", "b"]"#),
            (json!([{"key": "k", "values": ["v"]}]), r#"[{"key": dyn("k"), "values": dyn(["v"])}]"#),
            (json!([]), "[]"),
            (json!(25), "25"),
        ] {
            assert_eq!(literal(&value), text);
        }
    }
}
