//! Static checks of policies: what loads, and is not meant or cannot be trusted.
//!
//! ```text
//! sources, data ──read──▶ Policies (trees, names) ──lints──▶ findings ──allow comments──▶ findings
//! ```
//! A lint is a file below `lints`, an entry of [`Lint`], and a page below `docs/lints`.

mod allow;
mod fields;
mod finding;
mod graph;
mod lint;
mod lints;
mod names;
mod policies;
#[cfg(test)]
mod tests;
mod walk;

pub use finding::Finding;
pub use lint::{Level, Lint};

use edgeward_rego::{Source, Value};

/// All findings in the given files, by place. `data` is the base data that stands beside them.
pub fn lint(sources: Vec<Source>, data: Value) -> Vec<Finding> {
    let (policies, unreadable) = policies::Policies::read(sources, data);
    let mut findings = unreadable;
    findings.extend(lints::all(&policies));
    let mut findings = allow::applied(&policies, findings);
    findings.sort();
    findings.dedup();
    findings
}
