//! What is wrong with a text, and where.

use super::tree::Span;

/// A text that is not in the language. OPA's code for all of these is `rego_parse_error`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SyntaxError {
    /// The token that does not fit, or the rule that breaks a demand of its version.
    pub at: Span,
    /// In OPA's words, hints included.
    pub message: String,
    /// A token that does not fit: its line tells more.
    pub is_token: bool,
}
