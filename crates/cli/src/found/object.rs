use edgeward_decision::{Coverage, Decision, FaultKind, PolicySet, Review, Verdict};
use edgeward_manifest::Place;
use serde::Serialize;

use super::finding::{Finding, WaivedFinding, place};
use crate::shown;

/// A decision knows two verdicts; that nobody looked is a third one to a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Outcome {
    Allow,
    Deny,
    NotEvaluated,
}

impl Outcome {
    /// Of all objects together.
    pub(crate) fn of_all(denied: usize, evaluated: usize) -> Outcome {
        match (denied, evaluated) {
            (0, 0) => Outcome::NotEvaluated,
            (0, _) => Outcome::Allow,
            _ => Outcome::Deny,
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ObjectResult {
    #[serde(skip)]
    pub(crate) shown: String,
    pub(crate) api_version: String,
    pub(crate) kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) namespace: Option<String>,
    pub(crate) name: String,
    /// Empty where it is there already.
    operation: &'static str,
    /// Where it is written, for an object that came from a file.
    #[serde(serialize_with = "place", skip_serializing_if = "Option::is_none")]
    pub(crate) place: Option<Place>,
    pub(crate) verdict: Outcome,
    pub(crate) coverage: Coverage,
    pub(crate) findings: Vec<Finding>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) waived: Vec<WaivedFinding>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) faults: Vec<FaultResult>,
}

#[derive(Debug, Serialize)]
pub(crate) struct FaultResult {
    pub(crate) constraint: String,
    pub(crate) rule: String,
    pub(crate) kind: FaultKind,
    pub(crate) message: String,
}

impl ObjectResult {
    /// What a decision says of the object that the review is about; `place` knows where its fields are written.
    pub(crate) fn new(
        policies: &PolicySet,
        review: &Review,
        decision: Decision,
        place: &dyn Fn(&str) -> Option<Place>,
    ) -> ObjectResult {
        let all = [&decision.violations, &decision.warnings, &decision.dryrun].into_iter().flatten();
        let mut findings: Vec<Finding> =
            all.map(|violation| Finding::new(policies, place, violation)).collect();
        findings.sort_by(|a, b| a.order().cmp(&b.order()));
        let mut waived: Vec<WaivedFinding> =
            decision.waived.iter().map(|waived| WaivedFinding::new(policies, place, waived)).collect();
        waived.sort_by(|a, b| a.finding.order().cmp(&b.finding.order()));
        let faults = decision.faults.into_iter().map(|fault| FaultResult {
            constraint: fault.constraint,
            rule: fault.rule,
            kind: fault.kind,
            message: fault.message,
        });
        ObjectResult {
            shown: shown::object(review),
            place: place(""),
            api_version: review.kind.api_version(),
            kind: review.kind.kind.clone(),
            namespace: review.namespace.clone(),
            name: review.name.clone(),
            operation: review.operation.as_str(),
            verdict: match (decision.coverage, decision.verdict) {
                (_, Verdict::Deny) => Outcome::Deny,
                (Coverage::Judged, Verdict::Allow) => Outcome::Allow,
                (_, Verdict::Allow) => Outcome::NotEvaluated,
            },
            coverage: decision.coverage,
            findings,
            waived,
            faults: faults.collect(),
        }
    }

    /// Nothing was found that anybody would have to look at.
    pub(crate) fn is_silent(&self) -> bool {
        self.findings.is_empty() && self.waived.is_empty() && self.faults.is_empty()
    }
}
