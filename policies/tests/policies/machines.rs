//! One corpus through every way of running the policies.

use edgeward_decision::{Decision, Review};
use edgeward_rego::Value;
pub(crate) use edgeward_suite::{LIMITS, MOMENT, render};

use crate::sources::Policies;

/// The decision on each object of a case, once every machine has given the same one.
pub(crate) fn decisions(
    policies: &Policies,
    profile: &str,
    rule: Option<&str>,
    documents: &[Value],
) -> Result<Vec<(Review, Decision)>, String> {
    edgeward_suite::decisions(&policies.sets(), profile, rule, documents)
}
