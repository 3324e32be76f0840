//! Seventh stage: no literal nests deep, and no reference has many variables.
//!
//! The engine reads the first element of every array, set and object twice, because it might be the head of a
//! comprehension: `[[[…]]]` takes twice as long for each level. A part that lies deep gets a variable of its own, so
//! `[[[[[1]]]]]` becomes `t1 := [1]; [[[[t1]]]]`. What it needs for a reference grows likewise with the variables in
//! it, so `input[a][b][c]…` is looked up in steps.

use crate::compile::core::{Body, Expr, ExprKind, Fresh, Names, Rule, Term, TermKind, With};
use crate::compile::problem::{Problem, REFUSED};
use crate::compile::variables::{self, OPEN};

/// Levels of a literal that are left together.
const MOST_LEVELS: usize = 4;

/// Levels of the value of a default rule, which has no body to take parts out to.
const MOST_DEFAULT_LEVELS: usize = 10;

/// Variables of a reference that are left together.
const MOST_VARIABLES: usize = 4;

/// Parts of a reference. The engine reads each as a level of its own.
const MOST_PARTS: usize = 256;

/// Takes deep parts out in all bodies of a rule.
pub(crate) fn rule(rule: &mut Rule, fresh: &mut Fresh) -> Vec<Problem> {
    let values = rule.branches.iter().map(|branch| &branch.value).chain(rule.args.iter().flatten());
    if rule.is_default {
        let is_deep = values.into_iter().any(|value| levels(value) > MOST_DEFAULT_LEVELS);
        return is_deep.then(|| default_too_deep(rule)).into_iter().collect();
    }
    let mut take = Take { fresh, bound: Names::new(), too_long: Vec::new() };
    let mut arguments = Names::new();
    let mut constants = Body::new();
    for arg in rule.args.iter_mut().flatten() {
        take.parts(arg, 0, &mut constants);
        variables::of_term(arg, OPEN, &mut arguments);
    }
    for branch in &mut rule.branches {
        take.bound.clone_from(&arguments);
        let mut body = constants.clone();
        take.body(std::mem::take(&mut branch.body), &mut body);
        take.whole(&mut branch.value, &mut body);
        branch.body = body;
    }
    take.too_long
}

/// The same in a query.
pub(crate) fn query(body: Body, fresh: &mut Fresh) -> Result<Body, Vec<Problem>> {
    let mut shallow = Body::new();
    let mut take = Take { fresh, bound: Names::new(), too_long: Vec::new() };
    take.body(body, &mut shallow);
    if take.too_long.is_empty() { Ok(shallow) } else { Err(take.too_long) }
}

fn default_too_deep(rule: &Rule) -> Problem {
    let message = format!(
        "the value of this default rule nests deeper than {MOST_DEFAULT_LEVELS} levels, which the engine reads too \
         slowly; give a part of it to a rule of its own"
    );
    Problem::new(REFUSED, rule.span, message)
}

/// How many literals lie in each other.
fn levels(term: &Term) -> usize {
    match &term.kind {
        TermKind::Array(items) | TermKind::Set(items) => {
            1 + items.iter().map(levels).max().unwrap_or_default()
        }
        TermKind::Object(fields) => {
            1 + fields.iter().map(|(key, value)| levels(key).max(levels(value))).max().unwrap_or_default()
        }
        _ => 0,
    }
}

struct Take<'a> {
    fresh: &'a mut Fresh,
    /// Variables that have a value where an expression begins.
    bound: Names,
    /// References that are refused.
    too_long: Vec<Problem>,
}

