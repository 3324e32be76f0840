//! JSON-shaped values as the engine holds them.

mod add;
mod place;
mod read;
mod share;

pub use add::AddError;
pub use read::InputError;

use std::borrow::Cow;
use std::fmt;

use crate::builtins::order;

/// A value of a Rego document: JSON, and sets.
///
/// Cloning is cheap: strings, arrays and objects are shared.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Value(pub(crate) regorus::Value);

impl Value {
    /// JSON `null`.
    pub const NULL: Value = Value(regorus::Value::Null);

    /// An object of the given entries; a later entry replaces an earlier one of the same key.
    pub fn object<K: AsRef<str>>(entries: impl IntoIterator<Item = (K, Value)>) -> Value {
        let mut object = regorus::value::Object::new();
        for (key, value) in entries {
            object.insert(key.as_ref().into(), value.0);
        }
        Value(object.into())
    }

    /// An array of the given elements.
    pub fn array(elements: impl IntoIterator<Item = Value>) -> Value {
        Value(regorus::Value::from(elements.into_iter().map(|value| value.0).collect::<Vec<_>>()))
    }

    /// Whether both are one object in memory: cheap to tell, and then they are equal.
    pub(crate) fn is_same_document(&self, other: &Value) -> bool {
        match (&self.0, &other.0) {
            (regorus::Value::Object(one), regorus::Value::Object(other)) => regorus::Rc::ptr_eq(one, other),
            _ => false,
        }
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        self.0 == regorus::Value::Null
    }

    /// Whether this is an object.
    pub fn is_object(&self) -> bool {
        matches!(self.0, regorus::Value::Object(_))
    }

    /// Whether this is an object without entries.
    pub fn is_empty_object(&self) -> bool {
        matches!(&self.0, regorus::Value::Object(object) if object.is_empty())
    }

    /// Whether this is an array.
    pub fn is_array(&self) -> bool {
        matches!(self.0, regorus::Value::Array(_))
    }

    /// The boolean, if this is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self.0 {
            regorus::Value::Bool(flag) => Some(flag),
            _ => None,
        }
    }

    /// The text, if this is a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.0 {
            regorus::Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The field `key` of an object.
    pub fn get(&self, key: &str) -> Option<Value> {
        match &self.0 {
            regorus::Value::Object(object) => object.get(&key.into()).cloned().map(Value),
            _ => None,
        }
    }

    /// The string field `key` of an object.
    pub fn get_str(&self, key: &str) -> Option<String> {
        self.get(key).and_then(|value| value.as_str().map(str::to_owned))
    }

    /// What a JSON pointer (RFC 6901) leads to.
    pub fn pointer(&self, pointer: &str) -> Option<Value> {
        let mut at = self.clone();
        for segment in pointer.split('/').skip(1) {
            let segment = segment.replace("~1", "/").replace("~0", "~");
            at = match &at.0 {
                regorus::Value::Object(_) => at.get(&segment)?,
                regorus::Value::Array(array) => {
                    Value(segment.parse::<usize>().ok().and_then(|index| array.get(index).cloned())?)
                }
                _ => return None,
            };
        }
        Some(at)
    }

    /// The entries of an object in order of their keys, those with string keys only; nothing for another type.
    pub fn entries(&self) -> Vec<(String, Value)> {
        match &self.0 {
            regorus::Value::Object(object) => object
                .iter_sorted()
                .filter_map(|(key, value)| match key {
                    regorus::Value::String(key) => Some((key.to_string(), Value(value.clone()))),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The elements of an array or, in their order, of a set; nothing for another type.
    pub fn elements(&self) -> Vec<Value> {
        match &self.0 {
            regorus::Value::Array(array) => array.iter().cloned().map(Value).collect(),
            regorus::Value::Set(set) => order::elements(set).into_iter().cloned().map(Value).collect(),
            _ => Vec::new(),
        }
    }

    /// This object with `key` set to `value`; an object of that one entry if this is none.
    #[must_use]
    pub fn with(&self, key: &str, value: Value) -> Value {
        let mut object = match &self.0 {
            regorus::Value::Object(object) => (**object).clone(),
            _ => regorus::value::Object::new(),
        };
        object.insert(key.into(), value.0);
        Value(object.into())
    }

    /// This object without `key`.
    #[must_use]
    pub fn without(&self, key: &str) -> Value {
        match &self.0 {
            regorus::Value::Object(object) => {
                let mut object = (**object).clone();
                object.remove(&key.into());
                Value(object.into())
            }
            _ => self.clone(),
        }
    }

    /// Objects merged key by key, `other`'s leaves winning; anything else is `other`.
    #[must_use]
    pub fn merged(&self, other: &Value) -> Value {
        match (&self.0, &other.0) {
            (regorus::Value::Object(_), regorus::Value::Object(_)) => {
                let mut merged = self.clone();
                for (key, value) in other.entries() {
                    let value = merged.get(&key).map_or_else(|| value.clone(), |mine| mine.merged(&value));
                    merged = merged.with(&key, value);
                }
                merged
            }
            _ => other.clone(),
        }
    }

    /// Compact JSON; a set is printed as an array.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| crate::builtins::json_text(&self.0))
    }

    /// What OPA's `type_name` calls this type.
    pub fn type_name(&self) -> &'static str {
        match self.0 {
            regorus::Value::Null => "null",
            regorus::Value::Bool(_) => "boolean",
            regorus::Value::Number(_) => "number",
            regorus::Value::String(_) => "string",
            regorus::Value::Array(_) => "array",
            regorus::Value::Set(_) => "set",
            regorus::Value::Object(_) => "object",
            regorus::Value::Undefined => "undefined",
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_json())
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_json())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value(text.into())
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Value(flag.into())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value(number.into())
    }
}

impl From<&serde_json::Value> for Value {
    fn from(json: &serde_json::Value) -> Self {
        json.clone().into()
    }
}

impl From<serde_json::Value> for Value {
    fn from(json: serde_json::Value) -> Self {
        Value(json.into())
    }
}

impl serde::Serialize for Value {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written(&self.0).serialize(serializer)
    }
}

/// A value as JSON: a set is a list in OPA's order, which the engine's is not where sets stand beside objects.
struct Written<'a>(&'a regorus::Value);

impl serde::Serialize for Written<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            regorus::Value::Array(array) => serializer.collect_seq(array.iter().map(Written)),
            regorus::Value::Set(set) => serializer.collect_seq(order::elements(set).into_iter().map(Written)),
            regorus::Value::Object(object) => {
                serializer.collect_map(order::entries(object).into_iter().map(|(key, value)| {
                    let key = match key {
                        regorus::Value::String(text) => Cow::Borrowed(&**text),
                        // OPA sorts the names inside such a key as text, and writes its strings as for HTML.
                        other => serde_json::to_value(Written(other))
                            .map(|key| for_html(&key.to_string()).into())
                            .unwrap_or_default(),
                    };
                    (key, Written(value))
                }))
            }
            scalar => scalar.serialize(serializer),
        }
    }
}

/// JSON as Go writes it: what means something in HTML stands in strings only.
fn for_html(json: &str) -> String {
    const ESCAPES: [(char, &str); 5] = [
        ('<', "\\u003c"),
        ('>', "\\u003e"),
        ('&', "\\u0026"),
        ('\u{2028}', "\\u2028"),
        ('\u{2029}', "\\u2029"),
    ];
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        match ESCAPES.iter().find(|(escaped, _)| *escaped == character) {
            Some((_, escape)) => out.push_str(escape),
            None => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests;
