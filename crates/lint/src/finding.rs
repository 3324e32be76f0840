//! One finding.

use edgeward_rego::Place;

use crate::lint::Lint;

/// Something that a lint found. The order is that of a report: by file, line and column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Where.
    pub place: Place,
    /// Which lint.
    pub lint: Lint,
    /// What was found and what is wanted.
    pub message: String,
}

impl Finding {
    pub(crate) fn new(lint: Lint, place: Place, message: impl Into<String>) -> Finding {
        Finding { place, lint, message: message.into() }
    }
}
