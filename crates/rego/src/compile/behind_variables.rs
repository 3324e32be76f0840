//! A reference such as `data[x].allow.see`, which may lead into a rule `allow[y]`. Behind a variable the engine looks
//! for a rule by the names that follow, and a name where the rule has a variable finds none: there it gets an index
//! that is only known when it is evaluated.

use std::collections::BTreeSet;

use crate::compile::core::{Body, Expr, Rule, Scalar, Term, TermKind};
use crate::compile::parts::PartMut;
use crate::compile::rules::Rules;

pub(crate) fn in_rule(rule: &mut Rule, rules: &Rules) {
    for branch in &mut rule.branches {
        in_term(&mut branch.value, rules);
        in_body(&mut branch.body, rules);
    }
}

pub(crate) fn in_body(body: &mut Body, rules: &Rules) {
    for part in body.iter_mut().flat_map(Expr::parts_mut) {
        in_part(part, rules);
    }
}

fn in_term(term: &mut Term, rules: &Rules) {
    for part in term.parts_mut() {
        in_part(part, rules);
    }
    if let TermKind::Ref(path) = &mut term.kind {
        for at in open(path, rules) {
            if let Some(part) = path.get_mut(at) {
                *part = computed(part.clone());
            }
        }
    }
}

fn in_part(part: PartMut<'_>, rules: &Rules) {
    match part {
        PartMut::Term(term) => in_term(term, rules),
        PartMut::Body(body) => in_body(body, rules),
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
