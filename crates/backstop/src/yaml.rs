//! A value as YAML that a person can read in a diff.

use serde_json::Value;

/// Block style; every string that is no plain word is in JSON's quotes, which are YAML's too.
pub fn yaml(value: &Value) -> String {
    let mut text = String::new();
    block(value, 0, &mut text);
    text
}

fn block(value: &Value, depth: usize, text: &mut String) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (index, (key, member)) in members.iter().enumerate() {
                // The first member stands on the line of its dash.
                if index > 0 || depth == 0 || text.ends_with('\n') {
                    text.push_str(&"  ".repeat(depth));
                }
                text.push_str(&format!("{key}:"));
                below(member, depth, text);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                text.push_str(&"  ".repeat(depth));
                text.push_str("- ");
                block(item, depth + 1, text);
            }
        }
        other => text.push_str(&format!("{}\n", scalar(other))),
    }
}

fn below(value: &Value, depth: usize, text: &mut String) {
    match value {
        Value::Array(items) if items.iter().all(|item| !item.is_object() && !item.is_array()) => {
            let items: Vec<String> = items.iter().map(scalar).collect();
            text.push_str(&format!(" [{}]\n", items.join(", ")));
        }
        Value::Object(members) if !members.is_empty() => {
            text.push('\n');
            block(value, depth + 1, text);
        }
        Value::Array(_) => {
            text.push('\n');
            block(value, depth + 1, text);
        }
        other => text.push_str(&format!(" {}\n", scalar(other))),
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) if is_plain(text) => text.clone(),
        other => other.to_string(),
    }
}

fn is_plain(text: &str) -> bool {
    let reserved = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_./".contains(letter))
        && !reserved.contains(&text.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::yaml;

    #[test]
    fn a_value_is_written_in_blocks() {
        let value = json!([
            {"name": "a", "list": ["x", "", "true"], "deep": {"of": [{"k": "a: b"}, {"k": 1}]}, "none": {}},
            {"name": "b", "empty": []},
        ]);
        let text = "\
- deep:
    of:
      - k: \"a: b\"
      - k: 1
  list: [x, \"\", \"true\"]
  name: a
  none: {}
- empty: []
  name: b
";
        assert_eq!(yaml(&value), text);
    }
}
