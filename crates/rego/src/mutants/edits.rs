//! The faults that are put into a rule.

use crate::module::Source;
use crate::syntax::tree::{Else, Function, Operator, Rule, Span, Statement, StatementKind, Term, TermKind};
use crate::syntax::walk::{self, Node};

/// A text in place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) operator: &'static str,
    pub(super) span: Span,
    pub(super) text: String,
    /// Where what is shown stands, where that is not what is replaced.
    pub(super) at: Option<Span>,
    /// What is shown, where that is not what is replaced.
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

impl Edit {
    fn new(operator: &'static str, span: Span, text: impl Into<String>) -> Edit {
        Edit { operator, span, text: text.into(), at: None, before: None, after: None }
    }
}

/// Infix operators and what stands for them.
const OPERATORS: [(Operator, &str, &[&str]); 12] = [
    (Operator::Equal, "comparison", &["!="]),
    (Operator::NotEqual, "comparison", &["=="]),
    (Operator::Less, "comparison", &["<=", ">="]),
    (Operator::LessOrEqual, "comparison", &["<", ">"]),
    (Operator::Greater, "comparison", &[">=", "<="]),
    (Operator::GreaterOrEqual, "comparison", &[">", "<"]),
    (Operator::Plus, "arithmetic", &["-"]),
    (Operator::Minus, "arithmetic", &["+"]),
    (Operator::Times, "arithmetic", &["/"]),
    (Operator::Divide, "arithmetic", &["*"]),
    (Operator::Intersection, "set operator", &["|"]),
    (Operator::Union, "set operator", &["&"]),
];

/// Built-ins and what stands for them.
const CALLS: [(&str, &str); 16] = [
    ("contains", "startswith"),
    ("startswith", "contains"),
    ("endswith", "contains"),
    ("trim_prefix", "trim_suffix"),
    ("trim_suffix", "trim_prefix"),
    ("trim_left", "trim_right"),
    ("trim_right", "trim_left"),
    ("lower", "upper"),
    ("upper", "lower"),
    ("min", "max"),
    ("max", "min"),
    ("ceil", "floor"),
    ("floor", "ceil"),
    ("object.union", "object.remove"),
    ("strings.any_prefix_match", "strings.any_suffix_match"),
    ("strings.any_suffix_match", "strings.any_prefix_match"),
];

/// The faults of a rule that has as many definitions.
pub(super) fn of_rule(source: &Source, rule: &Rule, definitions: usize) -> Vec<Edit> {
    let mut edits = Vec::new();
    if definitions > 1 && !rule.is_default {
        let head = first_line(source.slice(rule.span));
        edits.push(Edit {
            before: Some(head),
            after: Some("nothing".to_owned()),
            ..Edit::new("drop a definition", rule.span, "")
        });
    }
    rule.elses.iter().for_each(|other| edits.push(dropped_else(source, other)));
    let mut limits = Vec::new();
    walk::rule(rule, &mut |node| match node {
        Node::Statement(statement) => of_statement(source, statement, &mut edits),
        Node::Term(term) => {
            limits.extend(limit_of_one(source, term));
            of_term(source, term, &mut edits);
        }
    });
    edits.retain(|edit| !limits.contains(&edit.span));
    edits
}

