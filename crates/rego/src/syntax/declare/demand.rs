//! What version 1 demands of a rule's spelling.

use super::super::error::SyntaxError;
use super::super::keywords::is_reserved;
use super::super::parser::Draft;
use super::super::tree::{HeadKind, TermKind, Version};

/// What a rule's spelling lacks, in OPA's order.
pub(super) fn faults(draft: &Draft) -> Vec<SyntaxError> {
    let rule = &draft.rule;
    let head = &rule.head;
    let what = if head.args.as_ref().is_some_and(|args| !args.is_empty()) { "function" } else { "rule" };
    let mut faults = Vec::new();
    if let [only] = head.reference.as_slice()
        && let TermKind::Var(name) = &only.kind
        && is_reserved(name, Version::V1)
    {
        faults.push(format!("{name} keyword cannot be used for rule name"));
    }
    if rule.body.is_none() && draft.implied_value && !rule.is_default {
        faults.push(format!("{what} must have value assignment and/or body declaration"));
    }
    let lacks_if = format!("`if` keyword is required before {what} body");
    if rule.body.is_some() && !draft.has_if {
        faults.push(lacks_if.clone());
    }
    if matches!(head.kind, HeadKind::Contains(_)) && !draft.has_contains {
        faults.push("`contains` keyword is required for partial set rules".to_owned());
    }
    let at_rule = faults.into_iter().map(|message| SyntaxError { at: rule.span, message, is_token: false });
    let at_else = draft.else_bodies.iter().filter(|(_, has_if)| !has_if).map(|(at, _)| SyntaxError {
        at: *at,
        message: lacks_if.clone(),
        is_token: false,
    });
    at_rule.chain(at_else).collect()
}
