//! Puts in place of `rego.metadata.chain()` and `rego.metadata.rule()` what the annotations say of the rule that the
//! call stands in.
//!
//! Blocks are only read where one of the two is called: then all of them, in all modules.

mod attach;
mod calls;
mod fields;
mod resource;
mod schema;
mod scopes;
#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::annotation::block;
use crate::compile::core::{Expr, ExprKind, Fresh, Rule, Scalar, Term, TermKind};
use crate::compile::problem::Problem;
use crate::syntax::tree::{self, Span};
use calls::Call;
use scopes::Annotations;

/// Replaces the calls in rules, of the modules at the indices given.
pub(crate) fn replace(
    rules: &mut [(usize, Rule, Fresh)],
    modules: &[&tree::Module],
    texts: &[&str],
) -> Vec<(usize, Problem)> {
    // What is written in another way is refused with the calls that do not exist.
    let may_call = |text: &&str| text.contains("rego.metadata") || text.contains("rego[");
    if !texts.iter().any(may_call) || !rules.iter_mut().any(|(_, rule, _)| calls::are_in(rule)) {
        return Vec::new();
    }
    let mut problems = Vec::new();
    let mut attached = Vec::new();
    let mut first = 0;
    for (index, (module, text)) in modules.iter().zip(texts).enumerate() {
        let head = attach::head(module, text);
        for block in block::blocks(text, &module.comments) {
            let read =
                fields::read(&block.yaml).and_then(|one| attach::attach(one, block.span, module, head));
            match read {
                Ok(one) => attached.push((index, first, one)),
                Err((code, message)) => problems.push((index, Problem::new(code, block.span, message))),
            }
        }
        first += module.rules.len();
    }
    if !problems.is_empty() {
        return problems;
    }
    let mut annotations = Annotations::default();
    for (index, first, one) in attached {
        let package = modules.get(index).map(|module| package(module)).unwrap_or_default();
        let path = |rule: usize| rules.get(first + rule).map(|(_, rule, _)| ground(rule)).unwrap_or_default();
        problems.extend(annotations.add(one, first, &package, path).err().map(|problem| (index, problem)));
    }
    if !problems.is_empty() {
        return problems;
    }
    for (number, (index, rule, _)) in rules.iter_mut().enumerate() {
        let package = modules.get(*index).map(|module| package(module)).unwrap_or_default();
        let path = ground(rule);
        calls::each(rule, &mut |branch, call, expr| {
            // To OPA an `else` is a rule that nothing stands above.
            let number = (branch == 0).then_some(number);
            let value = match call {
                Call::Chain => annotations.chain(number, &path, &package),
                Call::Rule => annotations.rule(number),
            };
            put(expr, &value);
        });
    }
    problems
}

/// The value in place of a call. A negation and modifiers go with the call, as in OPA.
fn put(expr: &mut Expr, value: &Value) {
    let value = literal(expr.span, value);
    let output = match &mut expr.kind {
        ExprKind::Call { args, output, .. } => args.drain(..).next().or_else(|| output.take()),
        _ => None,
    };
    let kind = match output {
        Some(left) => ExprKind::Unify { left, right: value, assignment: false },
        None => ExprKind::Term(value),
    };
    *expr = Expr::new(expr.span, kind);
}

fn literal(span: Span, value: &Value) -> Term {
    let kind = match value {
        Value::Null => TermKind::Scalar(Scalar::Null),
        Value::Bool(flag) => TermKind::Scalar(Scalar::Bool(*flag)),
        Value::Number(number) => TermKind::Scalar(Scalar::Number(number.to_string())),
        Value::String(text) => TermKind::Scalar(Scalar::String(text.clone())),
        Value::Array(items) => TermKind::Array(items.iter().map(|item| literal(span, item)).collect()),
        Value::Object(fields) => TermKind::Object(
            fields
                .iter()
                .map(|(key, value)| (Term::string(span, key.clone()), literal(span, value)))
                .collect(),
        ),
    };
    Term::new(span, kind)
}

/// The path of a rule below `data`, as far as nothing in it varies.
fn ground(rule: &Rule) -> Vec<Scalar> {
    let scalar = |part: &Term| match &part.kind {
        TermKind::Scalar(scalar) => Some(scalar.clone()),
        _ => None,
    };
    rule.reference.iter().skip(1).map_while(scalar).collect()
}

fn package(module: &tree::Module) -> Vec<Scalar> {
    module.package.iter().cloned().map(Scalar::String).collect()
}
