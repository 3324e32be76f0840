//! What stands beside a rule: each of its checks in CEL, or the reason why not.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use edgeward_decision::RuleEntry;
use serde::Deserialize;

use crate::error::BackstopError;

/// The counterparts of all rules, by id of the rule, and the variables that they share.
#[derive(Debug, Clone)]
pub struct Backstop {
    /// What any counterpart may name, in the order of definition.
    pub variables: Vec<Variable>,
    /// By id of the rule.
    pub counterparts: BTreeMap<String, Counterpart>,
}

/// What CEL says of one rule.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counterpart {
    /// Names of its own, each for an expression over those before it.
    #[serde(default)]
    pub variables: Vec<Variable>,
    /// By name of the check.
    pub checks: BTreeMap<String, Check>,
}

/// A name for an expression.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// `variables.NAME` in other expressions.
    pub name: String,
    /// CEL.
    pub expression: String,
}

/// What CEL says of one check.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Check {
    /// What must hold, in CEL; all of them.
    #[serde(default)]
    pub holds: Vec<Claim>,
    /// What is left to the server all the same.
    #[serde(default)]
    pub leaves: String,
    /// Why the API server itself lets no object through that runs into the check.
    #[serde(default)]
    pub settled: String,
    /// Why CEL cannot say it.
    #[serde(default)]
    pub cannot: String,
}

/// What must hold of some kinds of objects.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Claim {
    /// CEL; true where nothing is wrong.
    pub expression: String,
    /// The kinds that it is about; every kind with a pod where it says nothing.
    #[serde(default)]
    pub of: Vec<String>,
    /// About deletions too.
    #[serde(default)]
    pub deletions: bool,
    /// Evaluated for each of these objects of the namespace, as `params`.
    #[serde(default)]
    pub given: Option<Given>,
}

/// Objects beside the one that is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum Given {
    /// Each NetworkPolicy of the namespace, if there is one.
    #[serde(rename = "NetworkPolicies")]
    NetworkPolicies,
    /// As before, and there must be one.
    #[serde(rename = "NetworkPolicy")]
    NetworkPolicy,
    /// Those that carry the label of the default-deny policy, and there must be one.
    #[serde(rename = "agreed NetworkPolicy")]
    AgreedNetworkPolicy,
}

/// How far CEL reaches into a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// It finds what the rule finds.
    Whole,
    /// It finds nothing that the rule does not find.
    Part,
    /// The API server lets nothing through that the rule would find.
    Settled,
    /// It finds nothing.
    Nothing,
}

impl Check {
    /// How far CEL reaches into it.
    pub fn reach(&self) -> Reach {
        match (self.holds.is_empty(), self.leaves.is_empty(), self.settled.is_empty()) {
            (false, true, _) => Reach::Whole,
            (false, false, _) => Reach::Part,
            (true, _, false) => Reach::Settled,
            (true, _, true) => Reach::Nothing,
        }
    }

    fn reasons(&self) -> impl Iterator<Item = &String> {
        [&self.leaves, &self.settled, &self.cannot].into_iter().filter(|text| !text.is_empty())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shared {
    variables: Vec<Variable>,
}

impl Backstop {
    /// Reads `backstop.yaml` beside each of the rules, and `admission/backstop.yaml` above them.
    ///
    /// # Errors
    /// The first file that cannot be read or is not of this form.
    pub fn read(policies: &Path, rules: &[RuleEntry]) -> Result<Backstop, BackstopError> {
        let shared: Shared = file(&policies.join("admission/backstop.yaml"))?;
        let mut counterparts = BTreeMap::new();
        for rule in rules {
            let package = rule.path().trim_start_matches("data.").trim_end_matches(".violation");
            let path = policies.join(package.replace('.', "/")).join("backstop.yaml");
            counterparts.insert(rule.annotation.id.clone(), file(&path)?);
        }
        Ok(Backstop { variables: shared.variables, counterparts })
    }

    /// What does not fit: a check without a word, a word for no check, a reason that is no sentence.
    pub fn gaps(&self, rules: &[RuleEntry]) -> Vec<String> {
        let mut gaps = Vec::new();
        for rule in rules {
            let id = &rule.annotation.id;
            let Some(counterpart) = self.counterparts.get(id) else {
                gaps.push(format!("{id} has no backstop.yaml"));
                continue;
            };
            let checks: BTreeSet<&String> = rule.annotation.checks.iter().map(|(name, _)| name).collect();
            let said: BTreeSet<&String> = counterpart.checks.keys().collect();
            gaps.extend(checks.difference(&said).map(|name| format!("{id}: nothing is said of {name}")));
            gaps.extend(said.difference(&checks).map(|name| format!("{id} has no check {name}")));
            for (name, check) in &counterpart.checks {
                let answers = [!check.holds.is_empty(), !check.settled.is_empty(), !check.cannot.is_empty()];
                if answers.into_iter().filter(|answer| *answer).count() != 1 {
                    gaps.push(format!("{id}: {name} needs one of holds, settled and cannot"));
                }
                let bare = |text: &&String| !text.ends_with('.') || text.split_whitespace().count() < 4;
                gaps.extend(
                    check.reasons().filter(bare).map(|text| format!("{id}: {name}: no sentence: {text}")),
                );
            }
        }
        gaps
    }
}

fn file<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, BackstopError> {
    let malformed = |message: String| BackstopError::Malformed { file: path.display().to_string(), message };
    let text = std::fs::read_to_string(path).map_err(|error| malformed(error.to_string()))?;
    serde_saphyr::from_str(&text).map_err(|error| malformed(error.to_string()))
}
