//! Fourth stage: every variable is bound by something, and what binds it comes first.
//!
//! A reference binds the variables in its brackets, `=` and `:=` bind the variables of a pattern, a call binds its
//! output. A negated expression binds nothing, so all of its variables have to come from elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use crate::compile::core::{
    Body, Callee, Expr, ExprKind, Fresh, Names, ROOTS, Rule, Term, TermKind, is_generated, is_wildcard,
};
use crate::compile::problem::{Problem, UNSAFE};
use crate::compile::variables::{self, BINDING, OPEN};
use crate::syntax::tree::Span;

/// Puts every body of the rule into an order in which it can be evaluated.
pub(crate) fn rule(rule: &mut Rule, fresh: &Fresh) -> Vec<Problem> {
    if rule.is_default {
        return Vec::new();
    }
    let mut arguments = Names::new();
    for arg in rule.args.iter().flatten() {
        variables::of_term(arg, OPEN, &mut arguments);
    }
    let mut unsafes = Unsafes::default();
    for branch in &mut rule.branches {
        let mut known = arguments.clone();
        for expr in &branch.body {
            variables::of_expr(expr, OPEN, &mut known);
        }
        for part in rule.reference.iter().skip(1).chain([&branch.value]) {
            let mut names = Names::new();
            variables::of_term(part, OPEN, &mut names);
            unsafes.found.extend(names.difference(&known).map(|name| (part.span, name.clone())));
        }
        branch.body = order(&arguments, std::mem::take(&mut branch.body), &mut unsafes);
    }
    problems(unsafes, fresh)
}

/// The same for a query.
pub(crate) fn query(body: &mut Body, fresh: &Fresh) -> Vec<Problem> {
    let mut unsafes = Unsafes::default();
    *body = order(&Names::new(), std::mem::take(body), &mut unsafes);
    problems(unsafes, fresh)
}

/// Variables that nothing binds.
#[derive(Debug, Default)]
struct Unsafes {
    /// Each with the expression that needs it.
    found: Vec<(Span, String)>,
    /// Left sides of assignments whose right side is unsafe.
    written: Names,
}

/// Keywords that a version of the language, or an import, turns on.
const IMPORTABLE: [&str; 7] = ["and", "contains", "every", "if", "in", "not", "or"];

fn problems(unsafes: Unsafes, fresh: &Fresh) -> Vec<Problem> {
    let Unsafes { mut found, written } = unsafes;
    found.sort();
    let mut seen = Names::new();
    found.retain(|(_, name)| seen.insert(name.clone()));
    // A generated name, and one that is assigned to, is there because another one is unsafe.
    let (derived, named): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|(_, name)| is_generated(name) || written.contains(name));
    let (generated, assigned): (Vec<_>, Vec<_>) =
        derived.into_iter().partition(|(_, name)| is_generated(name));
    let shown = [named, assigned, generated].into_iter().find(|some| !some.is_empty());
    shown
        .unwrap_or_default()
        .into_iter()
        .map(|(span, name)| {
            let shown = if is_generated(&name) || is_wildcard(&name) { "_" } else { fresh.written(&name) };
            let hint = if IMPORTABLE.contains(&shown) {
                format!(" (hint: `import future.keywords.{shown}` to import a future keyword)")
            } else {
                String::new()
            };
            Problem::new(UNSAFE, span, format!("var {shown} is unsafe{hint}"))
        })
        .collect()
}

/// The expressions in an order in which each finds its variables bound. Those that never do are left where they
/// are and reported.
fn order(globals: &Names, body: Body, unsafes: &mut Unsafes) -> Body {
    let mut ordered = Body::new();
    let (waiting, bound, all) = sort(globals, body, &mut ordered);
    for Waiting { expr, open, closed } in waiting {
        let closed: Names = closed.into_iter().filter(|name| all.contains(name)).collect();
        let all_of_it = open.iter().chain(&closed).cloned();
        let mut missing: Names = all_of_it.filter(|name| !bound.contains(name)).collect();
        if missing.is_empty() {
            missing = closed;
        }
        if let ExprKind::Unify { left, assignment: true, .. } = &expr.kind {
            variables::of_term(left, OPEN, &mut unsafes.written);
        }
        unsafes.found.extend(missing.into_iter().map(|name| (expr.span, name)));
        ordered.push(expr);
    }
    let mut known = globals.clone();
    for expr in &mut ordered {
        let mut own = Names::new();
        variables::of_expr(expr, OPEN, &mut own);
        closures(expr, &known, unsafes);
        known.extend(own);
    }
    ordered
}

/// An expression with the variables that it names outside and inside its closures.
struct Waiting {
    expr: Expr,
    open: Names,
    closed: Names,
}

