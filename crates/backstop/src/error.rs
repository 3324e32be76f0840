//! What can be wrong with a counterpart.

/// A counterpart that cannot be read, or that does not fit its rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BackstopError {
    /// The file cannot be read, is no YAML, or not of a counterpart's form.
    #[error("{file}: {message}")]
    Malformed {
        /// Which file.
        file: String,
        /// What and where.
        message: String,
    },
    /// It does not fit its rule.
    #[error("{rule}: {message}")]
    Unfit {
        /// Id of the rule.
        rule: String,
        /// What does not fit.
        message: String,
    },
}
