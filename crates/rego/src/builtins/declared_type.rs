//! The types that OPA declares for the arguments and results of its built-ins.

use std::fmt;

use regorus::Value;
use serde::Deserialize;

/// A type of OPA's type system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Type {
    Any,
    Null,
    Boolean,
    Number,
    String,
    /// Elements known by position, then any number of one type.
    Array {
        items: Vec<Type>,
        rest: Option<Box<Type>>,
    },
    /// Fields known by name, in the order of their names, then any number of one type.
    Object {
        fields: Vec<(String, Type)>,
        rest: Option<Box<(Type, Type)>>,
    },
    /// `None` is the type of the empty set.
    Set(Option<Box<Type>>),
    /// One of several; never of none.
    AnyOf(Vec<Type>),
}

impl Type {
    /// Whether `value` is of this type, its elements included.
    #[cfg(test)]
    pub(crate) fn admits(&self, value: &Value) -> bool {
        match (self, value) {
            (Type::Any, _) => !matches!(value, Value::Undefined),
            (Type::AnyOf(types), _) => types.iter().any(|one| one.admits(value)),
            (Type::Array { items, rest }, Value::Array(array)) => {
                array.len() >= items.len()
                    && array.iter().enumerate().all(|(index, element)| {
                        items.get(index).or(rest.as_deref()).is_some_and(|one| one.admits(element))
                    })
            }
            (Type::Object { fields, rest }, Value::Object(object)) => {
                fields.iter().all(|(name, _)| object.contains_key(&name.as_str().into()))
                    && object.iter().all(|(key, value)| match field(fields, key) {
                        Some(one) => one.admits(value),
                        None => rest.as_deref().is_some_and(|(k, v)| k.admits(key) && v.admits(value)),
                    })
            }
            (Type::Set(of), Value::Set(set)) => {
                set.iter().all(|element| of.as_ref().is_some_and(|one| one.admits(element)))
            }
            _ => self.admits_outside(value),
        }
    }

    /// Whether `value` is of this type when its elements are not looked at. A built-in of OPA reports a wrong
    /// element in words of its own, and some of them only when they come to it.
    pub(crate) fn admits_outside(&self, value: &Value) -> bool {
        match self {
            Type::AnyOf(types) => types.iter().any(|one| one.admits_outside(value)),
            Type::Any => !matches!(value, Value::Undefined),
            Type::Null => matches!(value, Value::Null),
            Type::Boolean => matches!(value, Value::Bool(_)),
            Type::Number => matches!(value, Value::Number(_)),
            Type::String => matches!(value, Value::String(_)),
            Type::Array { .. } => matches!(value, Value::Array(_)),
            Type::Object { .. } => matches!(value, Value::Object(_)),
            Type::Set(_) => matches!(value, Value::Set(_)),
        }
    }

    /// Whether a value could be of both types, as OPA's type checker decides it.
    pub(crate) fn overlaps(&self, other: &Type) -> bool {
        match (self, other) {
            (Type::Any, _) | (_, Type::Any) => true,
            (Type::AnyOf(types), other) | (other, Type::AnyOf(types)) => {
                types.iter().any(|one| one.overlaps(other))
            }
            (Type::Array { items, rest }, Type::Array { items: others, rest: other_rest }) => {
                let longest = items.len().max(others.len());
                (0..longest).all(|index| {
                    let mine = items.get(index).or(rest.as_deref());
                    let theirs = others.get(index).or(other_rest.as_deref());
                    mine.zip(theirs).is_some_and(|(mine, theirs)| mine.overlaps(theirs))
                }) && both(rest.as_deref(), other_rest.as_deref(), Type::overlaps)
            }
            (Type::Object { .. }, Type::Object { .. }) => {
                let (rest, other_rest) = (self.rest_of_object(), other.rest_of_object());
                self.fields_overlap(other)
                    && other.fields_overlap(self)
                    && both(rest, other_rest, |(_, mine), (_, theirs)| mine.overlaps(theirs))
            }
            (Type::Set(of), Type::Set(other_of)) => both(of.as_deref(), other_of.as_deref(), Type::overlaps),
            _ => self == other,
        }
    }

    fn rest_of_object(&self) -> Option<&(Type, Type)> {
        match self {
            Type::Object { rest, .. } => rest.as_deref(),
            _ => None,
        }
    }

    /// Whether no field known to this object type contradicts the other. A field that the other does not know may
    /// be one of the unknown fields of either.
    fn fields_overlap(&self, other: &Type) -> bool {
        let Type::Object { fields, rest } = self else { return false };
        fields.iter().all(|(name, mine)| match other.field(name) {
            Some(theirs) => mine.overlaps(theirs),
            None => rest.is_some() || other.rest_of_object().is_some(),
        })
    }