/// Goes over the expressions again and again, and moves those that are ready to `ordered`; gives back those that
/// never are, what is bound then, and all variables. Looks at an expression again only when something that it names
/// was bound meanwhile, because a body may have thousands of expressions, written from back to front.
fn sort(globals: &Names, body: Body, ordered: &mut Body) -> (Vec<Waiting>, Names, Names) {
    let waiting = body.into_iter().map(|expr| {
        let (open, closed) = (open_variables(&expr), variables::in_closures(&expr));
        Waiting { expr, open, closed }
    });
    let mut waiting: BTreeMap<usize, Waiting> = waiting.enumerate().collect();
    let all: Names = waiting.values().flat_map(|one| &one.open).cloned().collect();
    let mut bound: Names = all.intersection(globals).cloned().collect();
    let mut users: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, one) in &waiting {
        for name in one.open.union(&one.closed) {
            users.entry(name.clone()).or_default().push(*index);
        }
    }
    // The round in which an expression is to be looked at, and its place in the body.
    let mut agenda: BTreeSet<(usize, usize)> = waiting.keys().map(|index| (0, *index)).collect();
    while let Some((round, index)) = agenda.pop_first() {
        let Some(Waiting { expr, open, closed }) = waiting.get(&index) else {
            continue;
        };
        let outputs = outputs(expr, open, &bound);
        // What only the expression itself could bind, its closures cannot wait for.
        // OPA holds it back even where that is bound.
        let closes_over = closed.iter().filter(|name| all.contains(*name) && !globals.contains(*name));
        let over_itself = !outputs.is_empty() && closes_over.eq(outputs.iter());
        let is_waiting = over_itself
            || closed
                .iter()
                .any(|name| all.contains(name) && !globals.contains(name) && !bound.contains(name))
            || open.iter().any(|name| !outputs.contains(name) && !bound.contains(name));
        if is_waiting {
            continue;
        }
        ordered.extend(waiting.remove(&index).map(|one| one.expr));
        for name in outputs {
            for user in users.get(&name).into_iter().flatten() {
                agenda.insert((if *user > index { round } else { round + 1 }, *user));
            }
            bound.insert(name);
        }
    }
    (waiting.into_values().collect(), bound, all)
}

fn open_variables(expr: &Expr) -> Names {
    let mut names = Names::new();
    variables::of_expr(expr, OPEN, &mut names);
    names
}

/// Orders the bodies inside an expression, which see what is bound before it.
fn closures(expr: &mut Expr, known: &Names, unsafes: &mut Unsafes) {
    let span = expr.span;
    match &mut expr.kind {
        ExprKind::Term(term) => in_term(term, known, span, unsafes),
        ExprKind::Call { callee, args, output } => {
            if *callee == Callee::builtin("internal.template_string") {
                args.iter().for_each(|arg| template(arg, known, unsafes));
            }
            args.iter_mut().chain(output).for_each(|arg| in_term(arg, known, span, unsafes));
        }
        ExprKind::Unify { left, right, .. } => {
            in_term(left, known, span, unsafes);
            in_term(right, known, span, unsafes);
        }
        ExprKind::Every { key, value, domain, body } => {
            in_term(domain, known, span, unsafes);
            let mut known = known.clone();
            variables::of_term(domain, OPEN, &mut known);
            known.extend(key.iter().chain([&*value]).cloned());
            *body = order(&known, std::mem::take(body), unsafes);
        }
        ExprKind::Not { body, .. } => *body = order(known, std::mem::take(body), unsafes),
        ExprKind::Logic { left, right, .. } => {
            left.body = order(known, std::mem::take(&mut left.body), unsafes);
            right.body = order(known, std::mem::take(&mut right.body), unsafes);
        }
    }
    expr.with.iter_mut().for_each(|modifier| in_term(&mut modifier.value, known, span, unsafes));
}

/// The variables in a template string bind nothing.
fn template(parts: &Term, known: &Names, unsafes: &mut Unsafes) {
    let TermKind::Array(parts) = &parts.kind else { return };
    for part in parts {
        let TermKind::Comprehension(value) = &part.kind else { continue };
        if let [Expr { kind: ExprKind::Unify { right, .. }, .. }] = value.body.as_slice()
            && let Some(name) = right.as_var()
        {
            let is_unsafe = !known.contains(name) && !ROOTS.contains(&name);
            unsafes.found.extend(is_unsafe.then(|| (part.span, name.to_owned())));
        }
    }
}

fn in_term(term: &mut Term, known: &Names, span: Span, unsafes: &mut Unsafes) {
    match &mut term.kind {
        TermKind::Ref(parts) | TermKind::Array(parts) | TermKind::Set(parts) => {
            parts.iter_mut().for_each(|part| in_term(part, known, span, unsafes));
        }
        TermKind::Object(fields) => fields.iter_mut().for_each(|(key, value)| {
            in_term(key, known, span, unsafes);
            in_term(value, known, span, unsafes);
        }),
        TermKind::Comprehension(comprehension) => {
            let mut bound = known.clone();
            for expr in &comprehension.body {
                variables::of_expr(expr, OPEN, &mut bound);
            }
            for part in comprehension.key.iter().chain([&comprehension.value]) {
                let mut names = Names::new();
                variables::of_term(part, OPEN, &mut names);
                unsafes.found.extend(names.difference(&bound).map(|name| (span, name.clone())));
            }
            comprehension.body = order(known, std::mem::take(&mut comprehension.body), unsafes);
        }
        _ => {}
    }
}

