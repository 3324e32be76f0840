//! Ids that two rules claim.

use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::lint::Lint;
use crate::policies::Policies;

pub(crate) fn check(policies: &Policies) -> Vec<Finding> {
    let mut owners: BTreeMap<String, String> = BTreeMap::new();
    let mut findings = Vec::new();
    for file in policies.policies() {
        let Ok(annotation) = file.module.annotation() else {
            continue;
        };
        if let Some(owner) = owners.get(&annotation.id) {
            let message = format!("the id {} belongs to {owner} already", annotation.id);
            findings.push(Finding::new(Lint::UniqueId, file.package_place(), message));
        } else {
            owners.insert(annotation.id, file.path().to_owned());
        }
    }
    findings
}
