//! The references to `data` in a rule.

use super::core::{Body, Expr, ExprKind, Term, TermKind};

pub(crate) fn in_body<'a>(body: &'a Body, found: &mut Vec<&'a [Term]>) {
    body.iter().for_each(|expr| in_expr(expr, found));
}

fn in_expr<'a>(expr: &'a Expr, found: &mut Vec<&'a [Term]>) {
    match &expr.kind {
        ExprKind::Term(term) => in_term(term, found),
        ExprKind::Call { args, output, .. } => args.iter().chain(output).for_each(|arg| in_term(arg, found)),
        ExprKind::Unify { left, right, .. } => {
            in_term(left, found);
            in_term(right, found);
        }
        ExprKind::Every { domain, body, .. } => {
            in_term(domain, found);
            in_body(body, found);
        }
        ExprKind::Not { body, .. } => in_body(body, found),
        ExprKind::Logic { left, right, .. } => {
            in_body(&left.body, found);
            in_body(&right.body, found);
        }
    }
    expr.with.iter().for_each(|modifier| in_term(&modifier.value, found));
}

pub(crate) fn in_term<'a>(term: &'a Term, found: &mut Vec<&'a [Term]>) {
    match &term.kind {
        TermKind::Ref(path) => {
            if path.first().and_then(Term::as_var) == Some("data") {
                found.push(path);
            }
            path.iter().for_each(|part| in_term(part, found));
        }
        TermKind::Array(items) | TermKind::Set(items) => items.iter().for_each(|item| in_term(item, found)),
        TermKind::Object(fields) => fields.iter().for_each(|(key, value)| {
            in_term(key, found);
            in_term(value, found);
        }),
        TermKind::Comprehension(comprehension) => {
            comprehension.key.iter().chain([&comprehension.value]).for_each(|part| in_term(part, found));
            in_body(&comprehension.body, found);
        }
        TermKind::Scalar(_) | TermKind::Var(_) | TermKind::Call { .. } | TermKind::Function(_) => {}
    }
}
