//! The backstop held against the rules: every golden case's requests, put to a real API server that no webhook answers.
//!
//! ```text
//! golden cases ─▶ Corpus: requests, and the namespaces that they need
//!                    ├─ what some of them change or end, made
//!                    ├─ API server alone ─▶ what it stores, or why it refuses
//!                    ├─ API server with the policies ─▶ checks that CEL finds
//!                    └─ the rules, asked of what is stored ─▶ checks that Rego finds
//! ```

mod at;
mod change;
mod comparison;
mod corpus;
mod edit;
mod held;
mod installed;
mod page;
mod request;
mod rules;
mod subject;
mod surroundings;
mod tried;

pub use change::Change;
pub use comparison::{Comparison, compare};
pub use corpus::{Corpus, Golden, Judged};
pub use held::hold;
pub use installed::{Action, install, uninstall};
pub use page::page;
pub use rules::{Finding, Rules};
pub use subject::Subject;
pub use surroundings::{Surroundings, prepare};
pub use tried::{Tried, put};
