//! What OPA refuses, and what this engine would answer otherwise than OPA. Tests are held to it too.

use crate::finding::Finding;
use crate::policies::{Policies, unloadable};

pub(crate) fn check(policies: &Policies) -> Vec<Finding> {
    let documents = policies.documents.iter();
    documents.flat_map(|documents| documents.check_with_tests()).map(|error| unloadable(&error)).collect()
}
