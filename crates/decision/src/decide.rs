use edgeward_gatekeeper::{EnforcementAction, Match};
use edgeward_rego::{EvalError, Limits, Severity, Value};
use serde::Serialize;

use crate::exceptions::{self, Waived};
use crate::facts::Facts;
use crate::inventory::{Gap, InventoryKind};
use crate::policies::{PolicyId, PolicySet, RuleEntry};
use crate::profile::{BoundConstraint, Profile, Question};
use crate::review::Review;

/// The answer to a review.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    /// Allowed or not.
    pub verdict: Verdict,
    /// Which policies decided.
    pub policy: PolicyId,
    /// The profile asked for.
    pub profile: String,
    /// Whether and why constraints were asked.
    pub coverage: Coverage,
    /// Constraints that were evaluated.
    pub evaluated: usize,
    /// Violations that deny.
    pub violations: Vec<Violation>,
    /// Violations that warn.
    pub warnings: Vec<Violation>,
    /// Violations that are only counted.
    pub dryrun: Vec<Violation>,
    /// Violations that an exception speaks for: they neither deny nor warn, and are no pass.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub waived: Vec<Waived>,
    /// What could not be evaluated. Any one of these denies.
    pub faults: Vec<Fault>,
    /// The namespace, where nobody described it and it was taken as health data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assumed_namespace: Option<String>,
}

/// Allowed or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Nothing denies.
    Allow,
    /// At least one violation or fault denies.
    Deny,
}

/// Whether constraints were asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Coverage {
    /// At least one constraint matched.
    Judged,
    /// The kind is covered, but no constraint matched: the namespace is out of scope.
    OutOfScope,
    /// No constraint is about this kind. Not the same as allowed.
    UnknownKind,
    /// An UPDATE that only removes finalizers is let through unseen.
    FinalizersOnly,
}

/// One finding of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Violation {
    /// What it does.
    pub action: EnforcementAction,
    /// The constraint's name.
    pub constraint: String,
    /// The rule's id.
    pub rule: String,
    /// Severity of the rule.
    pub severity: Severity,
    /// Which check of the rule; empty for a rule without named checks.
    pub check: String,
    /// What was found, what is wanted and where.
    pub message: String,
    /// JSON pointer of the offending field; empty for the whole object.
    pub path: String,
    /// What stands there; null where nothing does.
    pub observed: Value,
    /// What is wanted.
    pub expected: Value,
}

/// An evaluation without an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fault {
    /// The constraint's name.
    pub constraint: String,
    /// The rule's id.
    pub rule: String,
    /// What went wrong.
    pub kind: FaultKind,
    /// In words.
    pub message: String,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// A limit was hit.
    Limit,
    /// The policy failed.
    Evaluation,
    /// The policy answered something that is no violation.
    Malformed,
    /// The match criteria could not be decided.
    Match,
    /// Objects that the rule looks up are not known.
    Inventory,
}

impl FaultKind {
    /// A word for metrics and logs.
    pub fn as_str(self) -> &'static str {
        match self {
            FaultKind::Limit => "limit",
            FaultKind::Evaluation => "evaluation",
            FaultKind::Malformed => "malformed",
            FaultKind::Match => "match",
            FaultKind::Inventory => "inventory",
        }
    }
}

/// Judges a review by a profile. Everything that cannot be evaluated denies.
pub fn decide(
    policies: &PolicySet,
    profile: &Profile,
    review: &Review,
    facts: &Facts,
    limits: &Limits,
) -> Decision {
    let mut decision = Decision {
        verdict: Verdict::Allow,
        policy: policies.id().clone(),
        profile: profile.name.clone(),
        coverage: Coverage::UnknownKind,
        evaluated: 0,
        violations: Vec::new(),
        warnings: Vec::new(),
        dryrun: Vec::new(),
        waived: Vec::new(),
        faults: Vec::new(),
        assumed_namespace: None,
    };
    if !profile.covers_kind(&review.kind.group, &review.kind.kind) || review.connects_to_an_object() {
        return decision;
    }
    if review.only_removes_finalizers() {
        decision.coverage = Coverage::FinalizersOnly;
        return decision;
    }
    if let Some(message) = unknown_namespaces(review, facts) {
        let constraint = profile.name.clone();
        decision.faults.push(Fault { constraint, rule: String::new(), kind: FaultKind::Inventory, message });
        (decision.coverage, decision.verdict) = (Coverage::Judged, Verdict::Deny);
        return decision;
    }
    decision.assumed_namespace = review.namespace.clone().filter(|name| !facts.knows_namespace(name));
    let labels = review.labels();
    let subjects = review.subjects(&labels, facts);
    for question in profile.questions() {
        let bound: Vec<&BoundConstraint> =
            question.constraints.iter().filter_map(|&index| profile.constraints().get(index)).collect();
        let (Some(entry), Some(first)) = (policies.admission_rules().get(question.rule), bound.first())
        else {
            continue;
        };
        match matches(&first.constraint.criteria, &subjects) {
            Ok(false) => continue,
            Ok(true) => ask(entry, question, &bound, review, facts, limits, &mut decision),
            Err(message) => decision.faults.push(fault(entry, first, FaultKind::Match, message)),
        }
        decision.evaluated += bound.len();
    }
    decision.coverage = if decision.evaluated == 0 { Coverage::OutOfScope } else { Coverage::Judged };
    for list in [&mut decision.violations, &mut decision.warnings, &mut decision.dryrun] {
        list.sort_by(|left, right| {
            (&left.constraint, &left.message, &left.path).cmp(&(
                &right.constraint,
                &right.message,
                &right.path,
            ))
        });
    }
    decision
        .faults
        .sort_by(|left, right| (&left.constraint, &left.message).cmp(&(&right.constraint, &right.message)));
    exceptions::waive(policies, profile, review, facts, limits, &mut decision);
    if !decision.violations.is_empty() || !decision.faults.is_empty() {
        decision.verdict = Verdict::Deny;
    }
    decision
}

