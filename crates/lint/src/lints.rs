//! The lints, one a file.

mod byte_code;
mod data_beside_package;
mod loads;
mod metadata_complete;
mod negated_call;
mod package_folder;
mod prefix_compare;
mod test_twin;
mod unique_id;
mod unreachable_branch;
mod unused_rule;
mod violation_shape;

use crate::finding::Finding;
use crate::policies::Policies;

/// What finds something in policies.
type Check = fn(&Policies) -> Vec<Finding>;

const CHECKS: [Check; 12] = [
    byte_code::check,
    data_beside_package::check,
    loads::check,
    metadata_complete::check,
    negated_call::check,
    package_folder::check,
    prefix_compare::check,
    test_twin::check,
    unique_id::check,
    unreachable_branch::check,
    unused_rule::check,
    violation_shape::check,
];

/// Rules that the product asks for by name, with METADATA.
const ANNOTATED: [&str; 2] = ["violation", "mutation"];

/// Rules that are asked for by name.
const ENTRY_POINTS: [&str; 4] = ["violation", "mutation", "allow", "deny"];

pub(crate) fn all(policies: &Policies) -> Vec<Finding> {
    CHECKS.iter().flat_map(|check| check(policies)).collect()
}
