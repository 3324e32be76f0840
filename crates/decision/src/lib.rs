//! Policies and a question in, a decision out.
//!
//! ```text
//! PolicySet ──profile──▶ constraints ─┐
//! Review ─────────────────────────────┼─▶ decide ─▶ Decision
//! Facts (inventory, namespaces) ──────┘   mutate ─▶ Mutation
//! data request ──────────────────────────▶ access ─▶ AccessDecision
//! many Decisions about what is there ────▶ Tally: each finding once
//! ```
//!
//! Pure and synchronous: no clock, no files, no network. The webhook, the command line and every test ask here,
//! so they cannot differ.

mod access;
mod audit;
mod decide;
mod error;
mod exceptions;
mod facts;
mod inventory;
mod kinds;
mod mutate;
mod needs;
mod policies;
mod profile;
mod review;

pub use access::{AccessDecision, DataDocument, Reason};
pub use audit::{AuditSummary, Audited, Tally, audit_order};
pub use decide::{Coverage, Decision, Fault, FaultKind, Verdict, Violation, decide};
pub use error::{PoliciesError, ReviewError};
pub use exceptions::Waived;
pub use facts::{Facts, HEALTH_DATA_LABEL};
pub use inventory::{Gap, Inventory, InventoryKind};
pub use kinds::{KindScope, kind_scope, known_kinds};
pub use mutate::{Mutation, Operation as PatchOperation, mutate};
pub use needs::{Needs, OpenLookup};
pub use policies::{PolicyId, PolicySet, RuleEntry};
pub use profile::{BoundConstraint, BoundMutation, Profile};
pub use review::{GroupVersionKind, Operation, Review};
