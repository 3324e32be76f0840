//! Which fields of looked-up objects a rule reads, and objects less all others.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Lookup;
use crate::value::Value;

/// A field of the objects of a lookup that a rule may look at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Read {
    /// Whose field.
    pub lookup: Lookup,
    /// Names from the object to the field; none where it may be any, or any member of an array.
    pub path: Vec<Option<String>>,
    /// All below it may be looked at too; otherwise whether it is there, and its value if it is a scalar.
    pub whole: bool,
}

/// The fields that are read of objects of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fields {
    whole: bool,
    named: BTreeMap<String, Fields>,
    any: Option<Box<Fields>>,
}

impl Fields {
    /// All of them.
    pub fn everything() -> Fields {
        Fields { whole: true, ..Fields::default() }
    }

    /// These, and that they are there.
    pub fn of<'a>(reads: impl IntoIterator<Item = &'a Read>) -> Fields {
        let mut fields = Fields::default();
        for read in reads {
            fields.add(read.path.iter().map(Option::as_deref), read.whole);
        }
        fields.spread();
        fields
    }

    fn add<'a>(&mut self, path: impl IntoIterator<Item = Option<&'a str>>, whole: bool) {
        let mut at = self;
        for name in path {
            at = match name {
                Some(name) => at.named.entry(name.to_owned()).or_default(),
                None => at.any.get_or_insert_default(),
            };
        }
        at.whole |= whole;
    }

    /// What is read of any member is read of those that have a name too.
    fn spread(&mut self) {
        if let Some(any) = &self.any {
            self.named.values_mut().for_each(|one| one.join(any));
        }
        self.named.values_mut().for_each(Fields::spread);
        if let Some(any) = &mut self.any {
            any.spread();
        }
    }

    fn join(&mut self, other: &Fields) {
        self.whole |= other.whole;
        for (name, fields) in &other.named {
            self.named.entry(name.clone()).or_default().join(fields);
        }
        if let Some(any) = &other.any {
            self.any.get_or_insert_default().join(any);
        }
    }

    /// The value, less what is not read of it. What a rule finds in it is what it finds in the whole value.
    pub fn trim(&self, value: &Value) -> Value {
        Value(self.trimmed(&value.0))
    }

    fn trimmed(&self, value: &regorus::Value) -> regorus::Value {
        match value {
            _ if self.whole => value.clone(),
            regorus::Value::Object(object) => {
                let kept = object.iter().filter_map(|(name, member)| {
                    let regorus::Value::String(text) = name else { return None };
                    let fields = self.named.get(&**text).or(self.any.as_deref())?;
                    Some((name.clone(), fields.trimmed(member)))
                });
                kept.collect::<regorus::value::Object>().into()
            }
            regorus::Value::Array(array) => {
                let Some(any) = &self.any else { return Vec::new().into() };
                array.iter().map(|member| any.trimmed(member)).collect::<Vec<_>>().into()
            }
            scalar => scalar.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::Scope;

    fn fields(reads: &[(&[&str], bool)]) -> Fields {
        let lookup = Lookup { scope: Scope::Cluster, api_version: None, kind: None };
        let name = |name: &&str| (*name != "*").then(|| (*name).to_owned());
        let read = |(path, whole): &(&[&str], bool)| Read {
            lookup: lookup.clone(),
            path: path.iter().map(name).collect(),
            whole: *whole,
        };
        Fields::of(&reads.iter().map(read).collect::<Vec<_>>())
    }

    fn trimmed(reads: &[(&[&str], bool)], value: &str) -> String {
        fields(reads).trim(&Value::from_json(value.as_bytes()).expect("JSON")).to_json()
    }

    #[test]
    fn only_what_is_read_is_left() {
        let pod = r#"{"metadata": {"name": "a", "labels": {"x": "1"}}, "spec": {"containers": [{"name": "c", "image": "i"}], "a": 1}, "status": {"phase": "Running"}}"#;
        assert_eq!(trimmed(&[], pod), "{}");
        assert_eq!(
            trimmed(&[(&["spec"], false), (&["status", "phase"], false)], pod),
            r#"{"spec":{},"status":{"phase":"Running"}}"#
        );
        assert_eq!(
            trimmed(&[(&["spec", "containers", "*", "name"], false), (&["metadata", "labels"], true)], pod),
            r#"{"metadata":{"labels":{"x":"1"}},"spec":{"containers":[{"name":"c"}]}}"#
        );
        assert_eq!(trimmed(&[(&["spec", "containers"], false)], pod), r#"{"spec":{"containers":[]}}"#);
        assert_eq!(Fields::everything().trim(&Value::from(true)), Value::from(true));
    }

    #[test]
    fn what_is_read_of_any_member_is_read_of_a_named_one() {
        let tree = r#"{"a": {"x": {"k": 1}, "y": {"k": 2, "z": 3}}}"#;
        let reads: &[(&[&str], bool)] = &[(&["a", "*", "k"], false), (&["a", "y", "z"], false)];
        assert_eq!(trimmed(reads, tree), r#"{"a":{"x":{"k":1},"y":{"k":2,"z":3}}}"#);
    }
}
