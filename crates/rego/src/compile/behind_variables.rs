//! A reference such as `data[x].allow.see`, which may lead into a rule `allow[y]`. Behind a variable the engine looks
//! for a rule by the names that follow, and a name where the rule has a variable finds none: there it gets an index
//! that is only known when it is evaluated.

use std::collections::BTreeSet;

use crate::compile::core::{Body, Expr, ExprKind, Rule, Scalar, Term, TermKind};
use crate::compile::rules::Rules;

pub(crate) fn in_rule(rule: &mut Rule, rules: &Rules) {
    for branch in &mut rule.branches {
        in_term(&mut branch.value, rules);
        in_body(&mut branch.body, rules);
    }
}

pub(crate) fn in_body(body: &mut Body, rules: &Rules) {
    body.iter_mut().for_each(|expr| in_expr(expr, rules));
}

fn in_expr(expr: &mut Expr, rules: &Rules) {
    match &mut expr.kind {
        ExprKind::Term(term) => in_term(term, rules),
        ExprKind::Call { args, output, .. } => {
            args.iter_mut().chain(output).for_each(|arg| in_term(arg, rules));
        }
        ExprKind::Unify { left, right, .. } => {
            in_term(left, rules);
            in_term(right, rules);
        }
        ExprKind::Every { domain, body, .. } => {
            in_term(domain, rules);
            in_body(body, rules);
        }
        ExprKind::Not { body, .. } => in_body(body, rules),
        ExprKind::Logic { left, right, .. } => {
            in_body(&mut left.body, rules);
            in_body(&mut right.body, rules);
        }
    }
    expr.with.iter_mut().for_each(|modifier| in_term(&mut modifier.value, rules));
}

fn in_term(term: &mut Term, rules: &Rules) {
    match &mut term.kind {
        TermKind::Ref(path) => {
            path.iter_mut().for_each(|part| in_term(part, rules));
            for at in open(path, rules) {
                if let Some(part) = path.get_mut(at) {
                    *part = computed(part.clone());
                }
            }
        }
        TermKind::Array(items) | TermKind::Set(items) => {
            items.iter_mut().for_each(|item| in_term(item, rules));
        }
        TermKind::Object(fields) => fields.iter_mut().for_each(|(key, value)| {
            in_term(key, rules);
            in_term(value, rules);
        }),
        TermKind::Comprehension(comprehension) => {
            comprehension
                .key
                .iter_mut()
                .chain([&mut comprehension.value])
                .for_each(|part| in_term(part, rules));
            in_body(&mut comprehension.body, rules);
        }
        TermKind::Scalar(_) | TermKind::Var(_) | TermKind::Call { .. } | TermKind::Function(_) => {}
    }
}

/// The names behind a variable that stand where a rule has one.
fn open(path: &[Term], rules: &Rules) -> BTreeSet<usize> {
    let is_data = path.first().and_then(Term::as_var) == Some("data");
    let Some(variable) = path.iter().skip(1).position(|part| !part.is_scalar()).filter(|_| is_data) else {
        return BTreeSet::new();
    };
    let mut found = BTreeSet::new();
    for (_, rule) in rules.reached(path) {
        let pairs = path.iter().zip(&rule.reference).enumerate().skip(variable + 2);
        found.extend(
            pairs.filter(|(_, (part, other))| part.is_scalar() && !other.is_scalar()).map(|(at, _)| at),
        );
    }
    found
}

/// `[part][0]`.
fn computed(part: Term) -> Term {
    let span = part.span;
    let list = Term::new(span, TermKind::Array(vec![part]));
    let zero = Term::new(span, TermKind::Scalar(Scalar::Number("0".to_owned())));
    Term::new(span, TermKind::Ref(vec![list, zero]))
}
