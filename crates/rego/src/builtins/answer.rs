//! What a built-in answers.

use regorus::Value;

/// Why a built-in has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// An argument is of a type, or holds a value, that OPA reports as `eval_type_error`.
    Operand(String),
    /// What OPA reports as `eval_builtin_error`.
    Failed(String),
    /// What stops an evaluation in any mode: the given OPA code and a message.
    Halt(&'static str, String),
}

/// A value, `None` where OPA has undefined without an error, or a failure. Outside strict mode the first two
/// failures are undefined too; the caller sees to that.
pub(crate) type Answer = Result<Option<Value>, Failure>;

/// A built-in function of ours. The number and the declared types of its arguments were checked before it runs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Builtin {
    /// As policies call it.
    pub(crate) name: &'static str,
    /// All arguments are defined values.
    pub(crate) run: fn(&[Value]) -> Answer,
}
