//! The cases of a test.

use std::collections::BTreeMap;

use crate::value::Value;

/// A case of a test, or a group of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// It, or one below it, does not hold.
    pub fails: bool,
    /// Cases of the group.
    pub parts: Vec<Part>,
}

impl Part {
    /// The cases below it, itself if there are none: the names that lead there, and whether it fails.
    pub fn leaves(&self) -> Vec<(Vec<&str>, bool)> {
        if self.parts.is_empty() {
            return vec![(vec![self.name.as_str()], self.fails)];
        }
        let below = self.parts.iter().flat_map(Part::leaves);
        below
            .map(|(mut names, fails)| {
                names.insert(0, &self.name);
                (names, fails)
            })
            .collect()
    }
}

#[derive(Default)]
struct Group {
    fails: bool,
    groups: BTreeMap<String, Group>,
}

/// The cases that have a value, and those that were begun and have none. Whether any fails.
pub(super) fn parts(value: &Value, begun: &[regorus::Value]) -> (bool, Vec<Part>) {
    let mut root = Group::default();
    let mut fails = fill(&mut root, value);
    for names in begun {
        let Ok(names) = names.as_array() else {
            continue;
        };
        let names: Vec<String> = names.iter().map(|name| shown(&Value(name.clone()))).collect();
        fails |= begin(&mut root, &names);
    }
    (fails, listed(root))
}

/// Puts in what has a value; whether any of it is not true.
fn fill(group: &mut Group, value: &Value) -> bool {
    let regorus::Value::Object(fields) = &value.0 else {
        return false;
    };
    let mut fails = false;
    for (key, value) in fields.iter() {
        let own = group.groups.entry(shown(&Value(key.clone()))).or_default();
        let value = Value(value.clone());
        own.fails = match &value.0 {
            regorus::Value::Object(_) => fill(own, &value),
            other => *other != regorus::Value::Bool(true),
        };
        fails |= own.fails;
    }
    fails
}

/// Puts in what was begun; whether it fails.
fn begin(group: &mut Group, names: &[String]) -> bool {
    let Some((first, rest)) = names.split_first() else {
        return false;
    };
    let is_new = !group.groups.contains_key(first);
    let own = group.groups.entry(first.clone()).or_default();
    if rest.is_empty() {
        own.fails |= is_new;
        return own.fails;
    }
    let fails = begin(own, rest);
    own.fails |= fails || is_new;
    fails
}

fn listed(group: Group) -> Vec<Part> {
    let groups = group.groups.into_iter();
    groups.map(|(name, group)| Part { name, fails: group.fails, parts: listed(group) }).collect()
}

fn shown(name: &Value) -> String {
    name.as_str().map_or_else(|| name.to_json(), str::to_owned)
}
