use std::collections::BTreeMap;
use std::sync::OnceLock;

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
    constraints: Vec<BoundConstraint>,
    questions: Vec<Question>,
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

/// One evaluation that answers one or more constraints: those that bind the same rule to the same objects with the
/// same parameters and share its checks among them, as a rule that denies on some checks and warns on others does.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    /// Index into [`PolicySet::admission_rules`].
    pub(crate) rule: usize,
    /// `input.parameters`, the checks of all its constraints together.
    pub(crate) parameters: Value,
    /// Indices into the constraints.
    pub(crate) constraints: Vec<usize>,
}

impl Question {
    fn all(constraints: &[BoundConstraint]) -> Vec<Question> {
        let mut questions: Vec<Question> = Vec::new();
        for (index, bound) in constraints.iter().enumerate() {
            let together = questions.iter_mut().find(|question| {
                question
                    .constraints
                    .iter()
                    .filter_map(|&other| constraints.get(other))
                    .all(|other| other.shares(bound))
            });
            match together {
                Some(question) => {
                    let checks =
                        bound.checks().into_iter().chain(checks(&question.parameters)).map(Value::from);
                    question.parameters = question.parameters.with("checks", Value::array(checks));
                    question.constraints.push(index);
                }
                None => questions.push(Question {
                    rule: bound.rule,
                    parameters: bound.parameters.clone(),
                    constraints: vec![index],
                }),
            }
        }
        questions
    }
}

fn checks(parameters: &Value) -> Vec<String> {
    let list = parameters.get("checks").unwrap_or(Value::NULL);
    list.elements().iter().filter_map(|check| check.as_str().map(str::to_owned)).collect()
}

impl BoundConstraint {
    /// The checks that are on; none where the constraint leaves them all on.
    pub(crate) fn checks(&self) -> Vec<String> {
        checks(&self.parameters)
    }

    fn shares(&self, other: &BoundConstraint) -> bool {
        if self.rule != other.rule || self.constraint.criteria != other.constraint.criteria {
            return false;
        }
        let (mine, theirs) = (self.checks(), other.checks());
        self.parameters.without("checks") == other.parameters.without("checks")
            && !mine.is_empty()
            && !theirs.is_empty()
            && !mine.iter().any(|check| theirs.contains(check))
    }
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

/// Profiles by name, each read when it is first asked for: a server needs one.
#[derive(Debug)]
pub(crate) struct Profiles(BTreeMap<String, (Option<Value>, OnceLock<Profile>)>);

impl Profiles {
    /// All below `data.profiles`; policies without any get one that denies on every check.
    pub(crate) fn unread(profiles: &Value) -> Profiles {
        let entries = profiles.entries();
        if entries.is_empty() {
            return Profiles(BTreeMap::from([(WITHOUT_PROFILES.to_owned(), (None, OnceLock::new()))]));
        }
        Profiles(entries.into_iter().map(|(name, value)| (name, (Some(value), OnceLock::new()))).collect())
    }

    pub(crate) fn all(&self, set: &PolicySet) -> Result<Vec<&Profile>, PoliciesError> {
        self.0.keys().map(|name| self.get(name, set)).collect()
    }

    pub(crate) fn get(&self, name: &str, set: &PolicySet) -> Result<&Profile, PoliciesError> {
        let (value, read) = self.0.get(name).ok_or_else(|| PoliciesError::UnknownProfile {
            name: name.to_owned(),
            known: self.0.keys().cloned().collect(),
        })?;
        if let Some(profile) = read.get() {
            return Ok(profile);
        }
        let profile = match value {
            Some(value) => Profile::read(name, value, set)?,
            None => Profile::of_all_rules(set),
        };
        Ok(read.get_or_init(|| profile))
    }
}

/// The profile of policies that bring none.
const WITHOUT_PROFILES: &str = "baseline";

impl Profile {
    fn read(name: &str, value: &Value, set: &PolicySet) -> Result<Profile, PoliciesError> {
        let failed = |message: String| PoliciesError::Profile { profile: name.to_owned(), message };
        let document: Document = serde_json::to_value(value)
            .and_then(serde_json::from_value)
            .map_err(|error| failed(error.to_string()))?;
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
            questions: Question::all(&constraints),
            constraints,
            mutations,
        })
    }

    fn of_all_rules(set: &PolicySet) -> Profile {
        let constraints: Vec<_> = set
            .admission_rules()
            .iter()
            .enumerate()
            .map(|(rule, entry)| {
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
                        criteria: serde_json::from_value(serde_json::json!({"kinds": kinds}))
                            .unwrap_or_default(),
                        action: EnforcementAction::Deny,
                        parameters: serde_json::Map::new(),
                    },
                    rule,
                    parameters: serde_json::Value::Object(entry.annotation.default_parameters()).into(),
                }
            })
            .collect();
        Profile {
            name: WITHOUT_PROFILES.to_owned(),
            title: "Every rule denies".to_owned(),
            description: "Made for policies that bring no profile of their own.".to_owned(),
            questions: Question::all(&constraints),
            constraints,
            mutations: Vec::new(),
        }
    }

    /// Constraints, each bound to its rule.
    pub fn constraints(&self) -> &[BoundConstraint] {
        &self.constraints
    }

    /// This profile with some of its constraints.
    #[must_use]
    pub fn narrowed(&self, keep: impl Fn(&BoundConstraint) -> bool) -> Profile {
        let constraints: Vec<_> = self.constraints.iter().filter(|bound| keep(bound)).cloned().collect();
        Profile { questions: Question::all(&constraints), constraints, ..self.clone() }
    }

    pub(crate) fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// Whether any constraint is about kinds of this group.
    pub fn covers_group(&self, group: &str) -> bool {
        self.constraints.iter().any(|bound| bound.constraint.criteria.covers_group(group))
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
    Ok(serde_json::Value::Object(parameters).into())
}
