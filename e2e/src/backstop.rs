//! The backstop held against the rules: every golden case's objects, put to a real API server that no webhook answers.
//!
//! ```text
//! golden cases ─▶ Corpus: requests, and the namespaces that they need
//!                    ├─ API server alone ─▶ what it stores, or why it refuses
//!                    ├─ API server with the policies ─▶ checks that CEL finds
//!                    └─ the rules, asked of what is stored ─▶ checks that Rego finds
//! ```

mod at;
mod comparison;
mod corpus;
mod installed;
mod page;
mod rules;
mod surroundings;
mod tried;

pub use comparison::{Comparison, compare};
pub use corpus::{Corpus, Golden, Judged, Subject};
pub use installed::{Action, install, uninstall};
pub use page::page;
pub use rules::{Finding, Rules};
pub use surroundings::{Surroundings, prepare};
pub use tried::{Tried, put};
