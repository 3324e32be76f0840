//! Rules that are written as a statement: `p := 1`, `f(x) = y`, and in version 0 `p[x]`.

use super::super::builtin_names::is_builtin;
use super::super::parser::{Draft, Item, is_document, is_empty_set, name_of};
use super::super::tree::{
    Body, Function, Head, HeadKind, Operator, Rule, Span, Statement, StatementKind, Term, TermKind,
};

/// The rule that a statement at the top of a module defines.
pub(super) fn rule(body: Body, text: &str) -> Result<Draft, String> {
    let mut statements = body.statements.into_iter();
    let (Some(statement), None) = (statements.next(), statements.next()) else {
        return Err("multiple expressions cannot be used for rule head".to_owned());
    };
    let Statement { span, kind, with } = statement;
    if !with.is_empty() {
        return Err("expressions using with keyword cannot be used for rule head".to_owned());
    }
    match kind {
        StatementKind::Not(_) => Err("negated expressions cannot be used for rule head".to_owned()),
        StatementKind::Some(_) | StatementKind::SomeIn { .. } => {
            Err("'some' declarations cannot be used for rule head".to_owned())
        }
        StatementKind::Every { .. } | StatementKind::NotBody { .. } => Err(NO_HEAD.to_owned()),
        StatementKind::Expr(term) => of_term(term, span, text),
    }
}

const NO_HEAD: &str = "expression cannot be used for rule head";

fn of_term(term: Term, span: Span, text: &str) -> Result<Draft, String> {
    let is_set = is_empty_set(&term);
    match term.kind {
        TermKind::Logic { .. } => Err(NO_HEAD.to_owned()),
        TermKind::Call { function, args } if !is_set => of_call(function, args, span, text),
        TermKind::Ref { head, mut operands } => {
            variable(&head, term.span, text)?;
            if operands.len() > 1 {
                let mut reference = vec![*head];
                reference.append(&mut operands);
                return Ok(draft(span, reference, None, HeadKind::Value(None), true));
            }
            let Some(key) = operands.pop() else { return Err(NO_HEAD.to_owned()) };
            Ok(draft(span, vec![*head], None, HeadKind::Contains(key), false))
        }
        TermKind::Var(ref name) if is_document(name) => Err("refs cannot be used for rule head".to_owned()),
        _ => Err(no_name(&term)),
    }
}

fn of_call(function: Function, args: Vec<Term>, span: Span, text: &str) -> Result<Draft, String> {
    let name = match &function {
        Function::Operator(operator) => operator.builtin().to_owned(),
        Function::Named(name) => slice(text, name.span).to_owned(),
    };
    if name == "eq" || name == "assign" {
        let mut args = args.into_iter();
        let (Some(left), Some(right)) = (args.next(), args.next()) else {
            return Err("assignment requires two operands".to_owned());
        };
        return of_value(left, right, span, text);
    }
    if is_builtin(&name) {
        return Err("rule name conflicts with built-in function".to_owned());
    }
    let Function::Named(name) = function else { return Err(NO_HEAD.to_owned()) };
    if args.is_empty() {
        return Err("rule argument list must take at least one argument".to_owned());
    }
    let reference = path(*name, text)?;
    Ok(draft(span, reference, Some(args), HeadKind::Value(None), false))
}

/// `left := right`, `left = right`.
fn of_value(left: Term, right: Term, span: Span, text: &str) -> Result<Draft, String> {
    let is_set = is_empty_set(&left);
    let (reference, args) = match left.kind {
        TermKind::Var(_) | TermKind::Ref { .. } => (path(left, text)?, None),
        TermKind::Call { function: Function::Named(name), args } if !is_set => {
            (path(*name, text).map_err(|_| "call cannot be used for rule name")?, Some(args))
        }
        // As in OPA, `a + b = c` defines a function named `plus`.
        TermKind::Call { function: Function::Operator(operator), args } => {
            (operator_path(operator, left.span), Some(args))
        }
        _ => return Err(no_name(&left)),
    };
    Ok(draft(span, reference, args, HeadKind::Value(Some(right)), false))
}

fn operator_path(operator: Operator, span: Span) -> Vec<Term> {
    let mut names = operator.builtin().split('.').map(str::to_owned);
    let head = names.next().map(TermKind::Var);
    let fields = names.map(TermKind::String);
    head.into_iter().chain(fields).map(|kind| Term { span, kind }).collect()
}

fn path(term: Term, text: &str) -> Result<Vec<Term>, String> {
    match term.kind {
        TermKind::Ref { head, operands } => {
            variable(&head, term.span, text)?;
            let mut path = vec![*head];
            path.extend(operands);
            Ok(path)
        }
        TermKind::Var(_) => Ok(vec![term]),
        _ => Err(invalid(term.span, text)),
    }
}

fn variable(head: &Term, whole: Span, text: &str) -> Result<(), String> {
    if matches!(head.kind, TermKind::Var(_)) { Ok(()) } else { Err(invalid(whole, text)) }
}

fn invalid(span: Span, text: &str) -> String {
    format!("invalid rule head: {}", slice(text, span))
}

fn no_name(term: &Term) -> String {
    format!("{} cannot be used for rule name", name_of(term))
}

fn slice(text: &str, span: Span) -> &str {
    let (Ok(start), Ok(end)) = (usize::try_from(span.start), usize::try_from(span.end)) else { return "" };
    text.get(start..end).unwrap_or_default()
}

fn draft(
    span: Span,
    reference: Vec<Term>,
    args: Option<Vec<Term>>,
    kind: HeadKind,
    implied_value: bool,
) -> Draft {
    let head = Head { span, reference, args, kind };
    let rule = Rule { span, is_default: false, head, body: None, elses: Vec::new() };
    Draft { rule, has_if: false, has_contains: false, implied_value, else_bodies: Vec::new() }
}

/// The keyword of a head that version 0 reads as a name, when an item is nothing but that name: `p if …`
/// is `p` and then a rule named `if` there.
pub(super) fn keyword_of(item: &Item, text: &str) -> Option<&'static str> {
    let name = match item {
        Item::Rule(draft) => match draft.rule.head.reference.as_slice() {
            [only] => slice(text, only.span),
            _ => return None,
        },
        Item::Body(body) => match body.statements.as_slice() {
            [Statement { kind: StatementKind::Expr(Term { kind: TermKind::Var(name), .. }), .. }] => name,
            _ => return None,
        },
        _ => return None,
    };
    match name {
        "if" => Some("if"),
        "contains" => Some("contains"),
        _ => None,
    }
}

/// What the error adds.
pub(super) fn hint(keyword: &str) -> &'static str {
    match keyword {
        "if" => " (hint: `import future.keywords.if` for `p if { ... }` rules)",
        _ => " (hint: `import future.keywords.contains` for `p contains x` rules)",
    }
}
