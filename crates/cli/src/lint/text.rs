//! Findings, for people.

use std::collections::BTreeSet;

use edgeward_lint::Level;

use super::result::{FindingResult, LintResult};
use crate::output::Paint;
use crate::shown::{self, plain};
use crate::wrap::labelled;

pub(super) fn render(result: &LintResult, width: usize) -> String {
    let mut text = String::new();
    let mut explained = BTreeSet::new();
    for finding in &result.findings {
        text.push_str(&one(finding, width));
        if explained.insert(finding.lint.id()) {
            let hint = format!("more: edgeward explain {}", finding.lint.id());
            text.push_str(&labelled(4, "", 0, &hint, width));
        }
        text.push('\n');
    }
    text.push_str(&summary(result));
    text
}

fn one(finding: &FindingResult, width: usize) -> String {
    let level = match finding.level {
        Level::Error => Paint::Deny,
        Level::Warning => Paint::Warn,
    };
    let place = format!("{}:{}:{}", finding.file, finding.line, finding.column);
    let mut text = format!(
        "{} {} {}\n",
        Paint::Strong.on(&plain(&place)),
        level.on(finding.level.as_str()),
        finding.lint.id()
    );
    if !finding.text.is_empty() {
        text.push_str(&format!("    {}\n", Paint::Faint.on(&plain(&finding.text))));
    }
    text.push_str(&labelled(4, "", 0, &finding.message, width));
    text
}

fn summary(result: &LintResult) -> String {
    let summary = &result.summary;
    let part = |number: usize, noun: &str, paint: Paint| {
        let words = shown::count(number, noun);
        if number == 0 { words } else { paint.on(&words) }
    };
    let verdict = if result.findings.is_empty() { Paint::Allow.on("clean") } else { Paint::Deny.on("found") };
    format!(
        "{verdict}: {}; {}, {}\n",
        shown::count(summary.files, "file"),
        part(summary.errors, "error", Paint::Deny),
        part(summary.warnings, "warning", Paint::Warn)
    )
}
