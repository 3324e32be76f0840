//! What a stage finds wrong with a module.

use crate::syntax::tree::Span;

/// A finding and where it stands in its module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// OPA's code.
    pub(crate) code: &'static str,
    pub(crate) span: Span,
    /// In OPA's words, as far as they are known.
    pub(crate) message: String,
}

pub(crate) const PARSE: &str = "rego_parse_error";
pub(crate) const COMPILE: &str = "rego_compile_error";
pub(crate) const TYPE: &str = "rego_type_error";
pub(crate) const UNSAFE: &str = "rego_unsafe_var_error";
pub(crate) const RECURSION: &str = "rego_recursion_error";
/// No code of OPA's: it would run the module, and this engine would answer otherwise.
pub(crate) const REFUSED: &str = "edgeward_refused";

impl Problem {
    pub(crate) fn new(code: &'static str, span: Span, message: impl Into<String>) -> Problem {
        Problem { code, span, message: message.into() }
    }
}