/// Where `regex.find_…` is asked for one match: of more, those who ask so read the first.
fn limit_of_one(source: &Source, term: &Term) -> Option<Span> {
    let TermKind::Call { function: Function::Named(name), args } = &term.kind else {
        return None;
    };
    let limit = args.last()?;
    let is_one = matches!(&limit.kind, TermKind::Number(text) if text == "1");
    (is_one && source.slice(name.span).starts_with("regex.find_")).then_some(limit.span)
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

fn dropped_else(source: &Source, other: &Else) -> Edit {
    Edit {
        before: Some(first_line(source.slice(other.span))),
        after: Some("nothing".to_owned()),
        ..Edit::new("drop an else", other.span, "")
    }
}

fn of_statement(source: &Source, statement: &Statement, edits: &mut Vec<Edit>) {
    let text = source.slice(statement.span);
    match &statement.kind {
        StatementKind::Expr(expr) => {
            if is_binding(expr) || is_print(expr) {
                return;
            }
            edits.push(Edit::new("drop a condition", statement.span, "true"));
            if !matches!(expr.kind, TermKind::Call { function: Function::Operator(_), .. })
                || is_membership(expr)
            {
                edits.push(Edit::new("negation", statement.span, format!("not {text}")));
            }
        }
        StatementKind::Not(_) => {
            edits.push(Edit::new("drop a condition", statement.span, "true"));
            if let Some(rest) = text.strip_prefix("not") {
                edits.push(Edit::new("negation", statement.span, rest.trim_start()));
            }
        }
        StatementKind::NotBody { .. } | StatementKind::Every { .. } => {
            edits.push(Edit::new("drop a condition", statement.span, "true"));
        }
        StatementKind::Some(_) | StatementKind::SomeIn { .. } => {}
    }
}

/// `x := y`, `x = y`: without it a variable has no value.
fn is_binding(expr: &Term) -> bool {
    matches!(
        expr.kind,
        TermKind::Call { function: Function::Operator(Operator::Assign | Operator::Unify), .. }
    )
}

fn is_membership(expr: &Term) -> bool {
    matches!(
        expr.kind,
        TermKind::Call { function: Function::Operator(Operator::In | Operator::InWithKey), .. }
    )
}

fn is_print(expr: &Term) -> bool {
    match &expr.kind {
        TermKind::Call { function: Function::Named(name), .. } => {
            matches!(&name.kind, TermKind::Var(name) if name == "print")
        }
        _ => false,
    }
}

fn of_term(source: &Source, term: &Term, edits: &mut Vec<Edit>) {
    match &term.kind {
        TermKind::Bool(value) => {
            edits.push(Edit::new("constant", term.span, if *value { "false" } else { "true" }));
        }
        TermKind::Number(text) => {
            let other = match text.parse::<i64>() {
                Ok(number) => number.saturating_add(1).to_string(),
                Err(_) => "0".to_owned(),
            };
            edits.push(Edit::new("constant", term.span, other));
        }
        TermKind::String(text) => {
            let other = if text.is_empty() { "mutated" } else { "" };
            // What is written behind a dot has no quotes.
            if source.slice(term.span).starts_with(['"', '`']) {
                edits.push(Edit::new("constant", term.span, format!("\"{other}\"")));
            }
        }
        TermKind::Call { function: Function::Operator(operator), args } => {
            infix(source, *operator, args, edits);
        }
        TermKind::Call { function: Function::Named(name), .. } => {
            let text = source.slice(name.span);
            let others = CALLS.iter().filter(|(from, _)| *from == text);
            edits.extend(others.map(|(_, to)| Edit::new("built-in", name.span, *to)));
        }
        TermKind::Array(items) | TermKind::Set(items) => {
            let spans: Vec<Span> = items.iter().map(|item| item.span).collect();
            removed(source, &spans, edits);
        }
        TermKind::Object(fields) => {
            let spans: Vec<Span> = fields
                .iter()
                .map(|(key, value)| Span { start: key.span.start, end: value.span.end })
                .collect();
            removed(source, &spans, edits);
        }
        _ => {}
    }
}

fn infix(source: &Source, operator: Operator, args: &[Term], edits: &mut Vec<Edit>) {
    let [left, right] = args else {
        return;
    };
    let between = Span { start: left.span.end, end: right.span.start };
    let text = source.slice(between);
    // A closing bracket of the left side may stand before it.
    let Some(at) = text.find(operator.symbol()).and_then(|at| u32::try_from(at).ok()) else {
        return;
    };
    let start = between.start + at;
    let length = u32::try_from(operator.symbol().len()).unwrap_or_default();
    let others = OPERATORS.iter().filter(|(own, ..)| *own == operator);
    for (_, name, others) in others {
        let span = Span { start, end: start + length };
        edits.extend(others.iter().map(|other| Edit::new(name, span, *other)));
    }
}

/// Each of a list taken out.
fn removed(source: &Source, items: &[Span], edits: &mut Vec<Edit>) {
    for (index, item) in items.iter().enumerate() {
        let next = items.get(index + 1);
        let previous = index.checked_sub(1).and_then(|index| items.get(index));
        let span = match (next, previous) {
            (Some(next), _) => Span { start: item.start, end: next.start },
            (None, Some(previous)) => Span { start: previous.end, end: item.end },
            (None, None) => *item,
        };
        edits.push(Edit {
            at: Some(*item),
            before: Some(source.slice(*item).to_owned()),
            after: Some("nothing".to_owned()),
            ..Edit::new("drop an element", span, "")
        });
    }
}
