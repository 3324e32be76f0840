//! The references to `data` in a rule.

use super::core::{Body, Expr, Term, TermKind};
use super::parts::Part;

pub(crate) fn in_body<'a>(body: &'a Body, found: &mut Vec<&'a [Term]>) {
    for part in body.iter().flat_map(Expr::parts) {
        in_part(part, found);
    }
}

pub(crate) fn in_term<'a>(term: &'a Term, found: &mut Vec<&'a [Term]>) {
    if let TermKind::Ref(path) = &term.kind
        && path.first().and_then(Term::as_var) == Some("data")
    {
        found.push(path);
    }
    for part in term.parts() {
        in_part(part, found);
    }
}

fn in_part<'a>(part: Part<'a>, found: &mut Vec<&'a [Term]>) {
    match part {
        Part::Term(term) => in_term(term, found),
        Part::Body(body) => in_body(body, found),
    }
}
