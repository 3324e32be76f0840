//! Queries: statements that stand in no rule, compiled over modules.

use std::collections::BTreeSet;

use super::core::{Body, Callee, Expr, ExprKind, Fresh, Names, Term, TermKind};
use super::names::Settings;
use super::names::scope::Globals;
use super::problem::Problem;
use super::rules::Rules;
use super::{
    Compiled, behind_variables, dynamic, expand, functions, names, recursion, safety, shallow, templates,
    typing, variables,
};
use crate::syntax::tree::{self, Version};

/// A query, flat.
#[derive(Debug)]
pub(crate) struct CompiledQuery {
    pub(crate) body: Body,
    /// The variables that its user named: as written, and as called in the body.
    pub(crate) variables: Vec<(String, String)>,
    /// For each statement, by its place in the text, the variable that has its value.
    pub(crate) values: Vec<(tree::Span, String)>,
    pub(crate) fresh: Fresh,
}

/// What a query sees beside its own names, which may hide documents.
#[derive(Debug, Clone, Default)]
pub(crate) struct Context {
    /// The package that it is asked in, without `data`.
    pub(crate) package: Option<Vec<String>>,
    pub(crate) imports: Vec<tree::Import>,
}

impl Context {
    /// `packages` are those of the modules.
    fn globals(&self, rules: &Rules, packages: &[Vec<String>]) -> Globals {
        let Some(package) = &self.package else {
            return Globals {
                imports: super::imported(&self.imports),
                version: Version::V0,
                ..Globals::default()
            };
        };
        let here = rules.all.iter().filter(|rule| packages.get(rule.module) == Some(package));
        let first = |rule: &super::rules::Known| {
            rule.reference.get(package.len() + 1).and_then(Term::as_str).map(str::to_owned)
        };
        Globals {
            package: package.clone(),
            rules: here.filter_map(first).collect(),
            imports: super::imported(&self.imports),
            version: Version::V0,
        }
    }
}

/// Compiles a query over modules.
///
/// # Errors
/// All findings of the first stage that has any.
pub(crate) fn query(
    query: &tree::Body,
    context: &Context,
    compiled: &Compiled,
    packages: &[Vec<String>],
    settings: Settings,
    version: Version,
) -> Result<CompiledQuery, Vec<Problem>> {
    let stop = |problems: Vec<Problem>| if problems.is_empty() { Ok(()) } else { Err(problems) };
    let globals = context.globals(&compiled.rules, packages);
    let (mut body, variables, mut fresh) = names::query(query, &globals, &super::taken(&globals), settings)?;
    stop(templates::query(&body, &fresh))?;
    let is_checked = query.statements.len() > 1 || iterates(&body);
    let values = capture(&mut body, &compiled.rules, is_checked, &mut fresh);
    let mut body = expand::query(body, &mut fresh);
    let functions = compiled.rules.functions();
    expand::bind_query(&mut body, &mut fresh, &functions);
    stop(functions::query(&mut body, &compiled.rules, version))?;
    stop(safety::query(&mut body, &fresh))?;
    let body = dynamic::query(body, &mut fresh);
    stop(typing::query(&body, &compiled.rules))?;
    let mut body = shallow::query(body, &mut fresh)?;
    behind_variables::in_body(&mut body, &compiled.rules);
    Ok(CompiledQuery { body, variables, values, fresh })
}

/// Gives the value of each statement that has one a variable. One expression alone may well be false; any other has
/// to hold, which is asked for at the end.
fn capture(body: &mut Body, rules: &Rules, is_checked: bool, fresh: &mut Fresh) -> Vec<(tree::Span, String)> {
    let mut values = Vec::new();
    for expr in body.iter_mut() {
        if expr.negated {
            continue;
        }
        let name = match &mut expr.kind {
            ExprKind::Term(term) => {
                let name = fresh.wildcard();
                let value = std::mem::replace(term, Term::bool(expr.span, true));
                let left = Term::var(expr.span, name.clone());
                expr.kind = ExprKind::Unify { left, right: value, assignment: false };
                name
            }
            ExprKind::Call { callee, args, output: output @ None } if gives_a_value(callee, args, rules) => {
                let name = fresh.wildcard();
                *output = Some(Term::var(expr.span, name.clone()));
                name
            }
            _ => continue,
        };
        values.push((expr.span, name));
    }
    if is_checked {
        let check = |(span, name): &(tree::Span, String)| {
            Expr::new(*span, ExprKind::Term(Term::var(*span, name.clone())))
        };
        body.extend(values.iter().map(check));
    }
    values
}

fn gives_a_value(callee: &Callee, args: &[Term], rules: &Rules) -> bool {
    if let Callee::Builtin(name) = callee
        && (name == "eq"
            || crate::builtins::signature(name).is_none_or(|signature| signature.result.is_none()))
    {
        return false;
    }
    rules.arity(callee) == Some(args.len())
}

/// Whether a query can have several answers: an index in it is a variable, or a built-in is a relation.
fn iterates(body: &Body) -> bool {
    body.iter().any(in_expr)
}

fn in_expr(expr: &Expr) -> bool {
    let in_kind = match &expr.kind {
        ExprKind::Term(term) => in_term(term),
        ExprKind::Call { callee, args, output } => {
            is_relation(callee) || args.iter().chain(output).any(in_term)
        }
        ExprKind::Unify { left, right, .. } => in_term(left) || in_term(right),
        ExprKind::Every { domain, body, .. } => in_term(domain) || iterates(body),
        ExprKind::Not { body, .. } => iterates(body),
        ExprKind::Logic { left, right, .. } => iterates(&left.body) || iterates(&right.body),
    };
    in_kind || expr.with.iter().any(|modifier| in_term(&modifier.value))
}

fn in_term(term: &Term) -> bool {
    match &term.kind {
        TermKind::Ref(parts) => {
            parts.iter().skip(1).any(|part| part.as_var().is_some()) || parts.iter().any(in_term)
        }
        TermKind::Call { callee, args } => is_relation(callee) || args.iter().any(in_term),
        TermKind::Array(items) | TermKind::Set(items) => items.iter().any(in_term),
        TermKind::Object(fields) => fields.iter().any(|(key, value)| in_term(key) || in_term(value)),
        _ => false,
    }
}

fn is_relation(callee: &Callee) -> bool {
    match callee {
        Callee::Builtin(name) => crate::builtins::signature(name).is_some_and(|signature| signature.relation),
        Callee::Rule(_) => false,
    }
}

/// Whether a query looks at `data` as a whole, or behind an index that is only known when it is evaluated.
pub(crate) fn reads_all_data(body: &Body) -> bool {
    recursion::reads_all_data(body)
}

/// The rules that a query names.
pub(crate) fn named_by(body: &Body, rules: &Rules) -> BTreeSet<usize> {
    recursion::named_by(body, rules)
}

/// The variables that a query itself binds, those of its closures left out.
pub(crate) fn bound_by(body: &Body) -> Names {
    let mut names = Names::new();
    variables::of_body(body, variables::OPEN, &mut names);
    names
}
