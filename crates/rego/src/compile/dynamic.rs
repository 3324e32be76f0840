//! Fifth stage: what has to be looked up gets a variable before it is used.
//!
//! A reference or a comprehension that is an operand, an index or a part of a literal is bound first, so that an
//! undefined one fails the body and not just the operand: `not f(input.a)` becomes `t1 := input.a; not f(t1)`.
//! A bare reference beside `=`, or alone, stays where it is.

use crate::builtins;
use crate::compile::core::{Body, Callee, Comprehension, Expr, ExprKind, Fresh, Rule, Term, TermKind, With};
use crate::syntax::tree::Span;

/// Lifts in all bodies of a rule.
pub(crate) fn rule(rule: &mut Rule, fresh: &mut Fresh) {
    if rule.is_default {
        return;
    }
    for branch in &mut rule.branches {
        equalities(&mut branch.body);
        branch.body = Lift { fresh }.body(std::mem::take(&mut branch.body));
        in_head(&branch.value, &mut branch.body);
    }
}

/// Lifts in a query, where `==` stays: it may give false.
pub(crate) fn query(body: Body, fresh: &mut Fresh) -> Body {
    Lift { fresh }.body(body)
}

/// `==` is `=` once it is known that it need not bind anything.
fn equalities(body: &mut Body) {
    for expr in body {
        if let ExprKind::Call { callee: Callee::Builtin(name), args, output: None } = &mut expr.kind
            && name == "equal"
            && let [left, right] = args.as_mut_slice()
        {
            let nothing = || Term::bool(expr.span, true);
            let (left, right) = (std::mem::replace(left, nothing()), std::mem::replace(right, nothing()));
            expr.kind = ExprKind::Unify { left, right, assignment: false };
        }
        match &mut expr.kind {
            ExprKind::Every { body, .. } | ExprKind::Not { body, .. } => equalities(body),
            ExprKind::Logic { left, right, .. } => {
                equalities(&mut left.body);
                equalities(&mut right.body);
            }
            ExprKind::Unify { left, right, .. } => {
                equalities_in(left);
                equalities_in(right);
            }
            ExprKind::Term(term) => equalities_in(term),
            ExprKind::Call { args, output, .. } => args.iter_mut().chain(output).for_each(equalities_in),
        }
    }
}

fn equalities_in(term: &mut Term) {
    match &mut term.kind {
        TermKind::Ref(parts) | TermKind::Array(parts) | TermKind::Set(parts) => {
            parts.iter_mut().for_each(equalities_in);
        }
        TermKind::Object(fields) => fields.iter_mut().for_each(|(key, value)| {
            equalities_in(key);
            equalities_in(value);
        }),
        TermKind::Comprehension(comprehension) => equalities(&mut comprehension.body),
        _ => {}
    }
}

struct Lift<'a> {
    fresh: &'a mut Fresh,
}

impl Lift<'_> {
    fn body(&mut self, body: Body) -> Body {
        let mut lifted = Body::new();
        for mut expr in body {
            let with = std::mem::take(&mut expr.with);
            match &mut expr.kind {
                ExprKind::Unify { left, right, .. } => {
                    self.in_place(left, &with, &mut lifted);
                    self.in_place(right, &with, &mut lifted);
                }
                ExprKind::Call { args, output, .. } => {
                    args.iter_mut().chain(output).for_each(|arg| self.out(arg, &with, &mut lifted));
                }
                ExprKind::Every { domain, body, .. } => {
                    self.out(domain, &with, &mut lifted);
                    *body = self.body(std::mem::take(body));
                }
                ExprKind::Not { body, .. } => *body = self.body(std::mem::take(body)),
                ExprKind::Logic { left, right, .. } => {
                    left.body = self.body(std::mem::take(&mut left.body));
                    right.body = self.body(std::mem::take(&mut right.body));
                }
                ExprKind::Term(term) => self.in_place(term, &with, &mut lifted),
            }
            expr.with = with;
            lifted.push(expr);
        }
        lifted
    }

    fn in_place(&mut self, term: &mut Term, with: &[With], before: &mut Body) {
        match &mut term.kind {
            TermKind::Ref(path) => {
                path.iter_mut().skip(1).for_each(|part| self.out(part, with, before));
            }
            TermKind::Comprehension(comprehension) => {
                comprehension.body = self.body(std::mem::take(&mut comprehension.body));
                let Comprehension { key, value, body, .. } = &mut **comprehension;
                key.iter().chain([&*value]).for_each(|part| in_head(part, body));
            }
            _ => self.out(term, with, before),
        }
    }

    fn out(&mut self, term: &mut Term, with: &[With], before: &mut Body) {
        match &mut term.kind {
            TermKind::Array(items) | TermKind::Set(items) => {
                items.iter_mut().for_each(|item| self.out(item, with, before));
            }
            TermKind::Object(fields) => {
                for (key, value) in fields.iter_mut() {
                    self.out(key, with, before);
                    self.out(value, with, before);
                }
                before.extend(distinct(term.span, fields, with));
            }
            TermKind::Ref(_) | TermKind::Comprehension(_) => {
                self.in_place(term, with, before);
                let name = self.fresh.local();
                let whole = std::mem::replace(term, Term::var(term.span, name.clone()));
                before.push(Expr::unify(&name, whole, with));
            }
            _ => {}
        }
    }
}

/// What a head holds was lifted before it; only the keys of its objects are left to be looked at.
fn in_head(term: &Term, body: &mut Body) {
    match &term.kind {
        TermKind::Array(items) | TermKind::Set(items) => items.iter().for_each(|item| in_head(item, body)),
        TermKind::Object(fields) => {
            for (key, value) in fields {
                in_head(key, body);
                in_head(value, body);
            }
            body.extend(distinct(term.span, fields, &[]));
        }
        _ => {}
    }
}

/// Which of two fields OPA keeps whose keys turn out to be the same is an accident of its names: that stops the
/// evaluation.
fn distinct(span: Span, fields: &[(Term, Term)], with: &[With]) -> Option<Expr> {
    if fields.len() < 2 || fields.iter().all(|(key, _)| key.is_scalar()) {
        return None;
    }
    let keys = fields.iter().map(|(key, _)| key.clone()).collect();
    let args = vec![Term::new(span, TermKind::Array(keys))];
    let kind = ExprKind::Call { callee: Callee::builtin(builtins::DISTINCT), args, output: None };
    Some(Expr { span, kind, negated: false, with: with.to_vec() })
}
