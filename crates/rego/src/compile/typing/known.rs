//! What is known of the types of terms.

use std::collections::BTreeMap;

use crate::builtins::Type;
use crate::compile::core::{ComprehensionKind, Scalar, Term, TermKind};

/// What is known of the variables of a body.
pub(super) type Known = BTreeMap<String, Type>;

/// What the type of a value says of the variables in a pattern for it.
pub(super) fn learn(known: &mut Known, pattern: &Term, of: &Type) {
    match (&pattern.kind, of) {
        (TermKind::Var(name), _) => {
            known.entry(name.clone()).or_insert_with(|| of.clone());
        }
        (TermKind::Array(parts), Type::Array { items, rest }) => {
            for (index, part) in parts.iter().enumerate() {
                if let Some(of) = items.get(index).or(rest.as_deref()) {
                    learn(known, part, of);
                }
            }
        }
        (TermKind::Object(fields), Type::Object { .. }) => {
            for (key, part) in fields {
                if let Some(of) = key.as_str().and_then(|name| of.field(name)).cloned() {
                    learn(known, part, &of);
                }
            }
        }
        _ => {}
    }
}

pub(super) fn of(term: &Term, known: &Known) -> Type {
    match &term.kind {
        TermKind::Scalar(Scalar::Null) => Type::Null,
        TermKind::Scalar(Scalar::Bool(_)) => Type::Boolean,
        TermKind::Scalar(Scalar::Number(_)) => Type::Number,
        TermKind::Scalar(Scalar::String(_)) => Type::String,
        TermKind::Var(name) => known.get(name).cloned().unwrap_or(Type::Any),
        TermKind::Array(items) => {
            Type::Array { items: items.iter().map(|item| of(item, known)).collect(), rest: None }
        }
        TermKind::Set(items) => match items.as_slice() {
            [] => Type::Set(None),
            [one] => Type::Set(Some(Box::new(of(one, known)))),
            many => Type::Set(Some(Box::new(Type::AnyOf(many.iter().map(|item| of(item, known)).collect())))),
        },
        TermKind::Object(fields) => object(fields, known),
        TermKind::Comprehension(comprehension) => match comprehension.kind {
            ComprehensionKind::Array => Type::Array { items: Vec::new(), rest: Some(Box::new(Type::Any)) },
            ComprehensionKind::Set => Type::Set(Some(Box::new(Type::Any))),
            ComprehensionKind::Object => {
                Type::Object { fields: Vec::new(), rest: Some(Box::new((Type::Any, Type::Any))) }
            }
        },
        TermKind::Ref(path) => behind(path, known).unwrap_or(Type::Any),
        TermKind::Call { .. } | TermKind::Function(_) => Type::Any,
    }
}

fn object(fields: &[(Term, Term)], known: &Known) -> Type {
    let named = fields.iter().map(|(key, value)| Some((key.as_str()?.to_owned(), of(value, known))));
    match named.collect::<Option<Vec<_>>>() {
        Some(mut fields) => {
            fields.sort_by(|(left, _), (right, _)| left.cmp(right));
            Type::Object { fields, rest: None }
        }
        None => Type::Object { fields: Vec::new(), rest: Some(Box::new((Type::Any, Type::Any))) },
    }
}

/// The type of what a reference leads to; `None` where it can lead to nothing.
pub(super) fn behind(path: &[Term], known: &Known) -> Option<Type> {
    let (head, keys) = path.split_first()?;
    let mut here = of(head, known);
    for key in keys {
        here = one_behind(&here, key, known)?;
    }
    Some(here)
}

/// What may stand behind a key that is only known when it is evaluated.
fn any_of<'a>(types: impl Iterator<Item = &'a Type>) -> Option<Type> {
    let mut several: Vec<Type> = Vec::new();
    for one in types {
        if *one == Type::Any {
            return Some(Type::Any);
        }
        if !several.contains(one) {
            several.push(one.clone());
        }
    }
    match several.len() {
        // Of nothing OPA knows no type.
        0 => Some(Type::Any),
        1 => several.pop(),
        _ => Some(Type::AnyOf(several)),
    }
}

fn one_behind(here: &Type, key: &Term, known: &Known) -> Option<Type> {
    match here {
        Type::Any => Some(Type::Any),
        Type::AnyOf(types) => {
            types.iter().any(|one| one_behind(one, key, known).is_some()).then_some(Type::Any)
        }
        Type::Array { items, rest } => match &key.kind {
            TermKind::Scalar(Scalar::Number(index)) => {
                let index: usize = index.parse().ok()?;
                items.get(index).or(rest.as_deref()).cloned()
            }
            TermKind::Scalar(_) => None,
            _ => any_of(items.iter().chain(rest.as_deref())),
        },
        Type::Object { fields, rest } => match (&key.kind, key.as_str()) {
            (_, Some(name)) => here.field(name).cloned(),
            (TermKind::Scalar(_), _) => rest
                .as_deref()
                .filter(|(of_key, _)| of_key.overlaps(&of(key, known)))
                .map(|(_, value)| value.clone()),
            _ => any_of(fields.iter().map(|(_, of)| of).chain(rest.as_deref().map(|(_, value)| value))),
        },
        Type::Set(None) => (!key.is_scalar()).then_some(Type::Any),
        Type::Set(Some(element)) => element.overlaps(&of(key, known)).then(|| (**element).clone()),
        Type::Null | Type::Boolean | Type::Number | Type::String => None,
    }
}
