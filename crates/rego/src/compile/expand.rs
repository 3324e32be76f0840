//! Second stage: a call inside an expression gets an expression of its own, before the one that uses it.
//!
//! `count(f(x)) > 0` becomes `t1 := f(x); t2 := count(t1); t2 > 0`. What is generated is never negated and keeps
//! the modifiers of the expression that it came from; what a modifier's own value needs does not.

use std::collections::BTreeSet;

use crate::compile::core::{
    Body, Branch, Callee, Comprehension, Expr, ExprKind, Fresh, Rule, Term, TermKind, With,
};

/// Expands the calls in heads and bodies of a rule.
pub(crate) fn rule(rule: &mut Rule, fresh: &mut Fresh) {
    if rule.is_default {
        return;
    }
    let mut expand = Expand { fresh };
    // What the reference needs, every branch needs.
    let mut support = Body::new();
    for part in &mut rule.reference {
        expand.term(part, &mut support);
    }
    for Branch { body, value, .. } in &mut rule.branches {
        let mut statements = expand.body(std::mem::take(body));
        statements.extend(support.iter().cloned());
        expand.term(value, &mut statements);
        *body = statements;
    }
}

/// Expands the calls of a query.
pub(crate) fn query(body: Body, fresh: &mut Fresh) -> Body {
    Expand { fresh }.body(body)
}

struct Expand<'a> {
    fresh: &'a mut Fresh,
}

impl Expand<'_> {
    fn body(&mut self, body: Body) -> Body {
        let mut expanded = Body::new();
        for expr in body {
            self.expr(expr, &mut expanded);
        }
        expanded
    }

    fn expr(&mut self, mut expr: Expr, result: &mut Body) {
        for modifier in &mut expr.with {
            self.term(&mut modifier.value, result);
        }
        let mut support = Body::new();
        match &mut expr.kind {
            ExprKind::Term(term) => self.term(term, &mut support),
            ExprKind::Call { args, .. } => args.iter_mut().for_each(|arg| self.term(arg, &mut support)),
            ExprKind::Unify { left, right, .. } => {
                self.term(left, &mut support);
                self.term(right, &mut support);
            }
            ExprKind::Every { domain, body, .. } => {
                *body = self.body(std::mem::take(body));
                self.term(domain, &mut support);
                if domain.as_var().is_none() {
                    let name = self.fresh.local();
                    let span = domain.span;
                    let whole = std::mem::replace(domain, Term::var(span, name.clone()));
                    support.push(Expr::unify(&name, whole, &[]));
                }
            }
            ExprKind::Not { body, .. } => *body = self.body(std::mem::take(body)),
            ExprKind::Logic { left, right, .. } => {
                left.body = self.body(std::mem::take(&mut left.body));
                right.body = self.body(std::mem::take(&mut right.body));
            }
        }
        for mut generated in support {
            if generated.with.is_empty() {
                generated.with.clone_from(&expr.with);
            }
            result.push(generated);
        }
        result.push(expr);
    }

    /// Leaves a term without calls; what calculates them goes to `support`.
    fn term(&mut self, term: &mut Term, support: &mut Body) {
        match &mut term.kind {
            TermKind::Scalar(_) | TermKind::Var(_) | TermKind::Function(_) => {}
            TermKind::Call { callee, args } => {
                args.iter_mut().for_each(|arg| self.term(arg, support));
                let name = self.fresh.local();
                let kind = ExprKind::Call {
                    callee: callee.clone(),
                    args: std::mem::take(args),
                    output: Some(Term::var(term.span, name.clone())),
                };
                support.push(Expr::new(term.span, kind));
                term.kind = TermKind::Var(name);
            }
            TermKind::Ref(path) => {
                path.iter_mut().for_each(|part| self.term(part, support));
                if let Some(head) = path.first_mut()
                    && head.as_var().is_none()
                {
                    let name = self.fresh.local();
                    let whole = std::mem::replace(head, Term::var(head.span, name.clone()));
                    support.push(Expr::unify(&name, whole, &[]));
                }
            }
            TermKind::Array(items) | TermKind::Set(items) => {
                items.iter_mut().for_each(|item| self.term(item, support));
            }
            TermKind::Object(fields) => {
                for (key, value) in fields {
                    self.term(key, support);
                    self.term(value, support);
                }
            }
            TermKind::Comprehension(comprehension) => self.comprehension(comprehension),
        }
    }

    fn comprehension(&mut self, comprehension: &mut Comprehension) {
        let mut body = self.body(std::mem::take(&mut comprehension.body));
        if let Some(key) = &mut comprehension.key {
            self.term(key, &mut body);
        }
        self.term(&mut comprehension.value, &mut body);
        comprehension.body = body;
    }
}

