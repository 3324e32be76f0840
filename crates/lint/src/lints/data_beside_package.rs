//! Base data under a root that packages have too: the interpreter pays for every sibling of a package, and data can
//! take a rule's place.

use std::collections::BTreeSet;

use crate::finding::Finding;
use crate::lint::Lint;
use crate::policies::Policies;

pub(crate) fn check(policies: &Policies) -> Vec<Finding> {
    let mut told = BTreeSet::new();
    let mut findings = Vec::new();
    for file in policies.policies() {
        let Some(root) = file.tree.package.first() else {
            continue;
        };
        if policies.data.get(root).is_some() && told.insert(root.clone()) {
            let message = format!(
                "base data stands at data.{root}, beside the packages below it; put it under a root of its own"
            );
            findings.push(Finding::new(Lint::DataBesidePackage, file.package_place(), message));
        }
    }
    findings
}
