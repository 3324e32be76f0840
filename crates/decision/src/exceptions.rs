//! Exceptions: documents that turn a violation into a waived one, for one subject, for a time.
//!
//! What makes an exception good is said once, in the rule [`RULE`], which also judges it when somebody writes it. Here
//! it is only asked again, at the moment of the decision: an exception with any finding, one that expired among them,
//! does nothing. A rule that gives no answer is never waived.

use edgeward_rego::{Limits, Value};
use serde::Serialize;

use crate::decide::{Decision, Violation};
use crate::facts::Facts;
use crate::inventory::InventoryKind;
use crate::policies::{PolicySet, RuleEntry};
use crate::profile::{BoundConstraint, Profile};
use crate::review::Review;

/// The rule that judges exceptions. A profile without it knows none.
const RULE: &str = "HD-EXC-01";

/// The kind of exceptions.
pub(crate) const API_VERSION: &str = "edgeward.io/v1alpha1";
pub(crate) const KIND: &str = "Exception";

/// A violation that an exception speaks for. It is no pass: reports count it as `waived`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Waived {
    /// What was found, and what it would have done.
    #[serde(flatten)]
    pub violation: Violation,
    /// The name of the exception.
    pub exception: String,
    /// When it ends, as it says itself (RFC 3339).
    pub expires: String,
    /// The ticket that it names.
    pub ticket: String,
}

/// Moves the violations that an exception speaks for out of the lists that count.
pub(crate) fn waive(
    policies: &PolicySet,
    profile: &Profile,
    review: &Review,
    facts: &Facts,
    limits: &Limits,
    decision: &mut Decision,
) {
    let found = [&decision.violations, &decision.warnings, &decision.dryrun];
    if found.into_iter().all(Vec::is_empty) {
        return;
    }
    // A list of exceptions that nobody vouches for makes room for nothing.
    if facts.gap(&InventoryKind::new(API_VERSION, KIND)).is_some() {
        return;
    }
    let Some((entry, bound)) = judge(policies, profile) else {
        return;
    };
    let exceptions: Vec<Exception> = written(bound, facts)
        .into_iter()
        .filter(|exception| exception.is_about(review))
        .filter(|exception| exception.is_good(entry, bound, facts, limits))
        .collect();
    let mut waived = Vec::new();
    for list in [&mut decision.violations, &mut decision.warnings, &mut decision.dryrun] {
        list.retain(|violation| match exceptions.iter().find(|exception| exception.names(&violation.rule)) {
            Some(exception) => {
                waived.push(exception.waived(violation.clone()));
                false
            }
            None => true,
        });
    }
    decision.waived = waived;
}

/// The rule about exceptions, and the first constraint that denies by it with all of its checks: a profile that only
/// warns of bad exceptions lets none of them count.
pub(crate) fn judge<'a>(
    policies: &'a PolicySet,
    profile: &'a Profile,
) -> Option<(&'a RuleEntry, &'a BoundConstraint)> {
    profile.constraints().iter().find_map(|bound| {
        let entry = policies.admission_rules().get(bound.rule)?;
        let left_on = bound.parameters.get("checks").is_none();
        let checks = bound.checks();
        let every_check = left_on || entry.annotation.checks.iter().all(|(name, _)| checks.contains(name));
        let denies = bound.constraint.action == edgeward_gatekeeper::EnforcementAction::Deny;
        (entry.annotation.id == RULE && denies && every_check).then_some((entry, bound))
    })
}

/// The exceptions of the one namespace that they are read from, by name.
fn written(bound: &BoundConstraint, facts: &Facts) -> Vec<Exception> {
    let namespace = bound.parameters.get_str("namespace").unwrap_or_default();
    let step = |at: Value, key: &str| at.get(key);
    let path = ["inventory", "namespace", namespace.as_str(), API_VERSION, KIND];
    let objects = path.into_iter().try_fold(facts.data().clone(), step).unwrap_or(Value::NULL);
    objects.entries().into_iter().map(|(name, document)| Exception { name, document }).collect()
}

struct Exception {
    name: String,
    document: Value,
}

impl Exception {
    fn spec(&self, field: &str) -> Value {
        self.document.get("spec").and_then(|spec| spec.get(field)).unwrap_or(Value::NULL)
    }

    fn text(&self, field: &str) -> String {
        self.spec(field).as_str().map(str::to_owned).unwrap_or_default()
    }

    /// Never itself: an exception cannot make room for the next one.
    fn names(&self, rule: &str) -> bool {
        rule != RULE && self.spec("rules").elements().iter().any(|id| id.as_str() == Some(rule))
    }

    /// Kind and namespace always; name and labels as far as it gives them, and one of them it must give.
    fn is_about(&self, review: &Review) -> bool {
        let subject = self.spec("subject");
        let kind = subject.get("kinds").unwrap_or(Value::NULL).elements().iter().any(|kind| {
            kind.get_str("group").as_deref() == Some(review.kind.group.as_str())
                && kind.get_str("kind").as_deref() == Some(review.kind.kind.as_str())
        });
        let name = subject.get_str("name");
        let wanted = subject.get("labels").unwrap_or(Value::NULL).entries();
        let labels = review.object.pointer("/metadata/labels").unwrap_or(Value::NULL);
        kind && subject.get_str("namespace") == review.namespace
            && review.namespace.is_some()
            && (name.is_some() || !wanted.is_empty())
            && name.is_none_or(|name| !review.name.is_empty() && name == review.name)
            && wanted.iter().all(|(key, value)| labels.get(key).as_ref() == Some(value))
    }

    fn is_good(&self, entry: &RuleEntry, bound: &BoundConstraint, facts: &Facts, limits: &Limits) -> bool {
        let Ok(review) = Review::of_manifest(&self.document) else {
            return false;
        };
        let input =
            Value::object([("review", review.document().clone()), ("parameters", bound.parameters.clone())]);
        let found = entry.rule.evaluate(&input, facts.data(), limits);
        matches!(found, Ok(Some(found)) if found.elements().is_empty())
    }

    fn waived(&self, violation: Violation) -> Waived {
        Waived {
            violation,
            exception: self.name.clone(),
            expires: self.text("expires"),
            ticket: self.text("ticket"),
        }
    }
}
