//! Golden cases: documents as a user would write them, and the decision that the policies make of them.
//!
//! ```text
//! folder ──found──▶ GoldenCase ──decide (every way of running the policies)──▶ snapshot ──compare──▶ decision.snap
//! ```
//! `edgeward test` and the tests of our own policies judge by the same code.

mod golden;
mod header;
mod judged;
mod kept;

pub use golden::GoldenCase;
pub use header::Header;
pub use judged::{LIMITS, MOMENT, Policies, decisions, render};
