//! Entry points that only the interpreter may run.

use edgeward_rego::Rule;

use super::ANNOTATED;
use crate::finding::Finding;
use crate::lint::Lint;
use crate::policies::Policies;

pub(crate) fn check(policies: &Policies) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(documents) = &policies.documents {
        for file in policies.policies() {
            for name in ANNOTATED {
                let Some(first) = file.definitions(name).next() else {
                    continue;
                };
                if let Ok(Some(trap)) = Rule::trap(documents, file.module.package(), name) {
                    let message = format!(
                        "`{name}` runs on the slower interpreter, because {} uses {}",
                        trap.rule, trap.construct
                    );
                    findings.push(Finding::new(Lint::ByteCode, file.place(first.span), message));
                }
            }
        }
    }
    findings
}
