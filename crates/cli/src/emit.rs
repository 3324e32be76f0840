//! Values to YAML and JSON text.

use edgeward_manifest::values;
use edgeward_rego::Value;

use crate::failure::Failure;

/// One YAML document, without a marker.
pub(crate) fn yaml(value: &Value) -> Result<String, Failure> {
    let text = serde_saphyr::to_string(value).map_err(|error| Failure::Emit(error.to_string()))?;
    // What is printed must be read back as what was meant, `"yes"` as text above all; JSON always is.
    match values("output", &text) {
        Ok(read) if read.as_slice() == std::slice::from_ref(value) => Ok(text),
        _ => json(value),
    }
}

/// Indented JSON with a line end.
pub(crate) fn json(value: &impl serde::Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(value)
        .map(|text| format!("{text}\n"))
        .map_err(|error| Failure::Emit(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_is_read_back_as_it_was() {
        for text in [
            "yes",
            "on",
            "0755",
            "1e3",
            "~",
            "",
            "a: b",
            "a\nb\n",
            " x",
            "- x",
            "2001-01-01",
            "1_000",
            "n",
            "0o17",
            "é😀",
            "#x",
        ] {
            let value =
                Value::object([("key", Value::from(text)), (text, Value::array([Value::from(text)]))]);
            let emitted = yaml(&value).expect("emitted");
            assert_eq!(values("t", &emitted).expect("YAML"), [value], "{emitted}");
        }
    }

    #[test]
    fn yaml_looks_as_people_write_it() {
        let json = serde_json::json!({"kind": "Pod", "spec": {"containers": [{"name": "a", "args": ["x", "yes"], "env": []}]}});
        assert_eq!(
            yaml(&Value::from(&json)).expect("emitted"),
            "kind: Pod\nspec:\n  containers:\n  - args:\n    - x\n    - \"yes\"\n    env: []\n    name: a\n"
        );
    }
}
