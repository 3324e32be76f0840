//! What an API server can judge by itself: ValidatingAdmissionPolicies from the rules, for when nobody answers its
//! webhooks.
//!
//! ```text
//! policies/admission/RULE/backstop.yaml ──read──▶ Counterpart ─┐
//! METADATA of the rule ────────────────────────────────────────┼─▶ policies ─▶ objects, as a file of the chart
//! profile: constraint, parameters, action ─────────────────────┘
//! ```
//! The Rego stays the truth. A counterpart says of each check of its rule what CEL can say of it, or why it cannot;
//! tests against a real API server hold the two together.

mod binding;
mod counterpart;
mod error;
mod literal;
mod policy;
mod resources;
mod yaml;

pub use counterpart::{Backstop, Check, Counterpart, Given, Reach, Variable};
pub use error::BackstopError;
pub use policy::{AGREED_LABEL, Policy, Spec, Validation, policies};
pub use resources::ResourceRule;
pub use yaml::yaml;
