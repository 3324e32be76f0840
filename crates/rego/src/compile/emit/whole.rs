//! The interpreter looks a rule up by a path of names, and takes the index 1 for the name "1" on the way. A rule behind
//! which an index stands that may be no name is read as a whole before the index is put on.

use crate::compile::core::{Comprehension, ComprehensionKind, Expr, ExprKind, Names, Scalar, Term, TermKind};

use super::Emitter;

impl Emitter<'_> {
    pub(super) fn whole_rules(&mut self, expr: &mut Expr, bound: &mut Names) {
        if self.dialect.byte_code {
            return;
        }
        let (span, negated, with) = (expr.span, expr.negated, expr.with.clone());
        let sides = match &mut expr.kind {
            ExprKind::Term(term) => vec![term],
            ExprKind::Unify { left, right, .. } => vec![left, right],
            _ => Vec::new(),
        };
        for side in sides {
            let TermKind::Ref(path) = &mut side.kind else { continue };
            let Some(length) = self.rule_before_index(path, bound) else { continue };
            let mut rest = path.split_off(length);
            let whole = Term::new(side.span, TermKind::Ref(std::mem::take(path)));
            let name = self.fresh.local();
            // Below a negation the rule may be undefined.
            let value = if negated { self.at_most_one(whole) } else { whole };
            self.bind(span, &name, &value, &with, bound);
            path.push(Term::var(side.span, name));
            if negated {
                path.push(Term::new(side.span, TermKind::Scalar(Scalar::Number("0".to_owned()))));
            }
            path.append(&mut rest);
        }
    }

    /// How much of a reference leads to a rule, if an index that may be no name and is known comes behind it.
    fn rule_before_index(&self, path: &[Term], bound: &Names) -> Option<usize> {
        if path.first().and_then(Term::as_var) != Some("data") {
            return None;
        }
        let names: Vec<String> =
            path.iter().skip(1).map_while(|part| part.as_str().map(str::to_owned)).collect();
        let length = names.len() + 1;
        let index = path.get(length)?;
        let is_known = index.as_var().is_none_or(|name| bound.contains(name));
        let is_rule = (1..=names.len())
            .any(|length| names.get(..length).is_some_and(|begin| self.dialect.places.contains(begin)));
        (is_known && is_rule).then_some(length)
    }

    /// `[x | x = term]`.
    fn at_most_one(&mut self, term: Term) -> Term {
        let span = term.span;
        let name = self.fresh.local();
        let body = vec![Expr::unify(&name, term, &[])];
        let value = Term::var(span, name);
        let kind = ComprehensionKind::Array;
        Term::new(span, TermKind::Comprehension(Box::new(Comprehension { kind, key: None, value, body })))
    }
}
