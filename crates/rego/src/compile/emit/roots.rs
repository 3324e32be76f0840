//! Byte code reads `input` and `data` once in a body, where it comes upon them first. In a comprehension that may be
//! behind a statement that fails, and what follows would find neither.

use crate::compile::core::{Body, Branch, Expr, ExprKind, ROOTS, Term, TermKind};

/// Statements that always hold and look at the roots that comprehensions of a body name.
pub(super) fn looked_at(branch: &Branch) -> Body {
    let mut named = Named::default();
    branch.body.iter().for_each(|expr| named.expr(expr));
    named.term(&branch.value);
    let roots = ROOTS.into_iter().filter(|root| named.roots.contains(root));
    roots.map(|root| no_set(branch, root)).collect()
}

/// `not root.nothing == set()`: no document holds a set, and what is undefined is none either. The engine refuses to
/// look at `data` as a whole.
fn no_set(branch: &Branch, root: &str) -> Expr {
    let term = |kind| Term::new(branch.span, kind);
    let nothing = Term::string(branch.span, "nothing");
    let left = term(TermKind::Ref(vec![Term::var(branch.span, root), nothing]));
    let right = term(TermKind::Set(Vec::new()));
    let kind = ExprKind::Unify { left, right, assignment: false };
    Expr { negated: true, ..Expr::new(branch.span, kind) }
}

/// The roots that are named inside of comprehensions.
#[derive(Default)]
struct Named {
    inside: bool,
    roots: Vec<&'static str>,
}

impl Named {
    fn body(&mut self, body: &Body) {
        body.iter().for_each(|expr| self.expr(expr));
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Term(term) => self.term(term),
            ExprKind::Call { args, output, .. } => args.iter().chain(output).for_each(|arg| self.term(arg)),
            ExprKind::Unify { left, right, .. } => {
                self.term(left);
                self.term(right);
            }
            ExprKind::Every { domain, body, .. } => {
                self.term(domain);
                self.body(body);
            }
            ExprKind::Not { body, .. } => self.body(body),
            ExprKind::Logic { left, right, .. } => {
                self.body(&left.body);
                self.body(&right.body);
            }
        }
    }

    fn term(&mut self, term: &Term) {
        match &term.kind {
            TermKind::Ref(path) => {
                let root = path.first().and_then(Term::as_var);
                if self.inside {
                    self.roots.extend(ROOTS.into_iter().filter(|name| root == Some(name)));
                }
                path.iter().for_each(|part| self.term(part));
            }
            TermKind::Array(items) | TermKind::Set(items) => items.iter().for_each(|item| self.term(item)),
            TermKind::Object(fields) => fields.iter().for_each(|(key, value)| {
                self.term(key);
                self.term(value);
            }),
            TermKind::Comprehension(comprehension) => {
                let outside = std::mem::replace(&mut self.inside, true);
                comprehension.key.iter().chain([&comprehension.value]).for_each(|part| self.term(part));
                self.body(&comprehension.body);
                self.inside = outside;
            }
            TermKind::Scalar(_) | TermKind::Var(_) | TermKind::Call { .. } | TermKind::Function(_) => {}
        }
    }
}
