//! METADATA of packages that are asked for violations or mutations.

use edgeward_rego::LoadError;

use super::ANNOTATED;
use crate::finding::Finding;
use crate::lint::Lint;
use crate::policies::Policies;

pub(crate) fn check(policies: &Policies) -> Vec<Finding> {
    let annotated = policies
        .policies()
        .filter(|file| ANNOTATED.iter().any(|name| file.definitions(name).next().is_some()));
    annotated
        .filter_map(|file| match file.module.annotation() {
            Err(LoadError::Annotation { place, message }) => {
                Some(Finding::new(Lint::MetadataComplete, place, message))
            }
            Err(other) => Some(Finding::new(Lint::MetadataComplete, file.package_place(), other.to_string())),
            Ok(_) => None,
        })
        .collect()
}
