//! Runs Rego with OPA's meaning.
//!
//! ```text
//! text ──syntax──▶ Module ──compile──▶ (refused: file, line, OPA's code)
//!                     │
//!                  flat rules ──emit──▶ lowered text ──choose machine──▶ Rule ──evaluate(input, data)──▶ Value
//!                                                        byte code │ interpreter
//! ```
//!
//! This is the only crate that names `regorus`. Both of its machines answer some shapes differently from
//! OPA without an error: the stages give a policy the shape in which they do not, built-ins that differ are
//! ours, and what only one machine gets right is run on that machine ([`Machine`]).

pub mod annotation;
mod builtins;
mod byte_code;
mod compile;
mod compiled;
pub mod coverage;
mod deep;
mod document;
mod engine;
mod error;
mod evaluate;
mod inventory;
mod lowered;
mod machine;
mod module;
pub mod mutants;
mod query;
mod stack;
pub mod syntax;
pub mod test;
mod value;

pub use annotation::{Annotation, GroupKind, Severity};
pub use builtins::rfc3339_seconds;
pub use compiled::CompiledRule;
pub use document::Documents;
pub use error::{EvalError, LoadError, Place};
pub use evaluate::{Limits, Rule, RuleSource};
pub use inventory::{Fields, Lookup, Read, Scope};
pub use machine::Machine;
pub use module::{Module, Source};
pub use query::{Query, QueryOptions, QueryRow};
pub use syntax::tree::Version;
pub use value::{AddError, InputError, Value};
