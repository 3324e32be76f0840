//! Policies of a profile: one for each constraint that denies, and for each kind of objects that its claims are held
//! against.

use std::collections::{BTreeMap, BTreeSet};

use edgeward_decision::{BoundConstraint, Profile, RuleEntry};
use edgeward_gatekeeper::{EnforcementAction, LabelSelector, Requirement};
use edgeward_rego::GroupKind;
use serde::Serialize;
use serde_json::{Value, json};

use crate::binding::standing_alone;
use crate::counterpart::{Backstop, Claim, Counterpart, Given, Variable};
use crate::error::BackstopError;
use crate::literal::literal;
use crate::resources::{ResourceRule, has_a_pod, resource_rules};

/// The label of the NetworkPolicy that closes a namespace off, where a release asks for it.
pub const AGREED_LABEL: &str = "edgeward.io/default-deny-egress";

/// A ValidatingAdmissionPolicy and its binding, but for what a release decides: labels and exempted namespaces.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Policy {
    /// The constraint's, longer where one constraint needs several.
    pub name: String,
    /// `matchExpressions` on the namespace, of the constraint; none for what lies in no namespace.
    pub namespaces: Vec<Value>,
    /// `paramRef` of the binding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub param_ref: Option<Value>,
    /// Of the policy.
    pub spec: Spec,
}

/// The `spec` of the policy, without the namespaces.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Spec {
    #[serde(skip_serializing_if = "Option::is_none")]
    param_kind: Option<Value>,
    match_conditions: Vec<Value>,
    resource_rules: Vec<ResourceRule>,
    /// What must hold.
    pub validations: Vec<Validation>,
}

/// One of `validations`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Validation {
    expression: String,
    /// Begins with the constraint and the check.
    pub message: String,
    reason: &'static str,
}

/// Taking a finalizer off runs nothing, and refusing it would keep the object for ever.
const NOT_ONLY_FINALIZERS: &str = "request.operation != 'UPDATE' || !(has(object.spec) || has(object.template)) \
    || !(size(object.metadata.?finalizers.orValue([])) < size(oldObject.metadata.?finalizers.orValue([])) \
    && object.metadata.?finalizers.orValue([]).all(one, one in oldObject.metadata.finalizers) \
    && object.?spec == oldObject.?spec && object.?template == oldObject.?template \
    && object.metadata.?labels == oldObject.metadata.?labels \
    && object.metadata.?annotations == oldObject.metadata.?annotations)";

/// Kubelets write the status all the time; by that way only labels and annotations can be changed.
const NOT_ONLY_STATUS: &str = "request.?subResource.orValue('') != 'status' \
    || object.metadata.?labels != oldObject.metadata.?labels \
    || object.metadata.?annotations != oldObject.metadata.?annotations";

/// The policies of a profile, by name.
///
/// # Errors
/// A constraint says something of its objects that an admission policy cannot say, or a claim is of no kind of it.
pub fn policies(
    backstop: &Backstop,
    profile: &Profile,
    rules: &[RuleEntry],
) -> Result<Vec<Policy>, BackstopError> {
    let mut made = Vec::new();
    // Warnings are the server's to give, and an audit annotation holds those of one policy alone.
    let denying = profile.constraints().iter().filter(|one| one.constraint.action == EnforcementAction::Deny);
    for bound in denying {
        let Some(rule) = rules.get(bound.rule) else { continue };
        let Some(counterpart) = backstop.counterparts.get(&rule.annotation.id) else { continue };
        made.extend(of_constraint(backstop, counterpart, rule, bound)?);
    }
    made.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(made)
}

/// A claim, the check that it is of, and the kinds that it is about.
struct Placed<'a> {
    check: &'a str,
    claim: &'a Claim,
    kinds: Vec<&'a GroupKind>,
}

fn of_constraint(
    backstop: &Backstop,
    counterpart: &Counterpart,
    rule: &RuleEntry,
    bound: &BoundConstraint,
) -> Result<Vec<Policy>, BackstopError> {
    let constraint = &bound.constraint;
    let unfit = |message: String| BackstopError::Unfit { rule: rule.annotation.id.clone(), message };
    let criteria = &constraint.criteria;
    let plain = criteria.namespaces.is_empty()
        && criteria.excluded_namespaces.is_empty()
        && criteria.name.is_empty()
        && criteria.label_selector == LabelSelector::default();
    if !plain {
        return Err(unfit(format!(
            "constraint {} matches by more than kinds and namespaces",
            constraint.name
        )));
    }
    let mut parameters = rule.annotation.default_parameters();
    parameters.extend(constraint.parameters.clone());
    let on = parameters.remove("checks");
    let is_on = |check: &str| {
        let list = on.as_ref().and_then(Value::as_array);
        list.is_none_or(|list| list.iter().any(|one| one == check))
    };
    let mut by_given: BTreeMap<Option<Given>, Vec<Placed<'_>>> = BTreeMap::new();
    for (check, _) in rule.annotation.checks.iter().filter(|(check, _)| is_on(check)) {
        for claim in counterpart.checks.get(check).into_iter().flat_map(|check| &check.holds) {
            let kinds: Vec<&GroupKind> =
                rule.annotation.kinds.iter().filter(|kind| is_of(claim, kind)).collect();
            if kinds.is_empty() {
                return Err(unfit(format!("{check} is of no kind that the rule is about: {:?}", claim.of)));
            }
            by_given.entry(claim.given).or_default().push(Placed { check, claim, kinds });
        }
    }
    let parameters = literal(&Value::Object(parameters));
    let parameters = Variable { name: "parameters".to_owned(), expression: parameters };
    let known: Vec<&Variable> =
        std::iter::once(&parameters).chain(&backstop.variables).chain(&counterpart.variables).collect();
    Ok(by_given.iter().map(|(given, placed)| policy(bound, rule, *given, placed, &known)).collect())
}

