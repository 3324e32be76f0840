//! Arguments that cannot be what a built-in takes, and references that can lead to nothing, where literals and the
//! declarations of built-ins prove it.

mod known;

use crate::builtins::{self, Type};
use crate::compile::core::{
    Body, Callee, Expr, ExprKind, Names, Rule, Scalar, Term, TermKind, is_generated, is_wildcard,
};
use crate::compile::problem::{Problem, TYPE};
use crate::compile::rules::Rules;
use crate::compile::variables::{self, OPEN};
use crate::syntax::tree::Span;
use known::{Known, learn, of};

struct Found<'a> {
    rules: &'a Rules,
    problems: Vec<Problem>,
}

impl Found<'_> {
    fn problem(&mut self, span: Span, message: String) {
        self.problems.push(Problem::new(TYPE, span, message));
    }

    /// The function that a reference names instead of calling it.
    fn function(&self, path: &[Term]) -> Option<Callee> {
        path.first().and_then(Term::as_var).filter(|root| *root == "data")?;
        let names = path.iter().map_while(|part| part.as_str().or(part.as_var()));
        let names: Vec<String> = names.map(str::to_owned).collect();
        (2..=names.len()).find_map(|length| {
            let callee = Callee::Rule(names.get(..length)?.to_vec());
            self.rules.arity(&callee).map(|_| callee)
        })
    }
}

pub(crate) fn rule(rule: &Rule, rules: &Rules) -> Vec<Problem> {
    let mut found = Found { rules, problems: Vec::new() };
    for branch in &rule.branches {
        body(&branch.body, &mut Known::new(), &mut found);
    }
    found.problems
}

pub(crate) fn query(query: &Body, rules: &Rules) -> Vec<Problem> {
    let mut found = Found { rules, problems: Vec::new() };
    body(query, &mut Known::new(), &mut found);
    found.problems
}

fn body(body: &Body, known: &mut Known, found: &mut Found<'_>) {
    for one in body {
        expr(one, known, found);
        // What an expression binds without a known type may be anything from there on.
        let mut names = Names::new();
        variables::of_expr(one, OPEN, &mut names);
        for name in names {
            known.entry(name).or_insert(Type::Any);
        }
    }
}

fn expr(expr: &Expr, known: &mut Known, found: &mut Found<'_>) {
    match &expr.kind {
        ExprKind::Term(term) => inside(term, known, found),
        ExprKind::Unify { left, right, .. } => {
            inside(left, known, found);
            inside(right, known, found);
            let types = (of(left, known), of(right, known));
            if !types.0.overlaps(&types.1) {
                let message = format!("match error\n\tleft  : {}\n\tright : {}", types.0, types.1);
                found.problem(expr.span, message);
            }
            for (side, other) in [(left, &types.1), (right, &types.0)] {
                // OPA does not look into a scalar that a reference is put on.
                let is_head = side.as_var().is_some_and(is_generated) && left.is_scalar() | right.is_scalar();
                if !expr.negated && !is_head {
                    learn(known, side, other);
                }
            }
        }
        ExprKind::Call { callee, args, output } => {
            args.iter().for_each(|arg| inside(arg, known, found));
            let Callee::Builtin(name) = callee else {
                return;
            };
            let Some(signature) = builtins::signature(name) else {
                return;
            };
            let have: Vec<Type> = args.iter().map(|arg| of(arg, known)).collect();
            if let Some((element, collection)) = member(name, &have)
                && !holds_empty_set(&collection)
                && !element.overlaps(&collection)
            {
                let message = format!("match error\n\tleft  : {element}\n\tright : {collection}");
                found.problem(expr.span, message);
            }
            if have.iter().zip(&signature.args).any(|(have, want)| !have.overlaps(want)) {
                let list = |types: &[Type]| types.iter().map(Type::to_string).collect::<Vec<_>>().join(", ");
                let message = format!(
                    "{name}: invalid argument(s)\n\thave: ({})\n\twant: ({})",
                    list(&have),
                    list(&signature.args)
                );
                found.problem(expr.span, message);
            }
            if let (Some(output), Some(result), false) = (output, &signature.result, signature.relation) {
                learn(known, output, result);
            }
        }
        ExprKind::Every { .. } | ExprKind::Not { .. } | ExprKind::Logic { .. } => {
            only_named(expr, known, found);
        }
    }
}

