//! What validation finds.

use regorus::Value;
use regorus::value::Object;

/// Where in the document: the names and indexes from the root, joined by dots.
#[derive(Debug, Clone)]
pub(super) struct Place(String);

impl Place {
    pub(super) fn root() -> Place {
        Place("(Root)".to_owned())
    }

    pub(super) fn step(&self, name: &str) -> Place {
        Place(format!("{}.{name}", self.0))
    }

    pub(super) fn field(&self) -> &str {
        self.0.strip_prefix("(Root).").unwrap_or(&self.0)
    }
}

struct Finding {
    field: String,
    kind: &'static str,
    description: String,
}

/// All errors, and how near the document came to the schema.
#[derive(Default)]
pub(super) struct Report {
    findings: Vec<Finding>,
    pub(super) score: i64,
}

impl Report {
    pub(super) fn is_valid(&self) -> bool {
        self.findings.is_empty()
    }

    pub(super) fn add(&mut self, place: &Place, kind: &'static str, description: impl Into<String>) {
        let field = place.field().to_owned();
        self.findings.push(Finding { field, kind, description: description.into() });
        self.score = self.score.saturating_sub(2);
    }

    pub(super) fn count(&mut self) {
        self.score = self.score.saturating_add(1);
    }

    pub(super) fn merge(&mut self, other: Report) {
        self.findings.extend(other.findings);
        self.score = self.score.saturating_add(other.score);
    }

    pub(super) fn into_value(self) -> Value {
        let findings = self.findings.into_iter().map(|finding| {
            let mut object = Object::new();
            let error = format!("{}: {}", finding.field, finding.description);
            object.insert("error".into(), error.into());
            object.insert("type".into(), finding.kind.into());
            object.insert("field".into(), finding.field.into());
            object.insert("desc".into(), finding.description.into());
            Value::from(object)
        });
        findings.collect::<Vec<_>>().into()
    }
}

/// The better of two reports: that with the higher score, the first of equals.
pub(super) fn better(best: Option<Report>, next: Report) -> Option<Report> {
    match best {
        Some(best) if next.score <= best.score => Some(best),
        _ => Some(next),
    }
}
