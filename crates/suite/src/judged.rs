//! One corpus through every way of running the policies.

use std::fmt::Write as _;
use std::time::Duration;

use edgeward_decision::{Decision, Facts, Inventory, PolicySet, Review, decide};
use edgeward_rego::{Limits, Value};

/// The same policies, run in one way or several; the first gives the answer and the others have to agree.
pub type Policies<'a> = [(&'a str, &'a PolicySet)];

/// When cases are judged, in seconds since 1970: 2026-06-01T00:00:00Z.
pub const MOMENT: i64 = 1_780_272_000;

/// A suite asks what the policies mean, on machines that are busy with more than it.
pub const LIMITS: Limits = Limits { time: Duration::from_secs(60), instructions: 5_000_000, until: None };

/// The decision on each document under a profile, by one rule or by all.
///
/// # Errors
/// The policies do not have the profile, a document is no object, or the ways of running differ.
pub fn decisions(
    policies: &Policies<'_>,
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
                let decision = decide(set, &profile, &review, &facts, &LIMITS);
                Ok((review, decision))
            })
            .collect()
    };
    let Some(((first, answering), others)) = policies.split_first() else {
        return Err("there are no policies to judge by".to_owned());
    };
    let answer = run(answering)?;
    for (name, set) in others {
        let other = run(set)?;
        if other != answer {
            let text = |decisions: &[(Review, Decision)]| -> String {
                decisions.iter().map(|(review, decision)| render(review, decision)).collect()
            };
            return Err(format!("the {name} differs\n{first}\n{}\n{name}\n{}", text(&answer), text(&other)));
        }
    }
    Ok(answer)
}

/// A decision as it is kept in a snapshot: everything in it but the bundle's revision, which every edit changes.
pub fn render(review: &Review, decision: &Decision) -> String {
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