/// Why nobody can say what the review's namespace holds.
pub(crate) fn unknown_namespaces(review: &Review, facts: &Facts) -> Option<String> {
    review.namespace.as_ref()?;
    let kind = InventoryKind::namespace();
    facts.gap(&kind).map(|gap| missing(&kind, gap))
}

pub(crate) fn missing(kind: &InventoryKind, gap: Gap) -> String {
    format!("the inventory of {kind} {}, so nothing that looks it up can be judged; try again", gap.as_str())
}

/// Either the object or the old one is enough: an UPDATE that takes the label off still matches.
pub(crate) fn matches(
    criteria: &Match,
    subjects: &[edgeward_gatekeeper::Subject<'_>],
) -> Result<bool, String> {
    for subject in subjects {
        if criteria.matches(subject).map_err(|error| error.to_string())? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn ask(
    entry: &RuleEntry,
    question: &Question,
    bound: &[&BoundConstraint],
    review: &Review,
    facts: &Facts,
    limits: &Limits,
    decision: &mut Decision,
) {
    if let Some((kind, gap)) = facts.gap_of(entry) {
        let failed = |bound: &&BoundConstraint| fault(entry, bound, FaultKind::Inventory, missing(kind, gap));
        decision.faults.extend(bound.iter().map(failed));
        return;
    }
    let input =
        Value::object([("review", review.document().clone()), ("parameters", question.parameters.clone())]);
    let found = match entry.rule.evaluate(&input, facts.data(), limits) {
        Ok(found) => found,
        Err(error) => {
            let failed = |bound: &&BoundConstraint| fault(entry, bound, kind_of(&error), error.to_string());
            decision.faults.extend(bound.iter().map(failed));
            return;
        }
    };
    let mut malformed = |message| {
        decision.faults.extend(bound.first().map(|bound| fault(entry, bound, FaultKind::Malformed, message)));
    };
    // A partial rule without elements is the empty set; undefined would mean that nothing was evaluated.
    let Some(found) = found else {
        return malformed(format!("{}: the rule `violation` is undefined", entry.path()));
    };
    for element in found.elements() {
        match owner(entry, bound, &element).and_then(|bound| violation(entry, bound, &element)) {
            Ok(violation) => match violation.action {
                EnforcementAction::Deny => decision.violations.push(violation),
                EnforcementAction::Warn => decision.warnings.push(violation),
                EnforcementAction::Dryrun => decision.dryrun.push(violation),
            },
            Err(message) => malformed(message),
        }
    }
}

/// The constraint that asked for the check: each check is asked for by one of them.
fn owner<'a>(
    entry: &RuleEntry,
    bound: &[&'a BoundConstraint],
    element: &Value,
) -> Result<&'a BoundConstraint, String> {
    if let [only] = bound {
        return Ok(only);
    }
    let check = element.pointer("/details/check").and_then(|check| check.as_str().map(str::to_owned));
    let owner = check.and_then(|check| bound.iter().find(|bound| bound.checks().contains(&check)));
    owner
        .copied()
        .ok_or_else(|| format!("{}: a violation of a check that nobody asked for: {element}", entry.path()))
}

pub(crate) fn kind_of(error: &EvalError) -> FaultKind {
    match error {
        EvalError::TimeLimit { .. } | EvalError::InstructionLimit { .. } => FaultKind::Limit,
        EvalError::Failed { .. } | EvalError::Unreadable(_) => FaultKind::Evaluation,
    }
}

fn fault(entry: &RuleEntry, bound: &BoundConstraint, kind: FaultKind, message: String) -> Fault {
    Fault { constraint: bound.constraint.name.clone(), rule: entry.annotation.id.clone(), kind, message }
}

/// Gatekeeper drops a violation without `msg` in silence; here it is a fault, because it denied in intent.
fn violation(entry: &RuleEntry, bound: &BoundConstraint, element: &Value) -> Result<Violation, String> {
    let message = element
        .get_str("msg")
        .filter(|message| !message.is_empty())
        .ok_or_else(|| format!("{}: a violation without a text in `msg`: {element}", entry.path()))?;
    let details = element.get("details").unwrap_or(Value::NULL);
    Ok(Violation {
        action: bound.constraint.action,
        constraint: bound.constraint.name.clone(),
        rule: entry.annotation.id.clone(),
        severity: entry.annotation.severity,
        check: details.get_str("check").unwrap_or_default(),
        message,
        path: details.get_str("path").unwrap_or_default(),
        observed: details.get("observed").unwrap_or(Value::NULL),
        expected: details.get("expected").unwrap_or(Value::NULL),
    })
}
