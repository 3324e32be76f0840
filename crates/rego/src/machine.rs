//! Which machine may run a rule.
//!
//! The interpreter is the machine of record. Byte code is several times faster and loads without parsing, but
//! answers some constructs wrongly without an error. A rule gets it only if everything that it reaches is made of
//! what the judges have shown to be answered alike; decided by looking at the flat rules, never by trying.

use serde::Serialize;

use crate::compile::core::{
    Body, Branch, Callee, Comprehension, ComprehensionKind, Expr, ExprKind, Kind, Names, Rule, Term, TermKind,
};
use crate::compile::emit::Flat;
use crate::compile::variables::{self, OPEN};
use crate::lowered::{Chosen, Lowered};

/// One of the engine's two evaluators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Machine {
    /// Walks the syntax tree.
    Interpreter,
    /// Runs a compiled program.
    ByteCode,
}

/// A construct that byte code is not known to answer as the interpreter does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trap {
    /// The rule that uses it.
    pub rule: String,
    /// What it is.
    pub construct: &'static str,
}

/// Arguments from which on byte code mixes them up.
const TOO_MANY_ARGUMENTS: usize = 9;

/// The first construct among the chosen rules that keeps them off byte code.
pub(crate) fn trap(lowered: &Lowered, chosen: &Chosen) -> Option<Trap> {
    let modules = lowered.flats(Some(chosen));
    let flats: Vec<&Flat> = modules.iter().flat_map(|(_, rules)| rules).copied().collect();
    let rules: Vec<&Rule> = flats.iter().map(|flat| &flat.rule).collect();
    flats.iter().find_map(|flat| {
        let rule = &flat.rule;
        let nested = rule.reference.len() > flat.package + 1;
        nested
            .then_some("a rule below another name, which shows that name even where it is undefined")
            .or_else(|| in_rule(rule))
            .or_else(|| conflicting(rule, &rules))
            .or_else(|| reads_package(rule, lowered))
            .map(|construct| Trap { rule: path(rule), construct })
    })
}

fn path(rule: &Rule) -> String {
    let parts = rule.reference.iter().map(|part| part.as_str().or(part.as_var()).unwrap_or("_"));
    parts.collect::<Vec<_>>().join(".")
}

/// Whether a rule looks at a package as a whole: byte code shows its undefined rules.
fn reads_package(rule: &Rule, lowered: &Lowered) -> Option<&'static str> {
    let mut references = Vec::new();
    for branch in &rule.branches {
        crate::compile::references::in_body(&branch.body, &mut references);
        crate::compile::references::in_term(&branch.value, &mut references);
    }
    let is_package = |reference: &&[Term]| {
        let known = &lowered.compiled.rules;
        let length = ground(reference);
        let begins = |package: &Vec<String>| {
            let names = reference.iter().take(length).skip(1).map(Term::as_str);
            package.len() >= length
                && names.zip(package.iter().skip(1)).all(|(name, part)| name == Some(part))
        };
        known.reached(reference).any(|(_, rule)| rule.reference.len() > length)
            || known.packages.iter().any(begins)
            || reference.iter().any(|part| part.is_scalar() && part.as_str().is_none())
    };
    references.iter().any(is_package).then_some("a reference to a package as a whole")
}

/// How much of a reference is known before it is evaluated.
fn ground(reference: &[Term]) -> usize {
    reference.iter().skip(1).position(|part| part.as_str().is_none()).map_or(reference.len(), |at| at + 1)
}

fn in_rule(rule: &Rule) -> Option<&'static str> {
    let is_function = rule.args.is_some();
    if rule.is_default && is_function {
        return Some("a default function");
    }
    if rule.is_default && rule.branches.iter().any(|branch| branch.value.requires_evaluation()) {
        return Some("a default that has to be evaluated");
    }
    if rule.args.as_ref().is_some_and(|args| args.len() >= TOO_MANY_ARGUMENTS) {
        return Some("a function of nine or more arguments");
    }
    if rule.reference.iter().skip(1).any(|part| part.as_str().is_none()) {
        return Some("a partial object rule, whose conflicting keys byte code does not see");
    }
    if rule.args.iter().flatten().any(|arg| arg.as_var().is_none()) {
        return Some("a function that takes its arguments apart");
    }
    let before_else = rule.branches.split_last().map(|(_, before)| before).unwrap_or_default();
    let mut arguments = Names::new();
    for arg in rule.args.iter().flatten() {
        variables::of_term(arg, OPEN, &mut arguments);
    }
    if before_else.iter().any(|branch| repeats(&branch.body, &arguments)) {
        return Some("a loop in a body that an `else` follows");
    }
    // Several values of one rule are a conflict, which byte code does not see.
    let may_differ = |branch: &Branch| !branch.value.is_scalar() && repeats(&branch.body, &arguments);
    if rule.kind == Kind::Value && rule.branches.iter().any(may_differ) {
        return Some("a rule with one value whose body may hold in several ways");
    }
    rule.branches.iter().find_map(|Branch { body, value, .. }| {
        in_body(body, &arguments).or_else(|| in_term(value, &arguments))
    })
}

fn in_body(body: &Body, bound: &Names) -> Option<&'static str> {
    let mut bound = bound.clone();
    for expr in body {
        if let Some(found) = in_expr(expr, &bound) {
            return Some(found);
        }
        variables::of_expr(expr, OPEN, &mut bound);
    }
    None
}