/// What OPA looks at in a statement with bodies of its own: references and comprehensions, by what is known outside.
fn only_named(expr: &Expr, known: &Known, found: &mut Found<'_>) {
    let mut all = |body: &Body| body.iter().for_each(|expr| only_named(expr, known, found));
    match &expr.kind {
        ExprKind::Not { body, .. } => all(body),
        ExprKind::Logic { left, right, .. } => {
            all(&left.body);
            all(&right.body);
        }
        ExprKind::Every { domain, body, .. } => {
            all(body);
            inside(domain, known, found);
        }
        ExprKind::Term(term) => inside(term, known, found),
        ExprKind::Unify { left, right, .. } => {
            inside(left, known, found);
            inside(right, known, found);
        }
        ExprKind::Call { args, .. } => args.iter().for_each(|arg| inside(arg, known, found)),
    }
}

/// What `in` looks for, and what its collection holds.
fn member(name: &str, have: &[Type]) -> Option<(Type, Type)> {
    let (element, collection) = match (name, have) {
        ("internal.member_2", [element, collection]) | ("internal.member_3", [_, element, collection]) => {
            (element, collection)
        }
        _ => return None,
    };
    let held = match collection {
        Type::Array { items, rest } => {
            let mut held: Vec<Type> = items.clone();
            held.extend(rest.iter().map(|rest| (**rest).clone()));
            if held.is_empty() {
                return None;
            }
            Type::AnyOf(held)
        }
        Type::Set(Some(held)) => (**held).clone(),
        _ => return None,
    };
    Some((element.clone(), held))
}

/// OPA takes a type with an empty set in it for one that it does not know yet.
fn holds_empty_set(of: &Type) -> bool {
    match of {
        Type::Set(None) => true,
        Type::Set(Some(of)) => holds_empty_set(of),
        Type::AnyOf(types) => types.iter().any(holds_empty_set),
        Type::Array { items, rest } => items.iter().chain(rest.as_deref()).any(holds_empty_set),
        Type::Object { fields, rest } => {
            fields.iter().any(|(_, of)| holds_empty_set(of))
                || rest.as_deref().is_some_and(|(key, of)| holds_empty_set(key) || holds_empty_set(of))
        }
        Type::Any | Type::Null | Type::Boolean | Type::Number | Type::String => false,
    }
}

/// References that lead to nothing, and what is wrong in comprehensions, which have bodies too.
fn inside(term: &Term, known: &Known, found: &mut Found<'_>) {
    match &term.kind {
        TermKind::Comprehension(comprehension) => body(&comprehension.body, &mut known.clone(), found),
        TermKind::Ref(parts) => {
            parts.iter().for_each(|part| inside(part, known, found));
            // What `some … in` walks over OPA's checker does not look at where it is no document.
            let is_walk = parts.first().and_then(Term::as_var).is_some_and(is_generated);
            if !is_walk && known::behind(parts, known).is_none() {
                found.problem(term.span, format!("undefined ref: {}", written(parts)));
            } else if let Some(function) = found.function(parts) {
                found.problem(term.span, format!("function {function} used as reference, not called"));
            }
        }
        TermKind::Array(parts) | TermKind::Set(parts) => {
            parts.iter().for_each(|part| inside(part, known, found));
        }
        TermKind::Object(fields) => fields.iter().for_each(|(key, value)| {
            inside(key, known, found);
            inside(value, known, found);
        }),
        _ => {}
    }
}

/// A reference as a policy writes it, as far as its parts are names and scalars.
fn written(path: &[Term]) -> String {
    let is_plain = |name: &str| {
        !name.starts_with(|c: char| c.is_ascii_digit())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let mut text = String::new();
    for (index, part) in path.iter().enumerate() {
        match &part.kind {
            TermKind::Scalar(Scalar::String(name)) if is_plain(name) => text.push_str(&format!(".{name}")),
            TermKind::Scalar(Scalar::String(name)) => text.push_str(&format!("[{name:?}]")),
            TermKind::Scalar(Scalar::Number(number)) => text.push_str(&format!("[{number}]")),
            TermKind::Var(name) if index == 0 => text.push_str(name),
            TermKind::Var(name) if !is_wildcard(name) && !is_generated(name) => {
                text.push_str(&format!("[{name}]"));
            }
            _ => text.push_str("[_]"),
        }
    }
    text
}
