//! Bodies that never hold, and branches behind one that always does.

use edgeward_rego::syntax::tree::{
    Body, Function, Operator, Rule, Span, Statement, StatementKind, Term, TermKind,
};

use crate::finding::Finding;
use crate::lint::Lint;
use crate::policies::Policies;

pub(crate) fn check(policies: &Policies) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &policies.files {
        for rule in &file.tree.rules {
            findings.extend(
                in_rule(rule)
                    .into_iter()
                    .map(|(span, message)| Finding::new(Lint::UnreachableBranch, file.place(span), message)),
            );
        }
    }
    findings
}

fn in_rule(rule: &Rule) -> Vec<(Span, &'static str)> {
    let mut found = Vec::new();
    let bodies = rule.body.iter().chain(rule.elses.iter().filter_map(|branch| branch.body.as_ref()));
    for statement in bodies.flat_map(|body| &body.statements) {
        if truth(statement) == Some(false) {
            found.push((statement.span, "this never holds, and so the body never does"));
        }
    }
    let mut always = rule.body.as_ref().is_none_or(holds);
    for branch in &rule.elses {
        if always {
            found.push((branch.span, "what stands before this `else` always holds"));
            break;
        }
        always = branch.body.as_ref().is_none_or(holds);
    }
    found
}

fn holds(body: &Body) -> bool {
    body.statements.iter().all(|statement| truth(statement) == Some(true))
}

/// What a statement of literals alone says.
fn truth(statement: &Statement) -> Option<bool> {
    match &statement.kind {
        StatementKind::Expr(term) => of_term(term),
        StatementKind::Not(term) => of_term(term).map(|truth| !truth),
        _ => None,
    }
}

fn of_term(term: &Term) -> Option<bool> {
    match &term.kind {
        TermKind::Bool(value) => Some(*value),
        TermKind::Call { function: Function::Operator(operator), args } => {
            let [left, right] = args.as_slice() else {
                return None;
            };
            let is_same = literal(left)? == literal(right)?;
            match operator {
                Operator::Equal | Operator::Unify => Some(is_same),
                Operator::NotEqual => Some(!is_same),
                _ => None,
            }
        }
        _ => None,
    }
}

/// A literal that is spelled in one way only: numbers are not.
fn literal(term: &Term) -> Option<&TermKind> {
    matches!(term.kind, TermKind::Null | TermKind::Bool(_) | TermKind::String(_)).then_some(&term.kind)
}
