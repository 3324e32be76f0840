//! What a check found, as one document.

use std::collections::BTreeSet;

use edgeward_decision::{
    Coverage, Decision, FaultKind, PolicyId, PolicySet, Profile, Verdict, Violation, Waived,
};
use edgeward_gatekeeper::EnforcementAction;
use edgeward_manifest::Place;
use edgeward_rego::{Severity, Value};
use serde::{Serialize, Serializer};

use crate::shown;
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

/// A decision knows two verdicts; that nobody looked is a third one to a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Outcome {
    Allow,
    Deny,
    NotEvaluated,
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

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ObjectResult {
    #[serde(skip)]
    pub(super) shown: String,
    pub(super) api_version: String,
    pub(super) kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) namespace: Option<String>,
    name: String,
    operation: &'static str,
    #[serde(serialize_with = "place")]
    pub(super) place: Place,
    pub(super) verdict: Outcome,
    pub(super) coverage: Coverage,
    pub(super) findings: Vec<Finding>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) waived: Vec<WaivedFinding>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) faults: Vec<FaultResult>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Finding {
    pub(super) action: EnforcementAction,
    pub(super) severity: Severity,
    pub(super) rule: String,
    pub(super) check: String,
    pub(super) title: String,
    pub(super) constraint: String,
    pub(super) message: String,
    path: String,
    #[serde(serialize_with = "place")]
    pub(super) place: Place,
    pub(super) observed: Value,
    pub(super) expected: Value,
    pub(super) remediation: String,
    pub(super) controls: Vec<String>,
}

/// A finding, and the exception that speaks for it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WaivedFinding {
    #[serde(flatten)]
    pub(super) finding: Finding,
    pub(super) exception: String,
    pub(super) expires: String,
    pub(super) ticket: String,
}

#[derive(Debug, Serialize)]
pub(super) struct FaultResult {
    pub(super) constraint: String,
    pub(super) rule: String,
    pub(super) kind: FaultKind,
    pub(super) message: String,
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
            result.objects.push(ObjectResult::new(policies, one));
        }
        result.verdict = match &result.summary {
            it if it.denied > 0 => Outcome::Deny,
            it if it.evaluated > 0 => Outcome::Allow,
            _ => Outcome::NotEvaluated,
        };
        result
    }

    pub(super) fn to_json(&self) -> Result<String, serde_json::Error> {
        Ok(format!("{}\n", serde_json::to_string_pretty(self)?))
    }
}

impl ObjectResult {
    fn new(policies: &PolicySet, Judged { subject, decision }: Judged) -> ObjectResult {
        let all = [&decision.violations, &decision.warnings, &decision.dryrun].into_iter().flatten();
        let mut findings: Vec<Finding> =
            all.map(|violation| Finding::new(policies, &subject, violation)).collect();
        findings.sort_by(|a, b| a.order().cmp(&b.order()));
        let mut waived: Vec<WaivedFinding> =
            decision.waived.iter().map(|waived| WaivedFinding::new(policies, &subject, waived)).collect();
        waived.sort_by(|a, b| a.finding.order().cmp(&b.finding.order()));
        let faults = decision.faults.into_iter().map(|fault| FaultResult {
            constraint: fault.constraint,
            rule: fault.rule,
            kind: fault.kind,
            message: fault.message,
        });
        ObjectResult {
            shown: shown::object(&subject.review),
            place: subject.place(""),
            api_version: subject.review.kind.api_version(),
            kind: subject.review.kind.kind,
            namespace: subject.review.namespace,
            name: subject.review.name,
            operation: subject.review.operation.as_str(),
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
}

impl WaivedFinding {
    fn new(policies: &PolicySet, subject: &Subject, waived: &Waived) -> WaivedFinding {
        WaivedFinding {
            finding: Finding::new(policies, subject, &waived.violation),
            exception: waived.exception.clone(),
            expires: waived.expires.clone(),
            ticket: waived.ticket.clone(),
        }
    }
}

impl Finding {
    fn new(policies: &PolicySet, subject: &Subject, violation: &Violation) -> Finding {
        let annotation = policies
            .admission_rules()
            .iter()
            .map(|entry| &entry.annotation)
            .find(|it| it.id == violation.rule);
        Finding {
            action: violation.action,
            severity: violation.severity,
            rule: violation.rule.clone(),
            check: violation.check.clone(),
            title: annotation.map(|it| it.title.clone()).unwrap_or_default(),
            constraint: violation.constraint.clone(),
            message: violation.message.clone(),
            path: violation.path.clone(),
            place: subject.place(&violation.path),
            observed: violation.observed.clone(),
            expected: violation.expected.clone(),
            remediation: annotation.map(|it| it.remediation.clone()).unwrap_or_default(),
            controls: annotation.map(|it| it.controls.clone()).unwrap_or_default(),
        }
    }

    /// What denies first, then the worst, then by rule and place.
    fn order(&self) -> impl Ord + '_ {
        (
            self.action,
            std::cmp::Reverse(self.severity),
            &self.rule,
            (self.place.line, self.place.column),
            (&self.check, &self.constraint, &self.message),
        )
    }
}

fn place<S: Serializer>(place: &Place, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Shape<'a> {
        file: &'a str,
        line: usize,
        column: usize,
    }
    Shape { file: &place.file, line: place.line, column: place.column }.serialize(serializer)
}
