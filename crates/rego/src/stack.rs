//! The stack that an evaluation needs, room for it, and where a panic of the engine ends.
//!
//! Both machines call themselves for every rule that a rule needs, and the interpreter also for every loop and every
//! body in a body. A stack that overflows ends the process, so the need is known before anything runs: no rule needs
//! itself, and the longest way through the rules is the deepest call.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::compile::core::{Body, Expr, ExprKind, Rule, Term, TermKind};
use crate::lowered::{Chosen, Lowered};

/// What a deep evaluation may need, in steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Need(usize);

/// Measured for chains of rules, of loops and of comprehensions, with room to spare: the largest takes two thirds.
/// Code without optimisation needs three times as much.
const BYTES_OF_A_STEP: usize = if cfg!(debug_assertions) { 32 * 1024 } else { 12 * 1024 };

/// Steps of a rule, of a body in a body, and of a loop.
const RULE: usize = 3;
const BODY: usize = 2;
const LOOP: usize = 1;

/// What the stack of any thread has room for: they have two megabytes, and their own callers.
const SMALL: usize = 1024 * 1024 / BYTES_OF_A_STEP;

/// Stack for the engine's own ends of a call.
const MARGIN: usize = 1024 * 1024;

/// What is refused: 256 MiB at most, of which a system gives only what is written to.
const MOST: usize = 8192;

/// An evaluation that ended by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Broken(pub(crate) String);

impl Need {
    /// Of rules that need those chosen only.
    pub(crate) fn of(lowered: &Lowered, chosen: &Chosen) -> Need {
        let mut own = BTreeMap::new();
        let rules = lowered.compiled.modules.iter().flatten().enumerate();
        for (index, flat) in rules.filter(|(index, _)| chosen.contains(index)) {
            own.insert(index, of_rule(&flat.rule));
        }
        let mut deepest: BTreeMap<usize, usize> = BTreeMap::new();
        for start in chosen {
            // A rule is finished once all that it needs is.
            let mut waiting = vec![(*start, false)];
            while let Some((index, needs_known)) = waiting.pop() {
                if deepest.contains_key(&index) {
                    continue;
                }
                let needed = lowered.compiled.edges.get(index).into_iter().flatten();
                if needs_known {
                    let below =
                        needed.filter_map(|index| deepest.get(index)).max().copied().unwrap_or_default();
                    deepest.insert(index, own.get(&index).copied().unwrap_or(RULE).saturating_add(below));
                } else {
                    waiting.push((index, true));
                    waiting.extend(
                        needed.filter(|index| !deepest.contains_key(index)).map(|index| (*index, false)),
                    );
                }
            }
        }
        Need(deepest.into_values().max().unwrap_or(RULE))
    }

    /// Of a query over rules.
    pub(crate) fn with_body(self, body: &Body) -> Need {
        Need(self.0.saturating_add(of_body(body)))
    }

    /// Of a program whose rules call each other so deep.
    pub(crate) fn of_calls(depth: usize) -> Need {
        Need(depth.saturating_mul(RULE))
    }

    /// Whether it is more than may be had.
    pub(crate) fn is_too_much(self) -> bool {
        self.0 > MOST
    }

    /// Whether the stack of any thread is enough.
    pub(crate) fn is_small(self) -> bool {
        self.0 <= SMALL
    }

    /// Runs something on a stack that is large enough.
    ///
    /// # Errors
    /// There was no memory for the stack, or it panicked. The engine is not ours: should it, of all the values that a
    /// policy can make, not be up to one, then whoever asked has to hear of it and deny.
    pub(crate) fn run<T: Send>(self, run: impl FnOnce() -> T + Send) -> Result<T, Broken> {
        if self.is_too_much() {
            return Err(Broken("it needs too large a stack".to_owned()));
        }
        // What a panic leaves half done is dropped with it: engines and machines are taken out of the shared state
        // while they run.
        let run = AssertUnwindSafe(run);
        let ended = if self.is_small() {
            catch_unwind(run)
        } else {
            let size = self.0.saturating_mul(BYTES_OF_A_STEP).saturating_add(MARGIN);
            let thread = std::thread::Builder::new().name("deep-evaluation".to_owned()).stack_size(size);
            std::thread::scope(|scope| Ok(thread.spawn_scoped(scope, run)?.join())).map_err(
                |error: std::io::Error| Broken(format!("no thread for a deep evaluation: {error}")),
            )?
        };
        ended.map_err(|_| Broken("the engine panicked".to_owned()))
    }
}

fn of_rule(rule: &Rule) -> usize {
    let branches = rule.branches.iter().map(|branch| of_body(&branch.body));
    RULE.saturating_add(branches.max().unwrap_or_default())
}

/// A loop runs all that stands behind it, so loops add up; of the bodies in a body only one runs at a time.
fn of_body(body: &Body) -> usize {
    let loops: usize = body.iter().map(loops).sum();
    let inner = body.iter().map(inner).max().unwrap_or_default();
    loops.saturating_mul(LOOP).saturating_add(inner)
}

/// How many loops an expression may be: a variable in brackets is one, if nothing has bound it.
fn loops(expr: &Expr) -> usize {
    let in_reference = |term: &Term| match &term.kind {
        TermKind::Ref(path) => path.iter().skip(1).filter(|part| !part.is_scalar()).count(),
        _ => 0,
    };
    match &expr.kind {
        ExprKind::Term(term) => in_reference(term),
        ExprKind::Unify { left, right, .. } => in_reference(left) + in_reference(right),
        ExprKind::Call { .. } | ExprKind::Every { .. } => 1,
        ExprKind::Not { .. } | ExprKind::Logic { .. } => 0,
    }
}

fn inner(expr: &Expr) -> usize {
    let body = |body: &Body| BODY.saturating_add(of_body(body));
    match &expr.kind {
        ExprKind::Term(term) => in_term(term),
        ExprKind::Unify { left, right, .. } => in_term(left).max(in_term(right)),
        ExprKind::Call { args, output, .. } => {
            args.iter().chain(output).map(in_term).max().unwrap_or_default()
        }
        ExprKind::Every { body: inner, .. } | ExprKind::Not { body: inner, .. } => body(inner),
        ExprKind::Logic { left, right, .. } => body(&left.body).max(body(&right.body)),
    }
}

fn in_term(term: &Term) -> usize {
    match &term.kind {
        TermKind::Comprehension(comprehension) => BODY.saturating_add(of_body(&comprehension.body)),
        TermKind::Ref(parts) | TermKind::Array(parts) | TermKind::Set(parts) => {
            parts.iter().map(in_term).max().unwrap_or_default()
        }
        TermKind::Object(fields) => {
            fields.iter().map(|(key, value)| in_term(key).max(in_term(value))).max().unwrap_or_default()
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
