//! The policies that Edgeward comes with, as one OPA bundle embedded in the program.
//!
//! `admission/`, `mutation/`, `lib/`, `healthcare/` and `profiles/` beside this crate's manifest are the source;
//! its tests run every Rego test and every golden case. `controls/` is the catalogue of what laws ask for.

use edgeward_bundle::{Bundle, BundleError};
use edgeward_controls::{Catalogue, CatalogueError};
use edgeward_decision::{PoliciesError, PolicyId, PolicySet};

/// The default bundle: an OPA bundle with programs, as a tar that is not compressed.
pub static DEFAULT_BUNDLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/bundle.tar"));

/// The default bundle, unpacked.
///
/// # Errors
/// Never, for a program that was built whole.
pub fn default_bundle() -> Result<Bundle, BundleError> {
    Bundle::read_plain(DEFAULT_BUNDLE)
}

/// The policies of the default bundle, run from its programs.
///
/// # Errors
/// Never, for a bundle that passed its tests.
pub fn policies(bundle: &Bundle) -> Result<PolicySet, PoliciesError> {
    PolicySet::from_programs(id(bundle), bundle.compiled(), bundle.sources(), bundle.data().clone())
}

/// What decisions call a bundle.
pub fn id(bundle: &Bundle) -> PolicyId {
    PolicyId { revision: bundle.revision().to_owned(), digest: bundle.digest().to_owned() }
}

/// The control catalogue, a file a law. It is no part of the bundle: a decision needs only the ids that its rules name,
/// and would pay for reading the rest at every start.
pub static CONTROLS: [(&str, &str); 6] = [
    ("hipaa-security.yaml", include_str!("../controls/hipaa-security.yaml")),
    ("hipaa-privacy.yaml", include_str!("../controls/hipaa-privacy.yaml")),
    ("hipaa-breach.yaml", include_str!("../controls/hipaa-breach.yaml")),
    ("gdpr.yaml", include_str!("../controls/gdpr.yaml")),
    ("hipaa-nprm-2025.yaml", include_str!("../controls/hipaa-nprm-2025.yaml")),
    ("onc-170.315-d.yaml", include_str!("../controls/onc-170.315-d.yaml")),
];

/// The control catalogue, read.
///
/// # Errors
/// Never, for a program that passed its tests.
pub fn catalogue() -> Result<Catalogue, CatalogueError> {
    Catalogue::read(&CONTROLS)
}