fn is_of(claim: &Claim, kind: &GroupKind) -> bool {
    if claim.of.is_empty() {
        return has_a_pod(kind);
    }
    claim.of.iter().any(|named| match named.split_once('/') {
        Some((group, name)) => group == kind.group && name == kind.kind,
        None => *named == kind.kind,
    })
}

fn policy(
    bound: &BoundConstraint,
    rule: &RuleEntry,
    given: Option<Given>,
    placed: &[Placed<'_>],
    known: &[&Variable],
) -> Policy {
    let constraint = &bound.constraint;
    let kinds: BTreeSet<(&str, &str)> = placed.iter().flat_map(|one| names(&one.kinds)).collect();
    let all: Vec<&GroupKind> = rule
        .annotation
        .kinds
        .iter()
        .filter(|kind| kinds.contains(&(kind.group.as_str(), kind.kind.as_str())))
        .collect();
    let deletions = placed.iter().any(|one| one.claim.deletions);
    let validations: Vec<Validation> = placed
        .iter()
        .map(|one| {
            let description = rule.annotation.checks.iter().find(|(name, _)| name == one.check);
            let description = description.map_or("", |(_, text)| text.as_str());
            let message = format!(
                "[{}] {} must hold: {description}. {}",
                constraint.name, one.check, rule.annotation.remediation
            );
            Validation {
                expression: guarded(one, known, kinds.len(), deletions),
                message: words(&message),
                reason: "Forbidden",
            }
        })
        .collect();
    let (param_kind, param_ref) = params(given);
    Policy {
        name: format!("{}{}", constraint.name, suffix(given)),
        namespaces: constraint.criteria.namespace_selector.as_ref().map_or_else(Vec::new, expressions),
        param_ref,
        spec: Spec {
            param_kind,
            match_conditions: vec![
                json!({"name": "not-only-finalizers", "expression": words(NOT_ONLY_FINALIZERS)}),
                json!({"name": "not-only-status", "expression": words(NOT_ONLY_STATUS)}),
            ],
            resource_rules: resource_rules(&all, deletions),
            validations,
        },
    }
}

fn names<'a>(kinds: &[&'a GroupKind]) -> impl Iterator<Item = (&'a str, &'a str)> {
    kinds.iter().map(|kind| (kind.group.as_str(), kind.kind.as_str()))
}

/// The claim, true of what it is not about.
fn guarded(one: &Placed<'_>, known: &[&Variable], kinds: usize, deletions: bool) -> String {
    let mut expression = words(&standing_alone(&one.claim.expression, known));
    if one.kinds.len() < kinds {
        let names: Vec<String> = one.kinds.iter().map(|kind| format!("'{}'", kind.kind)).collect();
        expression = format!("!(request.kind.kind in [{}]) || ({expression})", names.join(", "));
    }
    if deletions && !one.claim.deletions {
        expression = format!("request.operation == 'DELETE' || ({expression})");
    }
    expression
}

fn suffix(given: Option<Given>) -> &'static str {
    match given {
        None => "",
        Some(Given::NetworkPolicies) => "-each",
        Some(Given::NetworkPolicy) => "-one",
        Some(Given::AgreedNetworkPolicy) => "-agreed",
    }
}

/// Without a namespace the objects are those of the request's own.
fn params(given: Option<Given>) -> (Option<Value>, Option<Value>) {
    let kind = json!({"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy"});
    let reference = |selector: Value, otherwise: &str| json!({"selector": selector, "parameterNotFoundAction": otherwise});
    match given {
        None => (None, None),
        Some(Given::NetworkPolicies) => (Some(kind), Some(reference(json!({}), "Allow"))),
        Some(Given::NetworkPolicy) => (Some(kind), Some(reference(json!({}), "Deny"))),
        Some(Given::AgreedNetworkPolicy) => {
            let selector = json!({"matchLabels": {AGREED_LABEL: "true"}});
            (Some(kind), Some(reference(selector, "Deny")))
        }
    }
}

fn expressions(selector: &LabelSelector) -> Vec<Value> {
    let labels = selector.match_labels.iter();
    let labels = labels.map(|(key, value)| json!({"key": key, "operator": "In", "values": [value]}));
    let requirements = selector.match_expressions.iter().map(|requirement| match requirement {
        Requirement::In { key, values } => json!({"key": key, "operator": "In", "values": values}),
        Requirement::NotIn { key, values } => json!({"key": key, "operator": "NotIn", "values": values}),
        Requirement::Exists { key } => json!({"key": key, "operator": "Exists"}),
        Requirement::DoesNotExist { key } => json!({"key": key, "operator": "DoesNotExist"}),
    });
    labels.chain(requirements).collect()
}

/// On one line: messages may have no other, and expressions need none.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
