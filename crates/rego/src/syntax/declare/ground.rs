//! Terms without variables.

use super::super::parser::is_document;
use super::super::tree::{Body, Statement, StatementKind, Term, TermKind};

/// Whether a term is ground in OPA's sense: what heads a reference does not count, and a template never is.
pub(in super::super) fn is_ground(term: &Term) -> bool {
    match &term.kind {
        TermKind::Var(name) => is_document(name),
        TermKind::Ref { operands, .. } => operands.iter().all(is_ground),
        TermKind::Array(terms) | TermKind::Set(terms) => terms.iter().all(is_ground),
        TermKind::Object(pairs) => pairs.iter().all(|(key, value)| is_ground(key) && is_ground(value)),
        TermKind::Call { args, .. } => args.iter().all(is_ground),
        TermKind::ArrayComprehension(head, body) | TermKind::SetComprehension(head, body) => {
            is_ground(head) && is_ground_body(body)
        }
        TermKind::ObjectComprehension(key, value, body) => {
            is_ground(key) && is_ground(value) && is_ground_body(body)
        }
        TermKind::Template(_) => false,
        TermKind::Logic { left, right, .. } => is_ground_body(&left.body) && is_ground_body(&right.body),
        TermKind::Null | TermKind::Bool(_) | TermKind::Number(_) | TermKind::String(_) => true,
    }
}

fn is_ground_body(body: &Body) -> bool {
    body.statements.iter().all(is_ground_statement)
}

fn is_ground_statement(statement: &Statement) -> bool {
    match &statement.kind {
        StatementKind::Expr(term) | StatementKind::Not(term) => is_ground(term),
        StatementKind::NotBody { body, .. } => is_ground_body(body),
        StatementKind::Some(_) | StatementKind::SomeIn { .. } | StatementKind::Every { .. } => false,
    }
}
