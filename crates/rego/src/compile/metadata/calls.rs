//! Where the two are called: in bodies, and in the bodies inside them.

use crate::compile::core::{Body, Callee, Expr, ExprKind, Rule, Term, TermKind};

/// Which of the two is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Call {
    Chain,
    Rule,
}

type Visit<'a> = dyn FnMut(usize, Call, &mut Expr) + 'a;

/// Whether a rule calls one of them.
pub(super) fn are_in(rule: &mut Rule) -> bool {
    let mut found = false;
    each(rule, &mut |_, _, _| found = true);
    found
}

/// Shows each call of a rule, and the number of the branch it stands in.
pub(super) fn each(rule: &mut Rule, visit: &mut Visit<'_>) {
    if rule.is_default {
        return;
    }
    for (number, branch) in rule.branches.iter_mut().enumerate() {
        let mut walk = Walk { branch: number, visit };
        walk.body(&mut branch.body);
        walk.term(&mut branch.value);
    }
    let mut walk = Walk { branch: 0, visit };
    rule.reference.iter_mut().for_each(|part| walk.term(part));
}

struct Walk<'a, 'v> {
    branch: usize,
    visit: &'a mut Visit<'v>,
}

impl Walk<'_, '_> {
    fn body(&mut self, body: &mut Body) {
        body.iter_mut().for_each(|expr| self.expr(expr));
    }

    fn expr(&mut self, expr: &mut Expr) {
        let called = match &mut expr.kind {
            ExprKind::Term(term) => {
                self.term(term);
                None
            }
            ExprKind::Call { callee, args, output } => {
                args.iter_mut().chain(output).for_each(|arg| self.term(arg));
                called(callee)
            }
            ExprKind::Unify { left, right, .. } => {
                self.term(left);
                self.term(right);
                None
            }
            ExprKind::Every { domain, body, .. } => {
                self.term(domain);
                self.body(body);
                None
            }
            ExprKind::Not { body, .. } => {
                self.body(body);
                None
            }
            ExprKind::Logic { left, right, .. } => {
                self.body(&mut left.body);
                self.body(&mut right.body);
                None
            }
        };
        expr.with.iter_mut().for_each(|modifier| self.term(&mut modifier.value));
        if let Some(call) = called {
            (self.visit)(self.branch, call, expr);
        }
    }

    fn term(&mut self, term: &mut Term) {
        match &mut term.kind {
            TermKind::Ref(parts) | TermKind::Array(parts) | TermKind::Set(parts) => {
                parts.iter_mut().for_each(|part| self.term(part));
            }
            TermKind::Object(fields) => fields.iter_mut().for_each(|(key, value)| {
                self.term(key);
                self.term(value);
            }),
            TermKind::Comprehension(comprehension) => {
                self.body(&mut comprehension.body);
                comprehension.key.iter_mut().for_each(|key| self.term(key));
                self.term(&mut comprehension.value);
            }
            TermKind::Scalar(_) | TermKind::Var(_) | TermKind::Call { .. } | TermKind::Function(_) => {}
        }
    }
}

fn called(callee: &Callee) -> Option<Call> {
    match callee {
        Callee::Builtin(name) if name == "rego.metadata.chain" => Some(Call::Chain),
        Callee::Builtin(name) if name == "rego.metadata.rule" => Some(Call::Rule),
        _ => None,
    }
}
