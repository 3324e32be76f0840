//! Findings as SARIF 2.1.0, which code scanners read.

use edgeward_lint::Lint;
use serde_json::{Value, json};

use super::result::{FindingResult, LintResult};
use crate::sarif::{SCHEMA, VERSION, physical};

pub(super) fn log(result: &LintResult) -> Value {
    let rules: Vec<Value> = Lint::ALL.iter().map(|lint| rule(*lint)).collect();
    json!({
        "$schema": SCHEMA,
        "version": VERSION,
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
        "locations": [{"physicalLocation": physical(&finding.file, finding.line, finding.column)}],
        // A finding that has only moved stays the same one.
        "partialFingerprints": {
            "lintFileText/v1": format!("{}|{}|{}", finding.lint.id(), finding.file, finding.text),
        },
    })
}
