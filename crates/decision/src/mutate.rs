use edgeward_rego::{Limits, Value};
use serde::Serialize;

use crate::decide::{Fault, FaultKind, kind_of, matches, missing, unknown_namespaces};
use crate::facts::Facts;
use crate::policies::{PolicySet, RuleEntry};
use crate::profile::{BoundMutation, Profile};
use crate::review::{Operation as ReviewOperation, Review};

/// What the mutations of a profile make of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Mutation {
    /// JSON Patch (RFC 6902), `add` only, in the order applied.
    pub patch: Vec<Operation>,
    /// The object with the patch applied.
    pub object: Value,
}

/// One `add`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Operation {
    /// Always `add`.
    pub op: &'static str,
    /// JSON pointer.
    pub path: String,
    /// What is put there.
    pub value: Value,
    /// The id of the rule that asked for it.
    #[serde(skip)]
    pub rule: String,
}

/// Members that no mutation may write: they carry the marks that reports count as found.
const NEVER_WRITTEN: [&str; 4] = ["metadata", "annotations", "labels", "env"];

/// Applies the profile's mutations in their order until nothing changes.
///
/// # Errors
/// A rule failed, asked for something else than adding an absent field, or never came to rest.
pub fn mutate(
    policies: &PolicySet,
    profile: &Profile,
    review: &Review,
    facts: &Facts,
    limits: &Limits,
) -> Result<Mutation, Fault> {
    let mut current = review.clone();
    let mut patch = Vec::new();
    if !matches!(review.operation, ReviewOperation::Create | ReviewOperation::Update)
        || review.only_removes_finalizers()
    {
        return Ok(Mutation { patch, object: review.object.clone() });
    }
    let labels = review.labels();
    let subjects = review.subjects(&labels, facts);
    // As in Gatekeeper: each rule may cause one more round, and one finds that nothing is left.
    for _ in 0..=profile.mutations.len() + 1 {
        let before = patch.len();
        for bound in &profile.mutations {
            let Some(entry) = policies.mutation_rules().get(bound.rule) else {
                continue;
            };
            let fault = |kind, message| fault(entry, kind, message);
            if !matches(&bound.criteria, &subjects).map_err(|message| fault(FaultKind::Match, message))? {
                continue;
            }
            if let Some(message) = unknown_namespaces(review, facts) {
                return Err(fault(FaultKind::Inventory, message));
            }
            if let Some((kind, gap)) = facts.gap_of(entry) {
                return Err(fault(FaultKind::Inventory, missing(kind, gap)));
            }
            let asked = ask(entry, bound, &current, facts, limits)?;
            if asked.is_empty() {
                continue;
            }
            let mut object = current.object.clone();
            for operation in asked {
                add(&mut object, &operation).map_err(|message| {
                    fault(FaultKind::Malformed, format!("{}: {message}", operation.path))
                })?;
                patch.push(operation);
            }
            current = current.with_object(object);
        }
        if patch.len() == before {
            return Ok(Mutation { patch, object: current.object });
        }
    }
    Err(Fault {
        constraint: profile.name.clone(),
        rule: String::new(),
        kind: FaultKind::Malformed,
        message: "the mutations do not come to rest".to_owned(),
    })
}

fn fault(entry: &RuleEntry, kind: FaultKind, message: String) -> Fault {
    Fault { constraint: entry.annotation.id.clone(), rule: entry.annotation.id.clone(), kind, message }
}

/// What one rule asks for, in order of path.
fn ask(
    entry: &RuleEntry,
    bound: &BoundMutation,
    review: &Review,
    facts: &Facts,
    limits: &Limits,
) -> Result<Vec<Operation>, Fault> {
    let input =
        Value::object([("review", review.document().clone()), ("parameters", bound.parameters.clone())]);
    let found = entry
        .rule
        .evaluate(&input, facts.data(), limits)
        .map_err(|error| fault(entry, kind_of(&error), error.to_string()))?
        .ok_or_else(|| {
            fault(entry, FaultKind::Malformed, format!("{}: the rule `mutation` is undefined", entry.path()))
        })?;
    let mut operations = Vec::new();
    for element in found.elements() {
        let (Some("add"), Some(path), Some(value)) =
            (element.get_str("op").as_deref(), element.get_str("path"), element.get("value"))
        else {
            let message = format!("{}: not an `add` with path and value: {element}", entry.path());
            return Err(fault(entry, FaultKind::Malformed, message));
        };
        operations.push(Operation { op: "add", path, value, rule: entry.annotation.id.clone() });
    }
    operations.sort_by(|left, right| left.path.cmp(&right.path));
    Ok(operations)
}

/// Adds what one operation asks for, where nothing is.
fn add(object: &mut Value, operation: &Operation) -> Result<(), String> {
    let segments: Vec<String> = operation
        .path
        .split('/')
        .skip(1)
        .map(|segment| segment.replace("~1", "/").replace("~0", "~"))
        .collect();
    // The template's own `metadata` is on the way to nothing that may be written either.
    if let Some(segment) = segments.iter().find(|segment| NEVER_WRITTEN.contains(&segment.as_str())) {
        return Err(format!("a mutation never writes below `{segment}`"));
    }
    object.add(&segments, operation.value.clone()).map_err(|error| error.to_string())
}
