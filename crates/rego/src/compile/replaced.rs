//! Which built-ins a `with` replaces.

use std::collections::BTreeSet;

use super::core::{Body, Callee, Expr, ExprKind, Rule, Target, Term, TermKind};

pub(crate) fn in_rule(rule: &Rule, names: &mut BTreeSet<String>) {
    for branch in &rule.branches {
        in_body(&branch.body, names);
        in_term(&branch.value, names);
    }
}

pub(crate) fn in_body(body: &Body, names: &mut BTreeSet<String>) {
    body.iter().for_each(|expr| in_expr(expr, names));
}

fn in_expr(expr: &Expr, names: &mut BTreeSet<String>) {
    for modifier in &expr.with {
        if let Target::Function(Callee::Builtin(name)) = &modifier.target {
            names.insert(name.clone());
        }
        if let TermKind::Function(Callee::Builtin(name)) = &modifier.value.kind {
            names.insert(name.clone());
        }
    }
    match &expr.kind {
        ExprKind::Term(term) => in_term(term, names),
        ExprKind::Call { args, output, .. } => args.iter().chain(output).for_each(|arg| in_term(arg, names)),
        ExprKind::Unify { left, right, .. } => {
            in_term(left, names);
            in_term(right, names);
        }
        ExprKind::Every { body, .. } | ExprKind::Not { body, .. } => in_body(body, names),
        ExprKind::Logic { left, right, .. } => {
            in_body(&left.body, names);
            in_body(&right.body, names);
        }
    }
}

fn in_term(term: &Term, names: &mut BTreeSet<String>) {
    match &term.kind {
        TermKind::Comprehension(comprehension) => in_body(&comprehension.body, names),
        TermKind::Ref(parts) | TermKind::Array(parts) | TermKind::Set(parts) => {
            parts.iter().for_each(|part| in_term(part, names));
        }
        TermKind::Object(fields) => fields.iter().for_each(|(key, value)| {
            in_term(key, names);
            in_term(value, names);
        }),
        _ => {}
    }
}
