//! Byte code reads `input` and `data` once in a body, where it comes upon them first. In a comprehension that may be
//! behind a statement that fails, and what follows would find neither.

use crate::compile::core::{Body, Branch, Expr, ExprKind, ROOTS, Term, TermKind};
use crate::compile::parts::Part;

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
    fn expr(&mut self, expr: &Expr) {
        expr.parts().into_iter().for_each(|part| self.part(part));
    }

    fn term(&mut self, term: &Term) {
        if let TermKind::Ref(path) = &term.kind
            && self.inside
        {
            let root = path.first().and_then(Term::as_var);
            self.roots.extend(ROOTS.into_iter().filter(|name| root == Some(name)));
        }
        let outside = self.inside;
        self.inside |= matches!(term.kind, TermKind::Comprehension(_));
        term.parts().into_iter().for_each(|part| self.part(part));
        self.inside = outside;
    }

    fn part(&mut self, part: Part<'_>) {
        match part {
            Part::Term(term) => self.term(term),
            Part::Body(body) => body.iter().for_each(|expr| self.expr(expr)),
        }
    }
}
