use std::collections::BTreeMap;

use edgeward_gatekeeper::{Constraint, EnforcementAction, Match};
use edgeward_rego::Value;

use crate::error::PoliciesError;
use crate::policies::{PolicySet, RuleEntry};

/// A named list of constraints, and of mutations in their order.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// A few words.
    pub title: String,
    /// What it is for.
    pub description: String,
    /// Constraints, each bound to its rule.
    pub constraints: Vec<BoundConstraint>,
    /// Mutations in the order in which they are applied.
    pub mutations: Vec<BoundMutation>,
}

/// A constraint and where its rule stands in the policy set.
#[derive(Debug, Clone)]
pub struct BoundConstraint {
    /// The constraint.
    pub constraint: Constraint,
    /// Index into [`PolicySet::admission_rules`].
    pub rule: usize,
    /// `input.parameters`, defaults applied.
    pub(crate) parameters: Value,
}

/// A mutation, bound.
#[derive(Debug, Clone)]
pub struct BoundMutation {
    /// Index into [`PolicySet::mutation_rules`].
    pub rule: usize,
    /// Which objects it is about.
    pub criteria: Match,
    /// `input.parameters`, defaults applied.
    pub(crate) parameters: Value,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    title: String,
    description: String,
    constraints: Vec<serde_json::Value>,
    #[serde(default)]
    mutations: Vec<MutationDocument>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct MutationDocument {
    rule: String,
    #[serde(default, rename = "match")]
    criteria: Match,
    #[serde(default)]
    parameters: serde_json::Map<String, serde_json::Value>,
}

/// The profile of policies that bring none.
const WITHOUT_PROFILES: &str = "baseline";

impl Profile {
    /// All profiles below `data.profiles`; policies without any get one that denies on every check.
    pub(crate) fn all(profiles: &Value, set: &PolicySet) -> Result<BTreeMap<String, Profile>, PoliciesError> {
        let entries = profiles.entries();
        if entries.is_empty() {
            return Ok(BTreeMap::from([(WITHOUT_PROFILES.to_owned(), Profile::of_all_rules(set))]));
        }
        entries
            .into_iter()
            .map(|(name, value)| Ok((name.clone(), Profile::read(&name, &value, set)?)))
            .collect()
    }

    fn read(name: &str, value: &Value, set: &PolicySet) -> Result<Profile, PoliciesError> {
        let failed = |message: String| PoliciesError::Profile { profile: name.to_owned(), message };
        let document: Document =
            serde_json::from_str(&value.to_json()).map_err(|error| failed(error.to_string()))?;
        let mut constraints = Vec::new();
        for json in &document.constraints {
            let constraint = Constraint::from_json(json)
                .map_err(|source| PoliciesError::Constraint { profile: name.to_owned(), source })?;
            let find = |entry: &RuleEntry| entry.constraint_kind == constraint.kind;
            let rule = set.admission_rules().iter().position(find).ok_or_else(|| {
                failed(format!(
                    "constraint `{}`: no rule has the kind `{}`",
                    constraint.name, constraint.kind
                ))
            })?;
            let entry = set.admission_rules().get(rule);
            let parameters = entry
                .map_or(Ok(Value::NULL), |entry| bind(entry, &constraint.parameters))
                .map_err(|message| failed(format!("constraint `{}`: {message}", constraint.name)))?;
            if constraints.iter().any(|other: &BoundConstraint| other.constraint.name == constraint.name) {
                return Err(failed(format!("two constraints are called `{}`", constraint.name)));
            }
            constraints.push(BoundConstraint { constraint, rule, parameters });
        }
        let mut mutations = Vec::new();
        for document in document.mutations {
            let find = |entry: &RuleEntry| entry.annotation.id == document.rule;
            let rule = set
                .mutation_rules()
                .iter()
                .position(find)
                .ok_or_else(|| failed(format!("no mutation rule has the id `{}`", document.rule)))?;
            let entry = set.mutation_rules().get(rule);
            let parameters = entry
                .map_or(Ok(Value::NULL), |entry| bind(entry, &document.parameters))
                .map_err(|message| failed(format!("mutation `{}`: {message}", document.rule)))?;
            mutations.push(BoundMutation { rule, criteria: document.criteria, parameters });
        }
        Ok(Profile {
            name: name.to_owned(),
            title: document.title,
            description: document.description,
            constraints,
            mutations,
        })
    }

    fn of_all_rules(set: &PolicySet) -> Profile {
        let constraints = set.admission_rules().iter().enumerate().map(|(rule, entry)| {
            let kinds = entry
                .annotation
                .kinds
                .iter()
                .map(|kind| serde_json::json!({"apiGroups": [kind.group], "kinds": [kind.kind]}))
                .collect::<Vec<_>>();
            BoundConstraint {
                constraint: Constraint {
                    kind: entry.constraint_kind.clone(),
                    name: entry.annotation.id.to_lowercase(),
                    criteria: serde_json::from_value(serde_json::json!({"kinds": kinds})).unwrap_or_default(),
                    action: EnforcementAction::Deny,
                    parameters: serde_json::Map::new(),
                },
                rule,
                parameters: Value::from(&serde_json::Value::Object(entry.annotation.default_parameters())),
            }
        });
        Profile {
            name: WITHOUT_PROFILES.to_owned(),
            title: "Every rule denies".to_owned(),
            description: "Made for policies that bring no profile of their own.".to_owned(),
            constraints: constraints.collect(),
            mutations: Vec::new(),
        }
    }

    /// Whether any constraint is about this kind, whatever the namespace.
    pub fn covers_kind(&self, group: &str, kind: &str) -> bool {
        self.constraints.iter().any(|bound| bound.constraint.criteria.covers_kind(group, kind))
    }
}

/// The rule's defaults with the given parameters over them. A name that the rule does not know is an error: a
/// typing slip in `checks` would switch a check off in silence.
fn bind(entry: &RuleEntry, given: &serde_json::Map<String, serde_json::Value>) -> Result<Value, String> {
    let annotation = &entry.annotation;
    let mut parameters = annotation.default_parameters();
    for (name, value) in given {
        if name == "checks" && !annotation.checks.is_empty() {
            let known = |check: &serde_json::Value| {
                annotation.checks.iter().any(|(name, _)| Some(name.as_str()) == check.as_str())
            };
            let checks = value.as_array().ok_or("`checks` is no list")?;
            if let Some(unknown) = checks.iter().find(|check| !known(check)) {
                return Err(format!("{} has no check {unknown}", annotation.id));
            }
        } else if annotation.parameters.pointer(&format!("/properties/{name}")).is_none() {
            return Err(format!("{} has no parameter `{name}`", annotation.id));
        }
        parameters.insert(name.clone(), value.clone());
    }
    Ok(Value::from(&serde_json::Value::Object(parameters)))
}