impl Take<'_> {
    fn body(&mut self, body: Body, shallow: &mut Body) {
        for mut expr in body {
            self.expr(&mut expr, shallow);
            variables::of_expr(&expr, OPEN, &mut self.bound);
            shallow.push(expr);
        }
    }

    /// A body that sees what is bound here, and binds nothing here.
    fn closure(&mut self, body: &mut Body, more: &[&String], finish: impl FnOnce(&mut Self, &mut Body)) {
        let outer = self.bound.clone();
        self.bound.extend(more.iter().map(|name| (*name).clone()));
        let mut shallow = Body::new();
        self.body(std::mem::take(body), &mut shallow);
        finish(self, &mut shallow);
        *body = shallow;
        self.bound = outer;
    }

    fn expr(&mut self, expr: &mut Expr, before: &mut Body) {
        for modifier in &mut expr.with {
            self.whole(&mut modifier.value, before);
        }
        match &mut expr.kind {
            ExprKind::Term(term) => {
                self.whole(term, before);
                if !expr.negated {
                    self.steps(term, &expr.with, before);
                }
            }
            ExprKind::Call { args, output, .. } => {
                args.iter_mut().chain(output).for_each(|arg| self.whole(arg, before));
            }
            ExprKind::Unify { left, right, .. } => {
                for side in [left, right] {
                    self.whole(side, before);
                    if !expr.negated {
                        self.steps(side, &expr.with, before);
                    }
                }
            }
            ExprKind::Every { key, value, domain, body } => {
                self.whole(domain, before);
                let names: Vec<&String> = key.iter().chain([&*value]).collect();
                self.closure(body, &names, |_, _| ());
            }
            ExprKind::Not { body, .. } => self.closure(body, &[], |_, _| ()),
            ExprKind::Logic { left, right, .. } => {
                self.closure(&mut left.body, &[], |_, _| ());
                self.closure(&mut right.body, &[], |_, _| ());
            }
        }
    }

    /// Looks a reference up in steps.
    fn steps(&mut self, term: &mut Term, with: &[With], before: &mut Body) {
        let TermKind::Ref(path) = &mut term.kind else {
            return;
        };
        let end = |path: &[Term]| {
            let variables = path.iter().enumerate().skip(1).filter(|(_, part)| part.as_var().is_some());
            variables.map(|(index, _)| index).nth(MOST_VARIABLES)
        };
        while let Some(end) = end(path) {
            let rest = path.split_off(end);
            let name = self.fresh.local();
            let head = Term::var(term.span, name.clone());
            let kind = TermKind::Ref(std::mem::replace(path, std::iter::once(head).chain(rest).collect()));
            before.push(Expr::unify(&name, Term::new(term.span, kind), with));
        }
    }

    fn whole(&mut self, term: &mut Term, before: &mut Body) {
        self.parts(term, 0, before);
    }

    /// Looks at a term that lies in `level` others.
    fn parts(&mut self, term: &mut Term, level: usize, before: &mut Body) {
        match &mut term.kind {
            TermKind::Ref(parts) => {
                if parts.len() > MOST_PARTS {
                    let message = format!(
                        "this reference has more than {MOST_PARTS} parts, which the engine cannot read; look it up in \
                         steps, with a variable for each"
                    );
                    self.too_long.push(Problem::new(REFUSED, term.span, message));
                }
                return parts.iter_mut().for_each(|part| self.whole(part, before));
            }
            TermKind::Comprehension(comprehension) => {
                let comprehension = &mut **comprehension;
                let (key, value) = (&mut comprehension.key, &mut comprehension.value);
                return self.closure(&mut comprehension.body, &[], |this, body| {
                    key.iter_mut().chain([value]).for_each(|part| this.whole(part, body));
                });
            }
            TermKind::Array(_) | TermKind::Set(_) | TermKind::Object(_) => {}
            _ => return,
        }
        // A pattern is taken apart by statements, each with one of its parts.
        let inner = if self.is_bound(term) { level + 1 } else { 0 };
        match &mut term.kind {
            TermKind::Array(items) | TermKind::Set(items) => {
                items.iter_mut().for_each(|item| self.parts(item, inner, before));
            }
            TermKind::Object(fields) => fields.iter_mut().for_each(|(key, value)| {
                self.parts(key, inner, before);
                self.parts(value, inner, before);
            }),
            _ => {}
        }
        if inner > 0 && level > 0 && level.is_multiple_of(MOST_LEVELS) {
            let name = self.fresh.local();
            let whole = std::mem::replace(term, Term::var(term.span, name.clone()));
            before.push(Expr::unify(&name, whole, &[]));
        }
    }

    fn is_bound(&self, term: &Term) -> bool {
        let mut names = Names::new();
        variables::of_term(term, OPEN, &mut names);
        names.is_subset(&self.bound)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Documents, Limits, Machine, Module, Rule, RuleSource, Source, Value};

    fn errors(text: String) -> Vec<String> {
        let source = Source { path: "p.rego".to_owned(), text: format!("package p\n{text}") };
        let module = Module::parse(source).expect("parses");
        let documents = Documents::new(vec![module], Value::object::<&str>([]));
        documents.check().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_reference_of_20_000_parts_is_refused_wherever_it_stands() {
        let long = format!("input{}", ".a".repeat(20_000));
        for text in [
            format!("x := {long}\n"),
            format!("x if not {long}\n"),
            format!("x := [1, {{\"k\": {long}}}]\n"),
            format!("x := count([y | y := {long}])\n"),
            format!("x if true with input as {long}\n"),
            format!("default x := 1\n\nx := y if y := upper({long})\n"),
            format!("x contains {long}\n"),
            format!("f(a) := a[{long}]\n"),
        ] {
            let found = errors(text.clone());
            let is_refused = |error: &String| error.contains("more than 256 parts");
            assert!(!found.is_empty() && found.iter().all(is_refused), "{text:.40}: {found:?}");
        }
    }

    #[test]
    fn a_reference_of_256_parts_is_looked_up_on_both_machines() {
        let text = format!("package p\nx := input{}\n", ".a".repeat(255));
        let module = Module::parse(Source { path: "p.rego".to_owned(), text }).expect("parses");
        let documents = Documents::new(vec![module], Value::object::<&str>([]));
        let input = (0..255).fold(Value::from(7), |inner, _| Value::object([("a", inner)]));
        for machine in [Machine::Interpreter, Machine::ByteCode] {
            let rule = Rule::load("data.p", "x", RuleSource::On(&documents, machine)).expect("loads");
            let answer = rule.evaluate(&input, &Value::object::<&str>([]), &Limits::default());
            assert_eq!(answer, Ok(Some(Value::from(7))));
        }
    }
}