/// Third stage: a value that has to be looked up, in a head, in the head of a comprehension, or behind `with`, is
/// bound in the body first.
pub(crate) fn bind_heads(rule: &mut Rule, fresh: &mut Fresh, functions: &BTreeSet<Vec<String>>) {
    if rule.is_default {
        return;
    }
    let mut bind = Bind { fresh, functions };
    let mut support = Body::new();
    for part in rule.reference.iter_mut().skip(1) {
        let is_plain = part.is_scalar() || part.as_var().is_some();
        if !is_plain {
            bind.out(part, &mut support);
        }
    }
    for arg in rule.args.iter_mut().flatten().filter(|arg| arg.requires_evaluation()) {
        bind.out(arg, &mut support);
    }
    for Branch { body, value, .. } in &mut rule.branches {
        bind.body(body);
        for expr in &support {
            body.push(expr.clone());
        }
        if value.requires_evaluation() {
            bind.out(value, body);
            if let Some(last) = body.last_mut() {
                bind.expr(last);
            }
        }
    }
}

/// The same in a query.
pub(crate) fn bind_query(body: &mut Body, fresh: &mut Fresh, functions: &BTreeSet<Vec<String>>) {
    Bind { fresh, functions }.body(body);
}

struct Bind<'a> {
    fresh: &'a mut Fresh,
    functions: &'a BTreeSet<Vec<String>>,
}

impl Bind<'_> {
    /// The path of the function that a reference names.
    fn function(&self, value: &Term) -> Option<Vec<String>> {
        let TermKind::Ref(parts) = &value.kind else {
            return None;
        };
        let names = parts.iter().map(|part| part.as_str().or(part.as_var()).map(str::to_owned));
        names.collect::<Option<Vec<_>>>().filter(|path| self.functions.contains(path))
    }

    /// Takes `term` out into the body.
    fn out(&mut self, term: &mut Term, body: &mut Body) {
        let name = self.fresh.local();
        let whole = std::mem::replace(term, Term::var(term.span, name.clone()));
        body.push(Expr::unify(&name, whole, &[]));
    }

    fn body(&mut self, body: &mut Body) {
        let mut bound = Body::new();
        for mut expr in std::mem::take(body) {
            self.expr(&mut expr);
            for With { value, .. } in &mut expr.with {
                match self.function(value) {
                    Some(path) => value.kind = TermKind::Function(Callee::Rule(path)),
                    None if value.requires_evaluation() => self.out(value, &mut bound),
                    None => {}
                }
            }
            bound.push(expr);
        }
        *body = bound;
    }

    fn expr(&mut self, expr: &mut Expr) {
        match &mut expr.kind {
            ExprKind::Term(term) => self.term(term),
            ExprKind::Call { args, output, .. } => {
                args.iter_mut().chain(output).for_each(|arg| self.term(arg))
            }
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
                self.body(&mut left.body);
                self.body(&mut right.body);
            }
        }
        for modifier in &mut expr.with {
            self.term(&mut modifier.value);
        }
    }

    fn term(&mut self, term: &mut Term) {
        match &mut term.kind {
            TermKind::Ref(parts) | TermKind::Array(parts) | TermKind::Set(parts) => {
                parts.iter_mut().for_each(|part| self.term(part));
            }
            TermKind::Object(fields) => {
                for (key, value) in fields {
                    self.term(key);
                    self.term(value);
                }
            }
            TermKind::Comprehension(comprehension) => {
                self.body(&mut comprehension.body);
                let Comprehension { key, value, body, .. } = &mut **comprehension;
                for part in key.iter_mut().chain([value]) {
                    if part.requires_evaluation() {
                        self.out(part, body);
                        if let Some(last) = body.last_mut() {
                            self.expr(last);
                        }
                    }
                }
            }
            _ => {}
        }
    }
}
