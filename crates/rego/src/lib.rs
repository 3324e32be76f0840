//! Runs Rego with OPA's meaning.
//!
//! ```text
//! text ──parse──▶ Module ──check──▶ (refused: file, line, safe way)
//!                    │
//!                  lower
//!                    │
//!                    └──choose machine──▶ Rule ──evaluate(input, data)──▶ Value
//!                                          byte code │ interpreter
//! ```
//!
//! This is the only crate that names `regorus`. Both of its machines answer some shapes differently from
//! OPA without an error; those shapes are refused when a policy is loaded ([`check`]), and what only one
//! machine gets right is run on that machine ([`Machine`]).

pub mod annotation;
pub mod check;
mod compiled;
mod document;
mod error;
mod evaluate;
mod lower;
mod machine;
mod module;
mod query;
pub mod test;
mod value;

pub use annotation::{Annotation, GroupKind, Severity};
pub use compiled::CompiledRule;
pub use document::Documents;
pub use error::{EvalError, LoadError, Place};
pub use evaluate::{Limits, Rule, RuleSource};
pub use machine::Machine;
pub use module::{Module, Source};
pub use query::{Query, QueryRow};
pub use value::{AddError, InputError, Value};
