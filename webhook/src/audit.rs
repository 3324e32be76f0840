//! What is already there, judged by the policies of today.
//!
//! ```text
//! discovery ─▶ kinds ─▶ pages of each ─▶ Review ─▶ decide ─▶ Tally (each finding once) ─┬─▶ who asked (command line)
//!                                                                                       └─▶ metrics, PolicyReports
//! ```
//!
//! A kind that cannot be read is a gap of the audit and is named as one: what nobody looked at has not passed.

mod kinds;
mod once;
mod periodic;
mod reports;
mod scan;

pub use once::{AuditConfig, AuditError, audit};
pub(crate) use periodic::Periodic;
pub use scan::{AuditNews, Audited, AuditedKind, Gap, Scanned, is_skipped};
