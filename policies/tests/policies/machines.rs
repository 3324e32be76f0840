//! One corpus through every way of running the policies.

use edgeward_decision::{Decision, Facts, Inventory, PolicySet, Review, decide};
use edgeward_rego::{Limits, Value};

use crate::sources::Policies;

/// When the cases are judged: 2026-06-01T00:00:00Z.
pub(crate) const MOMENT: i64 = 1_780_272_000;

/// The decision on each object of a case, once every machine has given the same one.
pub(crate) fn decisions(
    policies: &Policies,
    profile: &str,
    rule: Option<&str>,
    documents: &[Value],
) -> Result<Vec<(Review, Decision)>, String> {
    let inventory = Inventory::from_objects(documents);
    let run = |set: &PolicySet| -> Result<Vec<(Review, Decision)>, String> {
        let whole = set.profile(profile).map_err(|error| error.to_string())?;
        let profile = whole.narrowed(|bound| {
            let entry = set.admission_rules().get(bound.rule);
            rule.is_none_or(|rule| entry.is_some_and(|entry| entry.annotation.id == rule))
        });
        let facts: Facts = set.facts(&inventory).at(MOMENT);
        documents
            .iter()
            .map(|document| {
                let review = Review::of_document(document).map_err(|error| error.to_string())?;
                let decision = decide(set, &profile, &review, &facts, &Limits::default());
                Ok((review, decision))
            })
            .collect()
    };
    let embedded = run(&policies.embedded)?;
    for (name, set) in [("interpreter", &policies.interpreted), ("byte code", &policies.compiled)] {
        let other = run(set)?;
        if other != embedded {
            let text = |decisions: &[(Review, Decision)]| -> String {
                decisions.iter().map(|(review, decision)| render(review, decision)).collect()
            };
            return Err(format!(
                "the {name} differs\nembedded\n{}\n{name}\n{}",
                text(&embedded),
                text(&other)
            ));
        }
    }
    Ok(embedded)
}

/// A decision as it is kept in a snapshot: everything in it but the bundle's revision, which every edit changes.
pub(crate) fn render(review: &Review, decision: &Decision) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    let namespace = review.namespace.as_deref().map(|namespace| format!("{namespace}/")).unwrap_or_default();
    let operation = review.operation.as_str();
    let _ = writeln!(
        text,
        "{operation} {} {namespace}{}: {:?}, {:?}, {} constraints",
        review.kind.kind, review.name, decision.verdict, decision.coverage, decision.evaluated
    );
    if let Some(namespace) = &decision.assumed_namespace {
        let _ = writeln!(text, "  namespace {namespace} is not described: taken as health data");
    }
    for fault in &decision.faults {
        let _ = writeln!(text, "  fault [{}] {:?}: {}", fault.constraint, fault.kind, fault.message);
    }
    for violation in decision.violations.iter().chain(&decision.warnings).chain(&decision.dryrun) {
        let _ =
            writeln!(text, "  {} [{}] {}", violation.action.as_str(), violation.constraint, violation.check);
        let _ = writeln!(text, "    {}", violation.message);
        let _ = writeln!(text, "    at {}", violation.path);
        let _ = writeln!(text, "    observed {}", violation.observed);
        let _ = writeln!(text, "    expected {}", violation.expected);
    }
    text
}
