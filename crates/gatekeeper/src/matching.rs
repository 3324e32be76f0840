use serde::Deserialize;

use crate::glob;
use crate::selector::{LabelSelector, Labels};

/// Which objects a constraint is about. Everything left out matches everything.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Match {
    /// Any one of these.
    #[serde(default)]
    pub kinds: Vec<Kinds>,
    /// Cluster, Namespaced or `*`.
    #[serde(default)]
    pub scope: Scope,
    /// Any one of these patterns.
    #[serde(default)]
    pub namespaces: Vec<String>,
    /// None of these patterns.
    #[serde(default)]
    pub excluded_namespaces: Vec<String>,
    /// On the object's labels.
    #[serde(default)]
    pub label_selector: LabelSelector,
    /// On the namespace's labels.
    #[serde(default)]
    pub namespace_selector: Option<LabelSelector>,
    /// A pattern on the name.
    #[serde(default)]
    pub name: String,
}

/// API groups and kinds; both lists must match, an empty one or `*` matches any.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Kinds {
    /// API groups; the core group is the empty string.
    #[serde(default)]
    pub api_groups: Vec<String>,
    /// Kinds.
    #[serde(default)]
    pub kinds: Vec<String>,
}

/// Scope criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum Scope {
    /// Both.
    #[default]
    #[serde(rename = "*")]
    All,
    /// Objects outside namespaces, and Namespaces.
    Cluster,
    /// Objects in namespaces.
    Namespaced,
}

/// What match criteria look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject<'a> {
    /// API group.
    pub group: &'a str,
    /// Kind.
    pub kind: &'a str,
    /// Name; empty with generateName.
    pub name: &'a str,
    /// generateName.
    pub generate_name: &'a str,
    /// Labels of the object.
    pub labels: &'a Labels,
    /// Where it lives.
    pub residence: Residence<'a>,
}

/// Where an object lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Residence<'a> {
    /// Outside namespaces. A Namespace itself counts as this.
    Cluster,
    /// In a namespace; without labels it is one that nobody knows.
    Namespace {
        /// Its name.
        name: &'a str,
        /// Its labels.
        labels: Option<&'a Labels>,
    },
}

/// A criterion that could not be decided. Gatekeeper rejects in that case, with the constraint's action.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MatchError {
    /// There is a namespace selector, and the namespace is unknown.
    #[error("the namespace selector cannot be decided: namespace `{0}` is unknown")]
    UnknownNamespace(String),
}

impl Match {
    /// Whether the group and kind are matched, whatever the rest says.
    pub fn covers_kind(&self, group: &str, kind: &str) -> bool {
        let listed =
            |list: &[String], item: &str| list.is_empty() || list.iter().any(|one| one == "*" || one == item);
        self.kinds.is_empty()
            || self.kinds.iter().any(|entry| listed(&entry.api_groups, group) && listed(&entry.kinds, kind))
    }

    /// Whether any kind of the group is matched, whatever the rest says.
    pub fn covers_group(&self, group: &str) -> bool {
        let listed = |list: &[String]| list.is_empty() || list.iter().any(|one| one == "*" || one == group);
        self.kinds.is_empty() || self.kinds.iter().any(|entry| listed(&entry.api_groups))
    }

    /// Whether the constraint is about the subject: all criteria must agree.
    ///
    /// # Errors
    /// A criterion cannot be decided.
    pub fn matches(&self, subject: &Subject<'_>) -> Result<bool, MatchError> {
        Ok(self.covers_kind(subject.group, subject.kind)
            && self.covers_scope(subject)
            && self.covers_namespace(subject)
            && self.label_selector.selects(subject.labels)
            && self.covers_name(subject)
            && self.covers_namespace_labels(subject)?)
    }

    fn covers_scope(&self, subject: &Subject<'_>) -> bool {
        match self.scope {
            Scope::All => true,
            Scope::Cluster => subject.residence == Residence::Cluster,
            Scope::Namespaced => subject.residence != Residence::Cluster,
        }
    }

    fn covers_namespace(&self, subject: &Subject<'_>) -> bool {
        let Some(name) = subject.namespace_name() else {
            return true;
        };
        let hit = |patterns: &[String]| patterns.iter().any(|pattern| glob::matches(pattern, name));
        (self.namespaces.is_empty() || hit(&self.namespaces)) && !hit(&self.excluded_namespaces)
    }

    fn covers_name(&self, subject: &Subject<'_>) -> bool {
        let pattern = self.name.as_str();
        pattern.is_empty()
            || glob::matches(pattern, subject.name)
            || pattern.ends_with('*')
                && !subject.generate_name.is_empty()
                && glob::matches(pattern, subject.generate_name)
    }

    fn covers_namespace_labels(&self, subject: &Subject<'_>) -> Result<bool, MatchError> {
        let Some(selector) = &self.namespace_selector else {
            return Ok(true);
        };
        if subject.is_namespace() {
            return Ok(selector.selects(subject.labels));
        }
        match subject.residence {
            Residence::Cluster => Ok(true),
            Residence::Namespace { labels: Some(labels), .. } => Ok(selector.selects(labels)),
            Residence::Namespace { name, labels: None } => Err(MatchError::UnknownNamespace(name.to_owned())),
        }
    }
}

impl Subject<'_> {
    fn is_namespace(&self) -> bool {
        self.group.is_empty() && self.kind == "Namespace"
    }

    fn namespace_name(&self) -> Option<&str> {
        if self.is_namespace() {
            return Some(self.name);
        }
        match self.residence {
            Residence::Cluster => None,
            Residence::Namespace { name, .. } => Some(name),
        }
    }
}

#[cfg(test)]
mod tests;
