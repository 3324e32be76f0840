//! The policies that Edgeward comes with, as one OPA bundle embedded in the program.
//!
//! `admission/`, `mutation/`, `lib/`, `healthcare/` and `profiles/` beside this crate's manifest are the source;
//! its tests run every Rego test and every golden case.

use edgeward_bundle::{Bundle, BundleError};
use edgeward_decision::{PoliciesError, PolicyId, PolicySet};

/// The default bundle: an OPA bundle (tar.gz) with programs.
pub static DEFAULT_BUNDLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/bundle.tar.gz"));

/// The default bundle, unpacked.
///
/// # Errors
/// Never, for a program that was built whole.
pub fn default_bundle() -> Result<Bundle, BundleError> {
    Bundle::read(DEFAULT_BUNDLE)
}

/// The policies of the default bundle, run from its programs.
///
/// # Errors
/// Never, for a bundle that passed its tests.
pub fn policies(bundle: &Bundle) -> Result<PolicySet, PoliciesError> {
    PolicySet::from_programs(id(bundle), bundle.compiled(), bundle.sources().to_vec(), bundle.data().clone())
}

/// What decisions call a bundle.
pub fn id(bundle: &Bundle) -> PolicyId {
    PolicyId { revision: bundle.revision().to_owned(), digest: bundle.digest().to_owned() }
}
