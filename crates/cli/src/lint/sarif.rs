//! Findings as SARIF 2.1.0, which code scanners read.

use edgeward_lint::Lint;
use serde_json::{Value, json};

use super::result::{FindingResult, LintResult};

pub(super) fn log(result: &LintResult) -> Value {
    let rules: Vec<Value> = Lint::ALL.iter().map(|lint| rule(*lint)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "edgeward lint",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            // Columns count characters, whatever they weigh.
            "columnKind": "unicodeCodePoints",
            "results": result.findings.iter().map(finding).collect::<Vec<_>>(),
        }],
    })
}

fn rule(lint: Lint) -> Value {
    json!({
        "id": lint.id(),
        "shortDescription": {"text": lint.title()},
        "help": {"text": format!("edgeward explain {}", lint.id()), "markdown": lint.page()},
        "defaultConfiguration": {"level": lint.level().as_str()},
    })
}

fn finding(finding: &FindingResult) -> Value {
    json!({
        "ruleId": finding.lint.id(),
        "ruleIndex": Lint::ALL.iter().position(|lint| *lint == finding.lint),
        "level": finding.level.as_str(),
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": {
            "artifactLocation": {"uri": uri(&finding.file)},
            "region": {"startLine": finding.line, "startColumn": finding.column},
        }}],
        // A finding that has only moved stays the same one.
        "partialFingerprints": {
            "lintFileText/v1": format!("{}|{}|{}", finding.lint.id(), finding.file, finding.text),
        },
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
