//! What a check found, as one document.

use std::collections::BTreeSet;

use edgeward_decision::{Coverage, Decision, PolicyId, PolicySet, Profile, Verdict};
use serde::Serialize;

use crate::found::{ObjectResult, Outcome};
use crate::subject::Subject;

/// A subject and what was decided about it.
pub(super) struct Judged {
    pub(super) subject: Subject,
    pub(super) decision: Decision,
}

/// The document that `-o json` prints. Fields are only ever added within `edgeward.io/v1`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CheckResult {
    api_version: &'static str,
    kind: &'static str,
    pub(super) profile: String,
    pub(super) policy: PolicyId,
    /// Of all objects together.
    pub(super) verdict: Outcome,
    pub(super) summary: Summary,
    /// Namespaces that no document describes.
    pub(super) assumed_namespaces: BTreeSet<String>,
    pub(super) objects: Vec<ObjectResult>,
}

#[derive(Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Summary {
    /// Objects given.
    pub(super) objects: usize,
    /// Objects that at least one constraint looked at.
    pub(super) evaluated: usize,
    /// Objects denied.
    pub(super) denied: usize,
    /// Findings that deny.
    pub(super) violations: usize,
    /// Findings that warn.
    pub(super) warnings: usize,
    /// Findings that an exception speaks for: neither denied nor passed.
    pub(super) waived: usize,
    /// Constraints that could not be evaluated.
    pub(super) faults: usize,
}

impl CheckResult {
    pub(super) fn new(policies: &PolicySet, profile: &Profile, judged: Vec<Judged>) -> CheckResult {
        let mut result = CheckResult {
            api_version: "edgeward.io/v1",
            kind: "CheckResult",
            profile: profile.name.clone(),
            policy: policies.id().clone(),
            verdict: Outcome::NotEvaluated,
            summary: Summary { objects: judged.len(), ..Summary::default() },
            assumed_namespaces: BTreeSet::new(),
            objects: Vec::new(),
        };
        for one in judged {
            let (decision, summary) = (&one.decision, &mut result.summary);
            summary.evaluated += usize::from(decision.coverage == Coverage::Judged);
            summary.denied += usize::from(decision.verdict == Verdict::Deny);
            summary.violations += decision.violations.len();
            summary.warnings += decision.warnings.len();
            summary.waived += decision.waived.len();
            summary.faults += decision.faults.len();
            result.assumed_namespaces.extend(decision.assumed_namespace.clone());
            let place = |pointer: &str| Some(one.subject.place(pointer));
            result.objects.push(ObjectResult::new(policies, &one.subject.review, one.decision, &place));
        }
        result.verdict = Outcome::of_all(result.summary.denied, result.summary.evaluated);
        result
    }

    pub(super) fn to_json(&self) -> Result<String, serde_json::Error> {
        Ok(format!("{}\n", serde_json::to_string_pretty(self)?))
    }
}
