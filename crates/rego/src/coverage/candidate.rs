//! What of a module can be evaluated.

use crate::module::Module;
use crate::syntax::tree::{Head, HeadKind, Rule, Span, Statement, StatementKind, TermKind};
use crate::syntax::walk::{self, Node};

/// Something that can be evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate {
    /// What the text says when it is.
    pub(super) said_by: Span,
    /// What is shown of it.
    pub(super) shown: Span,
    /// The rule, of which it is the head.
    pub(super) rule: Option<usize>,
}

/// The heads and statements of a module.
pub(super) fn of_module(module: &Module) -> Vec<Candidate> {
    let mut found = Vec::new();
    for (index, rule) in module.tree.rules.iter().enumerate() {
        found.push(Candidate { said_by: rule.span, shown: head(rule), rule: Some(index) });
        for other in &rule.elses {
            /// `else`.
            const WORD: u32 = 4;
            let end = other.value.as_ref().map_or(other.span.start + WORD, |value| value.span.end);
            let shown = Span { start: other.span.start, end };
            found.push(Candidate { said_by: other.span, shown, rule: None });
        }
        walk::rule(rule, &mut |node| {
            if let Node::Statement(statement) = node
                && is_evaluated(statement)
            {
                found.push(Candidate { said_by: statement.span, shown: statement.span, rule: None });
            }
        });
    }
    found
}

/// A declaration is no expression; as in OPA, that of `some … in` is told where it was evaluated, and never missed.
fn is_evaluated(statement: &Statement) -> bool {
    !matches!(statement.kind, StatementKind::Some(_) | StatementKind::SomeIn { .. })
}

/// From the first word to the value.
fn head(rule: &Rule) -> Span {
    let value = match &rule.head.kind {
        HeadKind::Value(value) => value.as_ref(),
        HeadKind::Contains(element) => Some(element),
    };
    let end = value.map_or(rule.head.span.end, |value| value.span.end.max(rule.head.span.end));
    Span { start: rule.span.start, end }
}

/// The names that lead to a rule in its package.
pub(crate) fn path(head: &Head) -> Vec<String> {
    let names = head.reference.iter().map_while(|part| match &part.kind {
        TermKind::Var(name) | TermKind::String(name) => Some(name.clone()),
        _ => None,
    });
    names.collect()
}