/// What an expression, whose variables are `open`, binds when `bound` is bound before it.
pub(crate) fn outputs(expr: &Expr, open: &Names, bound: &Names) -> Names {
    let mut outputs = Names::new();
    if expr.negated {
        return outputs;
    }
    let mut needed = Names::new();
    variables::of_modifiers(expr, OPEN, &mut needed);
    if !needed.is_subset(bound) {
        return outputs;
    }
    match &expr.kind {
        ExprKind::Term(term) => by_references(term, bound, &mut outputs),
        ExprKind::Every { domain, .. } => by_references(domain, bound, &mut outputs),
        ExprKind::Call { args, output, .. } => {
            args.iter().chain(output).for_each(|arg| by_references(arg, bound, &mut outputs));
            let Some(output) = output else { return outputs };
            let mut inputs = Names::new();
            args.iter().for_each(|arg| variables::of_term(arg, BINDING, &mut inputs));
            if !inputs.iter().all(|name| outputs.contains(name) || bound.contains(name)) {
                return Names::new();
            }
            variables::of_term(output, BINDING, &mut outputs);
        }
        ExprKind::Unify { left, right, assignment } => {
            by_references(left, bound, &mut outputs);
            by_references(right, bound, &mut outputs);
            let mut known: Names = open.intersection(bound).cloned().collect();
            known.extend(outputs.iter().cloned());
            if *assignment {
                let mut written = Names::new();
                variables::of_term(left, OPEN, &mut written);
                known.retain(|name| !written.contains(name));
            }
            unify(left, right, &mut known);
            outputs.extend(known);
            outputs.retain(|name| !bound.contains(name));
        }
        ExprKind::Not { .. } | ExprKind::Logic { .. } => {}
    }
    outputs
}

/// A reference whose head is bound binds the variables behind it.
fn by_references(term: &Term, bound: &Names, outputs: &mut Names) {
    match &term.kind {
        TermKind::Ref(path) => {
            let is_bound = path.first().is_some_and(|head| is_known_head(head, bound));
            if is_bound {
                variables::of_term(
                    term,
                    crate::compile::variables::Where { behind_heads: true, ..OPEN },
                    outputs,
                );
                path.iter().skip(1).for_each(|part| by_references(part, bound, outputs));
            }
        }
        TermKind::Array(items) | TermKind::Set(items) => {
            items.iter().for_each(|item| by_references(item, bound, outputs));
        }
        TermKind::Call { args, .. } => args.iter().for_each(|arg| by_references(arg, bound, outputs)),
        TermKind::Object(fields) => fields.iter().for_each(|(key, value)| {
            by_references(key, bound, outputs);
            by_references(value, bound, outputs);
        }),
        _ => {}
    }
}

fn is_known_head(head: &Term, bound: &Names) -> bool {
    match head.as_var() {
        Some(name) => ROOTS.contains(&name) || bound.contains(name),
        None => true,
    }
}

/// The parts of two terms that unification makes equal.
fn parts<'a>(left: &'a Term, right: &'a Term, found: &mut Vec<(&'a Term, &'a Term)>) {
    match (&left.kind, &right.kind) {
        (TermKind::Array(lefts), TermKind::Array(rights)) => {
            if lefts.len() == rights.len() {
                lefts.iter().zip(rights).for_each(|(left, right)| parts(left, right, found));
            }
        }
        (TermKind::Object(lefts), TermKind::Object(rights)) => {
            if lefts.len() == rights.len() {
                for (key, left) in lefts {
                    let other = rights.iter().find(|(other, _)| other.kind == key.kind);
                    if let Some((_, right)) = other {
                        parts(left, right, found);
                    }
                }
            }
        }
        _ => found.push((left, right)),
    }
}

/// What unification binds when `known` is known before it. Binding one part may make another known:
/// `[x, y] = [y, 1]`.
fn unify(left: &Term, right: &Term, known: &mut Names) {
    let mut waiting = Vec::new();
    parts(left, right, &mut waiting);
    loop {
        let before = waiting.len();
        waiting.retain(|(left, right)| {
            let (knows_left, knows_right) = (is_known(left, known), is_known(right, known));
            if knows_right {
                variables::of_term(left, BINDING, known);
            }
            if knows_left {
                variables::of_term(right, BINDING, known);
            }
            !knows_left && !knows_right
        });
        if waiting.len() == before {
            break;
        }
    }
}

fn is_known(term: &Term, known: &Names) -> bool {
    let mut names = Names::new();
    variables::of_term(term, OPEN, &mut names);
    names.is_subset(known)
}
