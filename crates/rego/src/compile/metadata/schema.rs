//! `schemas` and `compile`: references written as text. They are given as they are read, and not applied.

use serde_json::{Value, json};

use super::fields::{Fault, doubtful, wrong};
use crate::syntax::tree::{StatementKind, Term, TermKind, Version};

/// `input.a: schema.b`, or a document and its schema.
pub(super) fn schema(value: &Value) -> Result<Value, Fault> {
    let Value::Object(pair) = value else { return Err(wrong("yaml: a schema is a map of one field")) };
    let mut fields = pair.iter();
    let (Some((document, schema)), None) = (fields.next(), fields.next()) else {
        return Err(doubtful("a schema for no document or for several; give each an entry of its own"));
    };
    let path = reference(document, &["input", "data"])?;
    match schema {
        Value::String(name) => Ok(json!({"path": path, "schema": reference(name, &["schema"])?})),
        Value::Object(_) => Ok(json!({"path": path, "definition": schema})),
        _ => Err(wrong(format!("invalid schema declaration for path \"{document}\""))),
    }
}

/// What another interface of OPA needs; no annotation that is asked for has it.
pub(super) fn compile(value: &Value) -> Result<(), Fault> {
    let fields = match value {
        Value::Null => return Ok(()),
        Value::Object(fields) => fields,
        _ => return Err(wrong("yaml: `compile` is a map")),
    };
    if let Some(unknowns) = fields.get("unknowns").and_then(Value::as_array) {
        for unknown in unknowns.iter().filter_map(Value::as_str) {
            reference(unknown, &["input", "data"])?;
        }
    }
    if let Some(rule) = fields.get("mask_rule").and_then(Value::as_str) {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
        if !rule.starts_with(|c: char| c.is_ascii_alphabetic()) || !rule.chars().all(is_plain) {
            return Err(doubtful("a `mask_rule` that is no plain path; write `data.a.b`"));
        }
    }
    Ok(())
}

/// The parts of a reference that begins with one of some names.
fn reference(text: &str, roots: &[&str]) -> Result<Vec<String>, Fault> {
    let parts = crate::syntax::query(text, Version::V1).ok().and_then(|body| {
        let [statement] = body.statements.as_slice() else { return None };
        match &statement.kind {
            StatementKind::Expr(term) if statement.with.is_empty() => parts(term),
            _ => None,
        }
    });
    parts.filter(|parts| parts.first().is_some_and(|root| roots.contains(&root.as_str()))).ok_or_else(|| {
        doubtful(&format!("the reference `{text}`; write a plain path below `{}`", roots.join("`, `")))
    })
}

fn parts(term: &Term) -> Option<Vec<String>> {
    let (head, operands) = match &term.kind {
        TermKind::Ref { head, operands } => (&**head, operands.as_slice()),
        _ => (term, [].as_slice()),
    };
    let TermKind::Var(root) = &head.kind else { return None };
    let names = operands.iter().map(|operand| match &operand.kind {
        TermKind::String(name) => Some(name.clone()),
        _ => None,
    });
    std::iter::once(Some(root.clone())).chain(names).collect()
}
