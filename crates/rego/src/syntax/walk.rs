//! Every node of a rule, outer before inner.

use crate::syntax::tree::{Body, Function, HeadKind, Part, Rule, Statement, StatementKind, Term, TermKind};

/// What is met on the way.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Node<'a> {
    /// One line of a body.
    Statement(&'a Statement),
    /// A piece of an expression.
    Term(&'a Term),
}

/// Meets the nodes of a rule: its head, its bodies and those of `else`.
pub(crate) fn rule<'a>(rule: &'a Rule, meet: &mut dyn FnMut(Node<'a>)) {
    for part in rule.head.reference.iter().skip(1).chain(rule.head.args.iter().flatten()) {
        term(part, meet);
    }
    match &rule.head.kind {
        HeadKind::Value(value) => value.iter().for_each(|value| term(value, meet)),
        HeadKind::Contains(element) => term(element, meet),
    }
    rule.body.iter().for_each(|own| body(own, meet));
    for other in &rule.elses {
        other.value.iter().for_each(|value| term(value, meet));
        other.body.iter().for_each(|own| body(own, meet));
    }
}

fn body<'a>(node: &'a Body, meet: &mut dyn FnMut(Node<'a>)) {
    node.statements.iter().for_each(|own| statement(own, meet));
}

fn statement<'a>(node: &'a Statement, meet: &mut dyn FnMut(Node<'a>)) {
    meet(Node::Statement(node));
    match &node.kind {
        StatementKind::Expr(expr) | StatementKind::Not(expr) => term(expr, meet),
        StatementKind::NotBody { body: own, .. } => body(own, meet),
        StatementKind::Some(_) => {}
        StatementKind::SomeIn { key, value, collection } => {
            key.iter().chain([value, collection]).for_each(|own| term(own, meet));
        }
        StatementKind::Every { domain, body: own, .. } => {
            term(domain, meet);
            body(own, meet);
        }
    }
    for modifier in &node.with {
        term(&modifier.target, meet);
        term(&modifier.value, meet);
    }
}

fn term<'a>(node: &'a Term, meet: &mut dyn FnMut(Node<'a>)) {
    meet(Node::Term(node));
    match &node.kind {
        TermKind::Null | TermKind::Bool(_) | TermKind::Number(_) | TermKind::String(_) | TermKind::Var(_) => {
        }
        TermKind::Ref { head, operands } => {
            term(head, meet);
            operands.iter().for_each(|own| term(own, meet));
        }
        TermKind::Call { function, args } => {
            if let Function::Named(name) = function {
                term(name, meet);
            }
            args.iter().for_each(|own| term(own, meet));
        }
        TermKind::Array(items) | TermKind::Set(items) => items.iter().for_each(|own| term(own, meet)),
        TermKind::Object(fields) => fields.iter().for_each(|(key, value)| {
            term(key, meet);
            term(value, meet);
        }),
        TermKind::ArrayComprehension(value, own) | TermKind::SetComprehension(value, own) => {
            term(value, meet);
            body(own, meet);
        }
        TermKind::ObjectComprehension(key, value, own) => {
            term(key, meet);
            term(value, meet);
            body(own, meet);
        }
        TermKind::Template(parts) => {
            for part in parts {
                if let Part::Value(own) = part {
                    statement(own, meet);
                }
            }
        }
        TermKind::Logic { left, right, .. } => {
            body(&left.body, meet);
            body(&right.body, meet);
        }
    }
}