    /// The type of an object type's field of this name.
    pub(crate) fn field(&self, name: &str) -> Option<&Type> {
        let Type::Object { fields, rest } = self else { return None };
        if let Some((_, known)) = fields.iter().find(|(known, _)| known == name) {
            return Some(known);
        }
        rest.as_deref().filter(|(key, _)| key.holds_strings()).map(|(_, value)| value)
    }

    fn holds_strings(&self) -> bool {
        match self {
            Type::Any | Type::String => true,
            Type::AnyOf(types) => types.contains(&Type::String),
            _ => false,
        }
    }
}

#[cfg(test)]
fn field<'a>(fields: &'a [(String, Type)], key: &Value) -> Option<&'a Type> {
    let Value::String(key) = key else { return None };
    fields.iter().find(|(name, _)| name.as_str() == &**key).map(|(_, known)| known)
}

/// True unless both are there and `holds` denies it of them.
fn both<T>(mine: Option<&T>, theirs: Option<&T>, holds: impl Fn(&T, &T) -> bool) -> bool {
    mine.zip(theirs).is_none_or(|(mine, theirs)| holds(mine, theirs))
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Any => f.write_str("any"),
            Type::Null => f.write_str("null"),
            Type::Boolean => f.write_str("boolean"),
            Type::Number => f.write_str("number"),
            Type::String => f.write_str("string"),
            Type::Array { items, rest } => {
                f.write_str("array")?;
                list(f, items, |f, item| write!(f, "{item}"))?;
                rest.as_ref().map_or(Ok(()), |of| write!(f, "[{of}]"))
            }
            Type::Object { fields, rest } => {
                f.write_str("object")?;
                list(f, fields, |f, (name, of)| write!(f, "{name}: {of}"))?;
                rest.as_ref().map_or(Ok(()), |rest| write!(f, "[{}: {}]", rest.0, rest.1))
            }
            Type::Set(None) => f.write_str("set"),
            Type::Set(Some(of)) => write!(f, "set[{of}]"),
            Type::AnyOf(types) => {
                f.write_str("any")?;
                list(f, types, |f, one| write!(f, "{one}"))
            }
        }
    }
}

/// `<a, b>`, or nothing where there are none.
fn list<T>(
    f: &mut fmt::Formatter<'_>,
    entries: &[T],
    entry: impl Fn(&mut fmt::Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    for (index, one) in entries.iter().enumerate() {
        f.write_str(if index == 0 { "<" } else { ", " })?;
        entry(f, one)?;
    }
    if entries.is_empty() { Ok(()) } else { f.write_str(">") }
}

/// A type as OPA's capabilities write it.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(super) enum Declared {
    Any {
        #[serde(default)]
        of: Vec<Declared>,
    },
    Null,
    Boolean,
    Number,
    String,
    Array {
        #[serde(default, rename = "static")]
        items: Vec<Declared>,
        dynamic: Option<Box<Declared>>,
    },
    Object {
        #[serde(default, rename = "static")]
        fields: Vec<DeclaredField>,
        dynamic: Option<Box<DeclaredRest>>,
    },
    Set {
        of: Option<Box<Declared>>,
    },
}

#[derive(Deserialize)]
pub(super) struct DeclaredField {
    key: String,
    value: Declared,
}

#[derive(Deserialize)]
pub(super) struct DeclaredRest {
    key: Declared,
    value: Declared,
}

impl From<Declared> for Type {
    fn from(declared: Declared) -> Type {
        match declared {
            Declared::Any { of } if of.is_empty() => Type::Any,
            Declared::Any { of } => Type::AnyOf(of.into_iter().map(Type::from).collect()),
            Declared::Null => Type::Null,
            Declared::Boolean => Type::Boolean,
            Declared::Number => Type::Number,
            Declared::String => Type::String,
            Declared::Array { items, dynamic } => Type::Array {
                items: items.into_iter().map(Type::from).collect(),
                rest: dynamic.map(|of| Box::new(Type::from(*of))),
            },
            Declared::Object { fields, dynamic } => Type::Object {
                fields: fields.into_iter().map(|field| (field.key, field.value.into())).collect(),
                rest: dynamic.map(|rest| Box::new((rest.key.into(), rest.value.into()))),
            },
            Declared::Set { of } => Type::Set(of.map(|of| Box::new(Type::from(*of)))),
        }
    }
}

#[cfg(test)]
mod tests;
