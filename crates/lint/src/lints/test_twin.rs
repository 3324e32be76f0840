//! Policy files without a test file beside them.

use std::collections::BTreeSet;

use crate::finding::Finding;
use crate::lint::Lint;
use crate::policies::Policies;

pub(crate) fn check(policies: &Policies) -> Vec<Finding> {
    let paths: BTreeSet<&str> = policies.files.iter().map(|file| file.path()).collect();
    let mut findings = Vec::new();
    for file in policies.policies() {
        let twin = file.path().strip_suffix(".rego").map(|stem| format!("{stem}_test.rego"));
        if let Some(twin) = twin.filter(|twin| !paths.contains(twin.as_str())) {
            let message = format!("there is no {}", twin.rsplit('/').next().unwrap_or(&twin));
            findings.push(Finding::new(Lint::TestTwin, file.package_place(), message));
        }
    }
    findings
}