fn in_expr(expr: &Expr, bound: &Names) -> Option<&'static str> {
    let in_term = |term: &Term| in_term(term, bound);
    if !expr.with.is_empty() {
        return Some("`with`");
    }
    match &expr.kind {
        ExprKind::Term(term) => in_term(term),
        ExprKind::Call { callee, args, output } => {
            in_call(callee, args.len()).or_else(|| args.iter().chain(output).find_map(in_term))
        }
        ExprKind::Unify { left, right, .. } => {
            let is_plain = |term: &Term| !matches!(term.kind, TermKind::Array(_) | TermKind::Object(_));
            // A pattern: taken apart by statements, which only the interpreter has been judged on.
            if !is_plain(left) && left.as_var().is_none() && holds_variables(left) && right.as_var().is_none()
            {
                return Some("a pattern on both sides of `=`");
            }
            in_term(left).or_else(|| in_term(right))
        }
        ExprKind::Every { key, value, domain, body } => {
            let mut inside = bound.clone();
            inside.extend(key.iter().chain([value]).cloned());
            if !body.iter().all(is_plain_call) {
                return Some("`every` over more than calls on variables");
            }
            in_term(domain).or_else(|| in_body(body, &inside))
        }
        ExprKind::Not { .. } => Some("`not` over a body"),
        ExprKind::Logic { .. } => Some("`and`, `or`"),
    }
}

fn holds_variables(term: &Term) -> bool {
    match &term.kind {
        TermKind::Var(_) => true,
        TermKind::Array(items) => items.iter().any(holds_variables),
        TermKind::Object(fields) => fields.iter().any(|(_, value)| holds_variables(value)),
        _ => false,
    }
}

fn in_call(callee: &Callee, arguments: usize) -> Option<&'static str> {
    if arguments >= TOO_MANY_ARGUMENTS {
        return Some("a call with nine or more arguments");
    }
    match callee {
        Callee::Builtin(name) if name == "walk" => Some("`walk`"),
        Callee::Builtin(name) if name == "internal.print" => Some("`print`"),
        Callee::Builtin(name) if name == "internal.template_string" => Some("a template string"),
        _ => None,
    }
}

fn in_term(term: &Term, bound: &Names) -> Option<&'static str> {
    match &term.kind {
        TermKind::Scalar(_) | TermKind::Var(_) => None,
        TermKind::Ref(parts) | TermKind::Array(parts) | TermKind::Set(parts) => {
            parts.iter().find_map(|part| in_term(part, bound))
        }
        TermKind::Object(fields) => {
            fields.iter().find_map(|(key, value)| in_term(key, bound).or_else(|| in_term(value, bound)))
        }
        TermKind::Comprehension(comprehension) => in_comprehension(comprehension, bound),
        TermKind::Call { .. } | TermKind::Function(_) => Some("a function as a value"),
    }
}

fn in_comprehension(comprehension: &Comprehension, bound: &Names) -> Option<&'static str> {
    if !repeats(&comprehension.body, bound) {
        return Some("a comprehension without a loop of its own");
    }
    if comprehension.kind == ComprehensionKind::Object {
        return Some("an object comprehension, whose colliding keys byte code does not see");
    }
    in_body(&comprehension.body, bound).or_else(|| in_term(&comprehension.value, bound))
}

/// A call whose arguments are there: inside `every` byte code takes a reference that is undefined for no failure.
fn is_plain_call(expr: &Expr) -> bool {
    let is_atom = |term: &Term| term.is_scalar() || term.as_var().is_some();
    match &expr.kind {
        ExprKind::Call { args, output, callee } => {
            let is_ours = matches!(callee, Callee::Builtin(_));
            args.iter().chain(output).all(is_atom) && !(expr.negated && is_ours)
        }
        ExprKind::Unify { left, right, .. } => is_atom(left) && is_atom(right),
        _ => false,
    }
}

/// Whether a body may hold in several ways: a variable that nothing has bound stands in the brackets of a reference.
fn repeats(body: &Body, bound: &Names) -> bool {
    let mut bound = bound.clone();
    for expr in body {
        let sides = match &expr.kind {
            ExprKind::Term(term) => vec![term],
            ExprKind::Unify { left, right, .. } => vec![left, right],
            _ => Vec::new(),
        };
        let opens = |side: &&Term| match &side.kind {
            TermKind::Ref(parts) => {
                let mut names = Names::new();
                parts.iter().skip(1).for_each(|part| variables::of_term(part, OPEN, &mut names));
                !names.is_subset(&bound)
            }
            _ => false,
        };
        if sides.iter().any(opens) {
            return true;
        }
        variables::of_expr(expr, OPEN, &mut bound);
    }
    false
}

/// Several definitions of one rule that could give different values: byte code turns a conflict into undefined.
fn conflicting(rule: &Rule, rules: &[&Rule]) -> Option<&'static str> {
    if rule.kind == Kind::Contains || rule.is_default {
        return None;
    }
    let others = rules.iter().filter(|other| {
        !other.is_default
            && other.reference.len() == rule.reference.len()
            && other
                .reference
                .iter()
                .zip(&rule.reference)
                .skip(1)
                .all(|(left, right)| left.kind == right.kind)
    });
    let values = others.flat_map(|other| other.branches.iter().map(|branch| &branch.value.kind));
    let first = rule.branches.first().map(|branch| &branch.value.kind);
    let definitions = rules
        .iter()
        .filter(|other| {
            !other.is_default
                && other.reference.iter().zip(&rule.reference).skip(1).all(|(l, r)| l.kind == r.kind)
                && other.reference.len() == rule.reference.len()
        })
        .count();
    let is_scalar = matches!(first, Some(TermKind::Scalar(_)));
    let differs = values.into_iter().any(|value| Some(value) != first);
    (definitions > 1 && (differs || !is_scalar))
        .then_some("several definitions of one rule whose values may conflict")
}
