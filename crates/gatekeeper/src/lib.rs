//! Gatekeeper's objects and their meaning: constraints, match criteria, enforcement actions.
//!
//! ```text
//! Constraint ──match──▶ Subject?  ──yes──▶ the rule of its kind is asked, with its parameters
//!     └─ enforcementAction: what a violation does
//! ```
//!
//! No engine and no I/O: what comes in is JSON that somebody else read.

mod constraint;
mod enforcement;
mod glob;
mod matching;
mod selector;

pub use constraint::{Constraint, ConstraintError};
pub use enforcement::EnforcementAction;
pub use matching::{Match, MatchError, Residence, Subject};
pub use selector::{LabelSelector, Labels, Requirement};
