//! The terms of a module that stand in its text as terms: not fields, and not implied.

use super::super::tree::{Body, Function, HeadKind, Module, Part, Statement, StatementKind, Term, TermKind};

pub(super) fn of(module: &Module) -> Vec<&Term> {
    let mut terms = Vec::new();
    for rule in &module.rules {
        rule.head.args.iter().flatten().for_each(|arg| term(arg, &mut terms));
        match &rule.head.kind {
            HeadKind::Contains(key) if matches!(key.kind, TermKind::String(_)) => {}
            HeadKind::Contains(key) => term(key, &mut terms),
            HeadKind::Value(value) => value.iter().for_each(|value| term(value, &mut terms)),
        }
        rule.body.iter().for_each(|written| body(written, &mut terms));
        for branch in &rule.elses {
            branch.value.iter().for_each(|value| term(value, &mut terms));
            branch.body.iter().for_each(|written| body(written, &mut terms));
        }
    }
    terms
}

fn body<'t>(body: &'t Body, terms: &mut Vec<&'t Term>) {
    body.statements.iter().for_each(|each| statement(each, terms));
}

fn statement<'t>(statement: &'t Statement, terms: &mut Vec<&'t Term>) {
    match &statement.kind {
        StatementKind::Expr(expression) | StatementKind::Not(expression) => term(expression, terms),
        StatementKind::NotBody { body: inner, .. } => body(inner, terms),
        StatementKind::Some(_) => {}
        StatementKind::SomeIn { key, value, collection } => {
            key.iter().chain([value, collection]).for_each(|each| term(each, terms));
        }
        StatementKind::Every { domain, body: inner, .. } => {
            term(domain, terms);
            body(inner, terms);
        }
    }
    for with in &statement.with {
        term(&with.target, terms);
        term(&with.value, terms);
    }
}

fn term<'t>(term: &'t Term, terms: &mut Vec<&'t Term>) {
    terms.push(term);
    let mut inner = |each: &'t Term| self::term(each, terms);
    match &term.kind {
        TermKind::Ref { head, operands } => {
            // A keyword is a name at the head of a reference, and nowhere else.
            if !matches!(head.kind, TermKind::Var(_)) {
                inner(head);
            }
            operands.iter().filter(|each| !matches!(each.kind, TermKind::String(_))).for_each(inner);
        }
        TermKind::Call { function: Function::Named(name), args } => {
            inner(name);
            args.iter().for_each(inner);
        }
        // `-x` has a zero that is not written.
        TermKind::Call { function: Function::Operator(_), args } => {
            args.iter()
                .filter(|each| each.span.start != term.span.start || each.span != args[0].span)
                .for_each(inner);
        }
        TermKind::Array(elements) | TermKind::Set(elements) => elements.iter().for_each(inner),
        TermKind::Object(pairs) => pairs.iter().flat_map(|(key, value)| [key, value]).for_each(inner),
        TermKind::ArrayComprehension(head, written) | TermKind::SetComprehension(head, written) => {
            inner(head);
            body(written, terms);
        }
        TermKind::ObjectComprehension(key, value, written) => {
            inner(key);
            inner(value);
            body(written, terms);
        }
        TermKind::Template(parts) => parts.iter().for_each(|part| {
            if let Part::Value(value) = part {
                statement(value, terms);
            }
        }),
        TermKind::Logic { left, right, .. } => {
            body(&left.body, terms);
            body(&right.body, terms);
        }
        _ => {}
    }
}
