//! What all logs in SARIF 2.1.0 have in common.

use serde_json::{Value, json};

pub(crate) const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

pub(crate) const VERSION: &str = "2.1.0";

/// A place in a file.
pub(crate) fn physical(file: &str, line: impl Into<Value>, column: impl Into<Value>) -> Value {
    json!({
        "artifactLocation": {"uri": uri(file)},
        "region": {"startLine": line.into(), "startColumn": column.into()},
    })
}

/// A path as a relative reference: what a URI gives a meaning is written as a number.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte))
            }
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    if path.starts_with('/') { format!("file://{uri}") } else { uri }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_written_as_a_uri() {
        for (path, expected) in [
            ("policies/a/a.rego", "policies/a/a.rego"),
            ("my policies/ä.rego", "my%20policies/%C3%A4.rego"),
            ("/tmp/a:b.rego", "file:///tmp/a%3Ab.rego"),
        ] {
            assert_eq!(uri(path), expected);
        }
    }
}
