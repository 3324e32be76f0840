//! Which variables a term or an expression names.

use crate::compile::core::{Body, Expr, ExprKind, Names, ROOTS, Target, Term, TermKind};

/// Where to look.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Where {
    /// Not into comprehensions, nor into the body of `every`.
    pub(crate) outside_closures: bool,
    /// Not at the first name of a reference.
    pub(crate) behind_heads: bool,
    /// Not into sets and not into the keys of objects: they bind nothing.
    pub(crate) patterns: bool,
}

/// For safety: everything that is not closed over.
pub(crate) const OPEN: Where = Where { outside_closures: true, behind_heads: false, patterns: false };

/// What unification may bind in a term.
pub(crate) const BINDING: Where = Where { outside_closures: true, behind_heads: true, patterns: true };

pub(crate) fn of_term(term: &Term, look: Where, names: &mut Names) {
    match &term.kind {
        TermKind::Scalar(_) | TermKind::Function(_) => {}
        TermKind::Var(name) => {
            names.insert(name.clone());
        }
        TermKind::Ref(path) => {
            for (index, part) in path.iter().enumerate() {
                if index == 0
                    && (look.behind_heads || part.as_var().is_some_and(|name| ROOTS.contains(&name)))
                {
                    continue;
                }
                of_term(part, look, names);
            }
        }
        TermKind::Call { args, .. } => args.iter().for_each(|arg| of_term(arg, look, names)),
        TermKind::Array(items) => items.iter().for_each(|item| of_term(item, look, names)),
        TermKind::Set(items) => {
            if !look.patterns {
                items.iter().for_each(|item| of_term(item, look, names));
            }
        }
        TermKind::Object(fields) => {
            for (key, value) in fields {
                if !look.patterns {
                    of_term(key, look, names);
                }
                of_term(value, look, names);
            }
        }
        TermKind::Comprehension(comprehension) => {
            if !look.outside_closures {
                for part in comprehension.key.iter().chain([&comprehension.value]) {
                    of_term(part, look, names);
                }
                of_body(&comprehension.body, look, names);
            }
        }
    }
}

pub(crate) fn of_body(body: &Body, look: Where, names: &mut Names) {
    body.iter().for_each(|expr| of_expr(expr, look, names));
}

pub(crate) fn of_expr(expr: &Expr, look: Where, names: &mut Names) {
    match &expr.kind {
        ExprKind::Term(term) => of_term(term, look, names),
        ExprKind::Call { args, output, .. } => {
            args.iter().chain(output).for_each(|arg| of_term(arg, look, names));
        }
        ExprKind::Unify { left, right, .. } => {
            of_term(left, look, names);
            of_term(right, look, names);
        }
        ExprKind::Every { key, value, domain, body } => {
            of_term(domain, look, names);
            if !look.outside_closures {
                names.extend(key.iter().chain([value]).cloned());
                of_body(body, look, names);
            }
        }
        ExprKind::Not { body, explicit } => operand(body, *explicit, look, names),
        ExprKind::Logic { left, right, .. } => {
            operand(&left.body, left.explicit, look, names);
            operand(&right.body, right.explicit, look, names);
        }
    }
    of_modifiers(expr, look, names);
}

pub(crate) fn of_modifiers(expr: &Expr, look: Where, names: &mut Names) {
    for modifier in &expr.with {
        if let Target::Document(path) = &modifier.target {
            path.iter().skip(1).for_each(|part| of_term(part, look, names));
        }
        of_term(&modifier.value, look, names);
    }
}

fn operand(body: &Body, explicit: bool, look: Where, names: &mut Names) {
    if !look.outside_closures {
        of_body(body, look, names);
    } else if !explicit {
        names.extend(open_in_implicit(body));
    }
}

/// Variables of a body without braces that have to come from around it: those that nothing in it binds, and those
/// that only one of its expressions names.
fn open_in_implicit(body: &Body) -> Names {
    let mut bound = Names::new();
    let mut seen: Vec<Names> = Vec::new();
    for expr in body {
        let mut names = Names::new();
        of_expr(expr, OPEN, &mut names);
        seen.push(names);
        match &expr.kind {
            ExprKind::Unify { left, right, .. } => {
                of_term(left, BINDING, &mut bound);
                of_term(right, BINDING, &mut bound);
            }
            ExprKind::Call { output: Some(output), .. } => of_term(output, BINDING, &mut bound),
            _ => {}
        }
    }
    let mut all = Names::new();
    seen.iter().for_each(|names| all.extend(names.iter().cloned()));
    if body.len() == 1 {
        return all;
    }
    let is_open = |name: &String| {
        !bound.contains(name) || seen.iter().filter(|names| names.contains(name)).count() == 1
    };
    all.into_iter().filter(is_open).collect()
}

/// Variables inside the closures of an expression.
pub(crate) fn in_closures(expr: &Expr) -> Names {
    let mut names = Names::new();
    let mut closures = Closures { names: &mut names };
    closures.expr(expr);
    names
}

struct Closures<'a> {
    names: &'a mut Names,
}

impl Closures<'_> {
    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Term(term) => self.term(term),
            ExprKind::Call { args, output, .. } => args.iter().chain(output).for_each(|arg| self.term(arg)),
            ExprKind::Unify { left, right, .. } => {
                self.term(left);
                self.term(right);
            }
            ExprKind::Every { body, domain, .. } => {
                self.term(domain);
                of_body(body, Where::default(), self.names);
            }
            ExprKind::Not { body, .. } => of_body(body, Where::default(), self.names),
            ExprKind::Logic { left, right, .. } => {
                of_body(&left.body, Where::default(), self.names);
                of_body(&right.body, Where::default(), self.names);
            }
        }
        expr.with.iter().for_each(|modifier| self.term(&modifier.value));
    }

    fn term(&mut self, term: &Term) {
        match &term.kind {
            TermKind::Ref(parts) | TermKind::Array(parts) | TermKind::Set(parts) => {
                parts.iter().for_each(|part| self.term(part));
            }
            TermKind::Call { args, .. } => args.iter().for_each(|part| self.term(part)),
            TermKind::Object(fields) => fields.iter().for_each(|(key, value)| {
                self.term(key);
                self.term(value);
            }),
            TermKind::Comprehension(_) => of_term(term, Where::default(), self.names),
            _ => {}
        }
    }
}
