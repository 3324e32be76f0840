//! Tests with cases: `test_x[name] if { … }` says the name of each case as soon as it is known, so that a case that
//! does not hold is known as well.

use crate::compile::core::{Callee, Expr, ExprKind, Names, Rule, Term, TermKind};
use crate::compile::variables::{self, Where};

/// OPA's built-in for it.
pub(crate) const REPORT: &str = "internal.test_case";

/// How the names of tests begin.
pub(crate) const TEST: &str = "test_";

/// Adds the report to a test with cases. Its body is in the order of evaluation.
/// The path of its package has `package` names.
pub(crate) fn report(rule: &mut Rule, package: usize) {
    let mut names = rule.reference.iter().skip(1 + package).map_while(Term::as_str);
    let Some(test) = names.position(|name| name.starts_with(TEST)) else {
        return;
    };
    let operands: Vec<Term> = rule.reference.iter().skip(1 + package + test + 1).cloned().collect();
    if operands.is_empty() || rule.args.is_some() {
        return;
    }
    for branch in &mut rule.branches {
        let span = branch.span;
        let operands: Vec<Term> = operands.iter().map(|operand| written(operand, &branch.body)).collect();
        let mut names = Names::new();
        operands.iter().for_each(|operand| variables::of_term(operand, Where::default(), &mut names));
        let first_of = |name: &String| {
            branch.body.iter().position(|expr| {
                let mut named = Names::new();
                variables::of_expr(expr, Where::default(), &mut named);
                named.contains(name)
            })
        };
        let after = names.iter().filter_map(first_of).max().map_or(0, |last| last + 1);
        let kind = ExprKind::Call {
            callee: Callee::builtin(REPORT),
            args: vec![Term::new(span, TermKind::Array(operands))],
            output: None,
        };
        branch.body.insert(after.min(branch.body.len()), Expr::new(span, kind));
    }
}

/// What the author wrote in the head, where a stage has put it into the body.
fn written(operand: &Term, body: &[Expr]) -> Term {
    let Some(name) = operand.as_var().filter(|name| crate::compile::core::is_generated(name)) else {
        return operand.clone();
    };
    let bound = body.iter().rev().find_map(|expr| match &expr.kind {
        ExprKind::Unify { left, right, .. } if left.as_var() == Some(name) => Some(right.clone()),
        _ => None,
    });
    bound.unwrap_or_else(|| operand.clone())
}
