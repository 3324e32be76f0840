//! Walks a syntax tree from the outside in. The parser bounds how deep it is.

use edgeward_rego::syntax::tree::{
    Body, Function, HeadKind, Part, Rule, Statement, StatementKind, Term, TermKind,
};

/// Looks at what a walk passes.
pub(crate) trait Visit {
    /// Each statement, before what is in it.
    fn statement(&mut self, _: &Statement) {}
    /// Each term, before what is in it; of a reference not its head, which is no term of its own.
    fn term(&mut self, _: &Term) {}
}

/// Everything that a rule is made of, but its name.
pub(crate) fn rule(rule: &Rule, visit: &mut impl Visit) {
    rule.head.reference.iter().skip(1).for_each(|part| term(part, visit));
    rule.head.args.iter().flatten().for_each(|arg| term(arg, visit));
    match &rule.head.kind {
        HeadKind::Value(value) => value.iter().for_each(|value| term(value, visit)),
        HeadKind::Contains(value) => term(value, visit),
    }
    rule.body.iter().for_each(|part| body(part, visit));
    for branch in &rule.elses {
        branch.value.iter().for_each(|value| term(value, visit));
        branch.body.iter().for_each(|part| body(part, visit));
    }
}

fn body(part: &Body, visit: &mut impl Visit) {
    part.statements.iter().for_each(|one| statement(one, visit));
}

fn statement(one: &Statement, visit: &mut impl Visit) {
    visit.statement(one);
    match &one.kind {
        StatementKind::Expr(inner) | StatementKind::Not(inner) => term(inner, visit),
        StatementKind::NotBody { body: inner, .. } => body(inner, visit),
        StatementKind::Some(_) => {}
        StatementKind::SomeIn { key, value, collection } => {
            key.iter().chain([value, collection]).for_each(|inner| term(inner, visit));
        }
        StatementKind::Every { domain, body: inner, .. } => {
            term(domain, visit);
            body(inner, visit);
        }
    }
    // What a `with` replaces is not asked for.
    one.with.iter().for_each(|with| term(&with.value, visit));
}

fn term(one: &Term, visit: &mut impl Visit) {
    visit.term(one);
    match &one.kind {
        TermKind::Null | TermKind::Bool(_) | TermKind::Number(_) | TermKind::String(_) | TermKind::Var(_) => {
        }
        TermKind::Ref { head, operands } => {
            if !matches!(head.kind, TermKind::Var(_)) {
                term(head, visit);
            }
            operands.iter().for_each(|operand| term(operand, visit));
        }
        TermKind::Call { function, args } => {
            if let Function::Named(name) = function {
                visit.term(name);
            }
            args.iter().for_each(|arg| term(arg, visit));
        }
        TermKind::Array(items) | TermKind::Set(items) => items.iter().for_each(|item| term(item, visit)),
        TermKind::Object(fields) => fields.iter().for_each(|(key, value)| {
            term(key, visit);
            term(value, visit);
        }),
        TermKind::ArrayComprehension(value, inner) | TermKind::SetComprehension(value, inner) => {
            term(value, visit);
            body(inner, visit);
        }
        TermKind::ObjectComprehension(key, value, inner) => {
            term(key, visit);
            term(value, visit);
            body(inner, visit);
        }
        TermKind::Template(parts) => parts.iter().for_each(|part| {
            if let Part::Value(inner) = part {
                statement(inner, visit);
            }
        }),
        TermKind::Logic { left, right, .. } => {
            body(&left.body, visit);
            body(&right.body, visit);
        }
    }
}
