//! What a default rule may hold.

use super::super::parser::is_empty_set;
use super::super::tree::{Body, Part, Statement, StatementKind, Term, TermKind};

/// What is wrong with the value and the arguments of a default rule.
pub(in super::super) fn default_faults(value: Option<&Term>, args: Option<&[Term]>) -> Vec<String> {
    let mut faults = Vec::new();
    if let Some(value) = value {
        in_value(value, &mut faults);
    }
    if faults.is_empty() {
        in_arguments(args.unwrap_or_default(), &mut faults);
    }
    faults
}

/// A value needs nothing to be known. What a comprehension needs, it finds itself.
fn in_value(term: &Term, faults: &mut Vec<String>) {
    let what = match &term.kind {
        TermKind::Var(name) if super::super::parser::is_document(name) => "ref",
        TermKind::Var(_) => "var",
        TermKind::Ref { .. } => "ref",
        TermKind::Call { .. } if is_empty_set(term) => return,
        TermKind::Call { .. } => "call",
        TermKind::Array(terms) | TermKind::Set(terms) => {
            return terms.iter().for_each(|term| in_value(term, faults));
        }
        TermKind::Object(pairs) => {
            return pairs.iter().for_each(|(key, value)| {
                in_value(key, faults);
                in_value(value, faults);
            });
        }
        TermKind::Template(parts) => {
            return parts.iter().for_each(|part| {
                if let Part::Value(statement) = part {
                    in_statement(statement, faults);
                }
            });
        }
        TermKind::Logic { left, right, .. } => {
            return [left, right].into_iter().for_each(|side| in_body(&side.body, faults));
        }
        _ => return,
    };
    faults.push(format!("illegal default rule (value cannot contain {what})"));
}

fn in_body(body: &Body, faults: &mut Vec<String>) {
    body.statements.iter().for_each(|statement| in_statement(statement, faults));
}

/// In a template. A call there has its function as a reference.
fn in_statement(statement: &Statement, faults: &mut Vec<String>) {
    match &statement.kind {
        StatementKind::Expr(term) if is_empty_set(term) => {}
        StatementKind::Expr(Term { kind: TermKind::Call { .. }, .. })
        | StatementKind::SomeIn { .. }
        | StatementKind::Some(_)
        | StatementKind::Every { .. } => {
            faults.push("illegal default rule (value cannot contain ref)".to_owned());
        }
        StatementKind::Expr(term) | StatementKind::Not(term) => in_value(term, faults),
        StatementKind::NotBody { body, .. } => in_body(body, faults),
    }
    for with in &statement.with {
        in_value(&with.target, faults);
        in_value(&with.value, faults);
    }
}

/// Arguments are variables, each once.
fn in_arguments(args: &[Term], faults: &mut Vec<String>) {
    let mut seen: Vec<&str> = Vec::new();
    for arg in args {
        match &arg.kind {
            TermKind::Var(name) if !super::super::parser::is_document(name) => {
                if name != "_" && seen.contains(&name.as_str()) {
                    faults.push(format!("illegal default rule (arguments cannot be repeated {name})"));
                }
                seen.push(name);
            }
            _ => {
                let name = super::super::parser::name_of(arg);
                faults.push(format!("illegal default rule (arguments cannot contain {name})"));
            }
        }
    }
}
