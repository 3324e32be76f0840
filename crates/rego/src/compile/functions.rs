//! What is called exists, and gets as many arguments as it takes; one more is its output.

use crate::builtins::{self, Origin};
use crate::compile::core::{Body, Callee, Expr, ExprKind, Rule, Target, Term, TermKind};
use crate::compile::problem::{COMPILE, Problem, REFUSED, TYPE};
use crate::compile::reserved;
use crate::compile::rules::{Known, Rules};
use crate::syntax::tree::Version;

/// Checks all calls, and gives their outputs a place of their own.
pub(crate) fn rule(rule: &mut Rule, rules: &Rules, version: Version) -> Vec<Problem> {
    let mut check = Check { rules, version, problems: Vec::new() };
    for branch in &mut rule.branches {
        check.body(&mut branch.body);
        check.term(&mut branch.value);
    }
    check.problems
}

/// The same in a query.
pub(crate) fn query(body: &mut Body, rules: &Rules, version: Version) -> Vec<Problem> {
    let mut check = Check { rules, version, problems: Vec::new() };
    check.body(body);
    check.problems
}

struct Check<'a> {
    rules: &'a Rules,
    version: Version,
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn body(&mut self, body: &mut Body) {
        body.iter_mut().for_each(|expr| self.expr(expr));
    }

    fn expr(&mut self, expr: &mut Expr) {
        let span = expr.span;
        match &mut expr.kind {
            ExprKind::Term(term) => self.term(term),
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
            ExprKind::Call { callee, args, output } => {
                args.iter_mut().chain(output.iter_mut()).for_each(|arg| self.term(arg));
                let message = match self.rules.arity(callee) {
                    None => Some(format!("undefined function {callee}")),
                    Some(arity) => {
                        if output.is_none() && args.len() == arity + 1 {
                            *output = args.pop();
                        }
                        let given = args.len();
                        let is_void = |callee: &Callee| match callee {
                            Callee::Builtin(name) => {
                                builtins::signature(name).is_some_and(|signature| signature.result.is_none())
                            }
                            Callee::Rule(_) => false,
                        };
                        if output.is_some() && is_void(callee) {
                            self.problems.push(Problem::new(TYPE, span, format!("{callee} used as value")));
                        }
                        (given != arity && !is_variadic(callee)).then(|| {
                            format!("{callee}: arity mismatch\n\thave: {given} arguments\n\twant: {arity}")
                        })
                    }
                };
                let refused = message.is_none().then(|| self.refused(callee)).flatten();
                self.problems.extend(message.map(|message| Problem::new(TYPE, span, message)));
                self.problems.extend(refused.map(|(code, message)| Problem::new(code, span, message)));
                if *callee == Callee::builtin("eq")
                    && let [left, right] = args.as_mut_slice()
                    && output.is_none()
                {
                    let nothing = || Term::bool(span, true);
                    let (left, right) =
                        (std::mem::replace(left, nothing()), std::mem::replace(right, nothing()));
                    expr.kind = ExprKind::Unify { left, right, assignment: false };
                }
            }
        }
        for modifier in &mut expr.with {
            let named = match (&modifier.target, &modifier.value.kind) {
                (Target::Function(callee), TermKind::Function(value)) => vec![callee, value],
                (Target::Function(callee), _) | (_, TermKind::Function(callee)) => vec![callee],
                _ => Vec::new(),
            };
            let found = match &modifier.target {
                Target::Function(callee) => {
                    self.replaced(callee).or_else(|| self.replaced_by(callee, &modifier.value))
                }
                Target::Document(path) => self.replaced_document(path, &modifier.value),
            };
            let found = found.or_else(|| named.into_iter().find_map(absent));
            self.problems.extend(found.map(|(code, message)| Problem::new(code, span, message)));
            self.term(&mut modifier.value);
        }
    }

    fn term(&mut self, term: &mut Term) {
        match &mut term.kind {
            TermKind::Ref(parts) => {
                if let [root, first, ..] = parts.as_slice()
                    && root.as_var() == Some("data")
                    && let Some(name) = first.as_str().filter(|name| reserved::is_private(name))
                {
                    self.problems.push(Problem::new(REFUSED, term.span, reserved::private(name)));
                }
                parts.iter_mut().for_each(|part| self.term(part));
            }
            TermKind::Array(parts) | TermKind::Set(parts) => {
                parts.iter_mut().for_each(|part| self.term(part));
            }
            TermKind::Object(fields) => fields.iter_mut().for_each(|(key, value)| {
                self.term(key);
                self.term(value);
            }),
            TermKind::Comprehension(comprehension) => self.body(&mut comprehension.body),
            _ => {}
        }
    }

    fn refused(&self, callee: &Callee) -> Option<(&'static str, String)> {
        let Callee::Builtin(name) = callee else {
            return None;
        };
        if let Some(found) = absent(callee) {
            return Some(found);
        }
        let is_deprecated = builtins::signature(name).is_some_and(|signature| signature.deprecated);
        (is_deprecated && self.version == Version::V1)
            .then(|| (TYPE, format!("deprecated built-in function calls in expression: {name}")))
    }

    /// A function may be replaced by one with as many arguments, or by a value.
    fn replaced_by(&self, callee: &Callee, value: &Term) -> Option<(&'static str, String)> {
        let TermKind::Function(other) = &value.kind else {
            return None;
        };
        let (want, have) = (self.rules.arity(callee)?, self.rules.arity(other)?);
        (want != have).then(|| (TYPE, format!("{callee}: arity mismatch\n\thave: {have}\n\twant: {want}")))
    }

    fn replaced_document(&self, path: &[Term], value: &Term) -> Option<(&'static str, String)> {
        let root = path.first().and_then(Term::as_var);
        if !matches!(root, Some("input" | "data")) {
            let message = "with keyword target must reference existing input, data, or a function";
            return Some((TYPE, message.to_owned()));
        }
        if path.iter().skip(1).any(|part| part.as_str().is_none()) {
            let message = "a `with` that replaces what is behind an index; replace the document above it";
            return Some((REFUSED, message.to_owned()));
        }
        if let Some(name) = path.get(1).and_then(Term::as_str).filter(|name| reserved::is_private(name)) {
            return Some((REFUSED, reserved::private(name)));
        }
        if root == Some("input") {
            return None;
        }
        let is_above = |rule: &Known| {
            let prefix = rule.prefix();
            prefix.len() < path.len()
                && prefix.iter().zip(path).skip(1).all(|(part, other)| part.kind == other.kind)
        };
        if self.rules.all.iter().any(is_above) {
            return Some((COMPILE, "with keyword cannot partially replace virtual document(s)".to_owned()));
        }
        let names = path.iter().map(|part| part.as_str().or(part.as_var()).map(str::to_owned));
        self.replaced_by(&Callee::Rule(names.collect::<Option<_>>()?), value)
    }

    /// What may not be replaced by `with`.
    fn replaced(&self, callee: &Callee) -> Option<(&'static str, String)> {
        let Callee::Builtin(name) = callee else {
            return None;
        };
        let signature = builtins::signature(name)?;
        let why = if signature.relation {
            "target must not be a relation".to_owned()
        } else if signature.result.is_none() {
            "target must not be a void function".to_owned()
        } else if name.starts_with("internal.") || name.starts_with("rego.metadata.") || name == "eq" {
            format!("replacement of \"{name}\" invalid")
        } else {
            return None;
        };
        Some((COMPILE, format!("with keyword replacing built-in function: {why}")))
    }
}

/// Why a built-in of OPA does not exist here.
fn absent(callee: &Callee) -> Option<(&'static str, String)> {
    let Callee::Builtin(name) = callee else {
        return None;
    };
    // The emitter answers it.
    if name == "internal.print" {
        return None;
    }
    match builtins::origin(name)? {
        Origin::Absent(reason) => {
            Some((REFUSED, format!("the built-in `{name}` does not exist here: {reason}")))
        }
        _ => None,
    }
}

fn is_variadic(callee: &Callee) -> bool {
    match callee {
        Callee::Builtin(name) => {
            name == "internal.print"
                || crate::builtins::signature(name).is_some_and(|signature| signature.variadic.is_some())
        }
        Callee::Rule(_) => false,
    }
}
