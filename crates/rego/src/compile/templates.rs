//! Between the first stage and the second: what a template string shows is bound by the statements of its body, looked
//! at once and as they are written, before calls are expanded and anything is put into order.

use std::borrow::Cow;

use crate::builtins::signature;
use crate::compile::core::{Body, Callee, Expr, ExprKind, Fresh, Names, ROOTS, Rule, Term, TermKind};
use crate::compile::core::{is_generated, is_wildcard};
use crate::compile::problem::{COMPILE, Problem};
use crate::compile::safety;
use crate::compile::variables::{self, OPEN};

/// Variables in the template strings of a rule that nothing declares.
pub(crate) fn rule(rule: &Rule, fresh: &Fresh) -> Vec<Problem> {
    if rule.is_default {
        return Vec::new();
    }
    let mut arguments = Names::new();
    rule.args.iter().flatten().for_each(|arg| variables::of_term(arg, OPEN, &mut arguments));
    let mut found = Found { fresh, problems: Vec::new() };
    for branch in &rule.branches {
        let known = found.body(&branch.body, &arguments);
        rule.reference.iter().chain([&branch.value]).for_each(|part| found.term(part, &known));
    }
    found.problems
}

/// The same for a query.
pub(crate) fn query(body: &Body, fresh: &Fresh) -> Vec<Problem> {
    let mut found = Found { fresh, problems: Vec::new() };
    found.body(body, &Names::new());
    found.problems
}

struct Found<'a> {
    fresh: &'a Fresh,
    problems: Vec<Problem>,
}

impl Found<'_> {
    /// Looks through a body that sees `globals`; gives back what is known in it.
    fn body(&mut self, body: &Body, globals: &Names) -> Names {
        let mut known = globals.clone();
        for expr in body.iter().filter(|expr| !puts_builtin(expr)) {
            known.extend(safety::outputs(&with_output(expr), &open(expr), &known));
        }
        body.iter().for_each(|expr| self.expr(expr, &known));
        known
    }

    fn expr(&mut self, expr: &Expr, known: &Names) {
        match &expr.kind {
            ExprKind::Term(term) => self.term(term, known),
            ExprKind::Call { callee, args, output } => {
                self.call(callee, args, known);
                args.iter().chain(output).for_each(|arg| self.term(arg, known));
            }
            ExprKind::Unify { left, right, .. } => {
                self.term(left, known);
                self.term(right, known);
            }
            ExprKind::Every { key, value, domain, body } => {
                self.term(domain, known);
                let mut inside = known.clone();
                inside.extend(key.iter().chain([value]).cloned());
                self.body(body, &inside);
            }
            // What these bodies bind is not looked at.
            ExprKind::Not { body, .. } => body.iter().for_each(|expr| self.expr(expr, known)),
            ExprKind::Logic { left, right, .. } => {
                left.body.iter().chain(&right.body).for_each(|expr| self.expr(expr, known));
            }
        }
        expr.with.iter().for_each(|modifier| self.term(&modifier.value, known));
    }

    fn term(&mut self, term: &Term, known: &Names) {
        match &term.kind {
            TermKind::Scalar(_) | TermKind::Var(_) | TermKind::Function(_) => {}
            TermKind::Ref(parts) | TermKind::Array(parts) | TermKind::Set(parts) => {
                parts.iter().for_each(|part| self.term(part, known));
            }
            TermKind::Object(fields) => fields.iter().for_each(|(key, value)| {
                self.term(key, known);
                self.term(value, known);
            }),
            TermKind::Call { callee, args } => {
                self.call(callee, args, known);
                args.iter().for_each(|arg| self.term(arg, known));
            }
            TermKind::Comprehension(comprehension) => {
                let inside = self.body(&comprehension.body, known);
                let head = comprehension.key.iter().chain([&comprehension.value]);
                head.for_each(|part| self.term(part, &inside));
            }
        }
    }

    fn call(&mut self, callee: &Callee, args: &[Term], known: &Names) {
        let [Term { kind: TermKind::Array(parts), .. }] = args else { return };
        if *callee != Callee::builtin("internal.template_string") {
            return;
        }
        for part in parts {
            let TermKind::Comprehension(shown) = &part.kind else { continue };
            let [Expr { kind: ExprKind::Unify { right, .. }, .. }] = shown.body.as_slice() else { continue };
            // A variable alone may be bound by what comes later.
            if right.as_var().is_some() {
                continue;
            }
            let mut names = Names::new();
            variables::of_term(right, OPEN, &mut names);
            for name in names.iter().filter(|name| !known.contains(*name) && !is_generated(name)) {
                let shown = if is_wildcard(name) { "_" } else { self.fresh.written(name) };
                let message = format!("var {shown} is undeclared");
                self.problems.push(Problem::new(COMPILE, right.span, message));
            }
        }
    }
}

/// A call of a built-in with one argument more than it takes: that one is given the value.
fn with_output(expr: &Expr) -> Cow<'_, Expr> {
    let ExprKind::Call { callee: Callee::Builtin(name), args, output: None } = &expr.kind else {
        return Cow::Borrowed(expr);
    };
    let takes = signature(name).map(|signature| signature.args.len());
    match args.split_last() {
        Some((output, args)) if takes == Some(args.len()) => {
            let callee = Callee::builtin(name);
            let kind = ExprKind::Call { callee, args: args.to_vec(), output: Some(output.clone()) };
            Cow::Owned(Expr { kind, ..expr.clone() })
        }
        _ => Cow::Borrowed(expr),
    }
}

fn open(expr: &Expr) -> Names {
    let mut names = Names::new();
    variables::of_expr(expr, OPEN, &mut names);
    names.retain(|name| !ROOTS.contains(&name.as_str()));
    names
}

/// Whether a modifier's value is a built-in: here that is a variable like any other, and nothing binds it.
fn puts_builtin(expr: &Expr) -> bool {
    let is_builtin = |value: &Term| matches!(value.kind, TermKind::Function(Callee::Builtin(_)));
    expr.with.iter().any(|modifier| is_builtin(&modifier.value))
}
