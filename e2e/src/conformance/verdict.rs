//! How a case went.

/// How a case went on one machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// As OPA.
    Pass,
    /// Not accepted, with the construct that it was refused for.
    Refused(String),
    /// Left to the interpreter.
    Elsewhere,
    /// Otherwise than OPA by an exception that the docs name: the case, and which.
    Excepted(String, &'static str),
    /// Otherwise than OPA: what was wanted, and what came.
    Different(String),
}

impl Verdict {
    pub(crate) fn is_pass(&self) -> bool {
        matches!(self, Verdict::Pass)
    }

    pub(crate) fn is_refused(&self) -> bool {
        matches!(self, Verdict::Refused(_))
    }

    pub(crate) fn is_elsewhere(&self) -> bool {
        matches!(self, Verdict::Elsewhere)
    }

    pub(crate) fn is_different(&self) -> bool {
        matches!(self, Verdict::Different(_))
    }
}
