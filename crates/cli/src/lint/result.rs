//! The findings as one document.

use edgeward_lint::{Finding, Level, Lint};
use edgeward_rego::Source;
use serde::Serialize;

/// The document that `-o json` prints. Fields are only ever added within `edgeward.io/v1`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LintResult {
    api_version: &'static str,
    kind: &'static str,
    pub(super) summary: Summary,
    pub(super) findings: Vec<FindingResult>,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct Summary {
    /// Policy and test files looked at.
    pub(super) files: usize,
    pub(super) errors: usize,
    pub(super) warnings: usize,
}

#[derive(Debug, Serialize)]
pub(super) struct FindingResult {
    #[serde(rename = "lint", serialize_with = "id")]
    pub(super) lint: Lint,
    #[serde(serialize_with = "word")]
    pub(super) level: Level,
    pub(super) file: String,
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) message: String,
    /// The line found, without what stands before its first word.
    pub(super) text: String,
}

fn id<S: serde::Serializer>(lint: &Lint, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(lint.id())
}

fn word<S: serde::Serializer>(level: &Level, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(level.as_str())
}

impl LintResult {
    pub(super) fn new(prefix: &str, sources: &[Source], findings: Vec<Finding>) -> LintResult {
        let count = |level| findings.iter().filter(|finding| finding.lint.level() == level).count();
        let summary =
            Summary { files: sources.len(), errors: count(Level::Error), warnings: count(Level::Warning) };
        let line = |file: &str, line: u32| {
            let source = sources.iter().find(|source| source.path == file)?;
            source.text.lines().nth(usize::try_from(line).ok()?.checked_sub(1)?)
        };
        let findings = findings.into_iter().map(|finding| FindingResult {
            text: line(&finding.place.file, finding.place.line).unwrap_or_default().trim().to_owned(),
            lint: finding.lint,
            level: finding.lint.level(),
            file: format!("{prefix}{}", finding.place.file),
            line: finding.place.line,
            // A line break is column 0 to OPA; an editor has none.
            column: finding.place.column.max(1),
            message: finding.message,
        });
        LintResult {
            api_version: "edgeward.io/v1",
            kind: "LintResult",
            summary,
            findings: findings.collect(),
        }
    }
}
