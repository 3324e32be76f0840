//! Violations without the two fields that everybody reads.

use edgeward_rego::syntax::tree::{HeadKind, Rule, Term, TermKind};

use crate::finding::Finding;
use crate::lint::Lint;
use crate::policies::Policies;

pub(crate) fn check(policies: &Policies) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in policies.policies() {
        for rule in file.definitions("violation") {
            if let Some(message) = wrong(rule) {
                findings.push(Finding::new(Lint::ViolationShape, file.place(rule.span), message));
            }
        }
    }
    findings
}

fn wrong(rule: &Rule) -> Option<String> {
    let HeadKind::Contains(element) = &rule.head.kind else {
        return Some(
            "`violation` is no set; write `violation contains {\"msg\": msg, \"details\": details}`"
                .to_owned(),
        );
    };
    let fields = match &element.kind {
        TermKind::Object(fields) => fields,
        // What a variable holds is known only when it runs.
        TermKind::Var(_) | TermKind::Ref { .. } | TermKind::Call { .. } => return None,
        _ => return Some("a violation is an object with `msg` and `details`".to_owned()),
    };
    let names: Vec<&str> = fields.iter().filter_map(|(key, _)| text(key)).collect();
    let missing: Vec<&str> = ["msg", "details"].into_iter().filter(|name| !names.contains(name)).collect();
    (!missing.is_empty()).then(|| format!("the violation has no `{}`", missing.join("` and no `")))
}

fn text(term: &Term) -> Option<&str> {
    match &term.kind {
        TermKind::String(text) => Some(text),
        _ => None,
    }
}
