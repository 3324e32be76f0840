//! The head of a rule.

use super::super::declare::is_ground;
use super::super::token::Kind;
use super::super::tree::{Function, Head, HeadKind, Span, Term, TermKind};
use super::Parser;
use super::infix::Comma;
use super::reference::{is_document, is_empty_set};

/// A head, as it is written.
pub(super) struct WrittenHead {
    pub(super) span: Span,
    pub(super) reference: Vec<Term>,
    pub(super) args: Option<Vec<Term>>,
    /// After `contains`.
    pub(super) key: Option<Term>,
    pub(super) value: Option<Term>,
}

impl WrittenHead {
    fn is_function(&self) -> bool {
        self.args.as_ref().is_some_and(|args| !args.is_empty())
    }

    /// Not `p[x]`, which is a set or an object by what follows.
    pub(super) fn implies_value(&self) -> bool {
        self.key.is_none() && self.value.is_none() && (self.reference.len() != 2 || self.is_function())
    }

    /// Whether OPA takes the bracket of `p[x]` for a key.
    pub(super) fn acts_by_key(&self, has_if: bool) -> bool {
        let Some(last) = self.reference.get(1).filter(|_| self.reference.len() == 2) else { return false };
        match has_if {
            true => {
                let is_reference = matches!(last.kind, TermKind::Ref { .. })
                    || matches!(&last.kind, TermKind::Var(name) if is_document(name));
                (!is_ground(last) || is_reference) && self.args.as_ref().is_none_or(Vec::is_empty)
            }
            false => !self.is_function(),
        }
    }

    /// What the head defines, by whether `if` follows: without it, `p[x]` is a set.
    pub(super) fn settled(mut self, has_if: bool) -> Head {
        let is_set = self.key.is_none() && self.value.is_none() && !has_if && self.acts_by_key(false);
        if is_set {
            self.key = self.reference.pop();
        }
        let kind = match self.key {
            Some(key) => HeadKind::Contains(key),
            None => HeadKind::Value(self.value),
        };
        Head { span: self.span, reference: self.reference, args: self.args, kind }
    }
}

fn is_infix(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Plus
            | Kind::Minus
            | Kind::Times
            | Kind::Divide
            | Kind::Remainder
            | Kind::Ampersand
            | Kind::Pipe
            | Kind::Equal
            | Kind::NotEqual
            | Kind::Greater
            | Kind::GreaterOrEqual
            | Kind::Less
            | Kind::LessOrEqual
    )
}

impl Parser<'_> {
    pub(super) fn head(&mut self, is_default: bool) -> Option<WrittenHead> {
        let start = self.start();
        let name = self.variable();
        self.advance();
        if !self.token().spaced && is_infix(self.kind) {
            self.unexpected("");
        }
        let Some(term) = self.links_of_head(name) else {
            self.unexpected("expected rule head name");
            return None;
        };
        let spelling = self.slice(term.span);
        if is_empty_set(&term) {
            return None;
        }
        let (reference, args) = match term.kind {
            TermKind::Call { function: Function::Named(name), args } => (self.path(*name)?, Some(args)),
            _ => (self.path(term)?, None),
        };
        let mut head = WrittenHead { span: Span::default(), reference, args, key: None, value: None };
        match self.kind {
            Kind::Contains => {
                let name = self.head_name(spelling, &head);
                if head.args.is_some() {
                    self.unexpected(&format!(
                        "the contains keyword can only be used with multi-value rule definitions (e.g., \
                         {name} contains <VALUE> {{ ... }})"
                    ));
                }
                self.advance();
                head.key = self.infix(Comma::BeforeValue);
                if head.key.is_none() {
                    self.unexpected(&format!(
                        "expected rule key term (e.g., {name} contains <VALUE> {{ ... }})"
                    ));
                    return None;
                }
            }
            Kind::Unify | Kind::Assign => {
                let assigns = self.kind == Kind::Assign;
                self.advance();
                head.value = self.infix(Comma::BeforeValue);
                if head.value.is_none() {
                    let name = self.head_name(spelling, &head);
                    self.unexpected(&match (assigns, head.is_function(), is_default) {
                        (false, ..) => format!("expected rule value term (e.g., {name}[%!s(*ast.Term=<nil>)] = <VALUE> {{ ... }})"),
                        (true, true, _) => format!("expected function value term (e.g., {name}(...) := <VALUE> {{ ... }})"),
                        (true, false, true) => format!("expected default rule value term (e.g., default {name} := <VALUE>)"),
                        (true, false, false) => format!("expected rule value term (e.g., {name} := <VALUE> {{ ... }})"),
                    });
                    return None;
                }
            }
            _ => {}
        }
        head.span = self.since(start);
        Some(head)
    }

    /// The reference of a head, without arguments, as it is spelled.
    fn head_name<'s>(&self, spelling: &'s str, head: &WrittenHead) -> &'s str {
        let Some(whole) = head.args.as_ref().and(head.reference.last()) else { return spelling };
        let first = head.reference.first().map_or(0, |first| first.span.start);
        let length = usize::try_from(whole.span.end.saturating_sub(first)).unwrap_or(0);
        let bracket = usize::from(spelling.get(length..).is_some_and(|rest| rest.starts_with(']')));
        spelling.get(..length + bracket).unwrap_or(spelling)
    }

    /// A variable, and what is linked to it.
    fn path(&mut self, term: Term) -> Option<Vec<Term>> {
        let span = term.span;
        let path = match term.kind {
            TermKind::Var(_) => vec![term],
            TermKind::Ref { head, operands } if matches!(head.kind, TermKind::Var(_)) => {
                let mut path = vec![*head];
                path.extend(operands);
                path
            }
            _ => {
                // OPA takes `f(x).y if …` for a rule here, which no later stage of it can use.
                self.error(span, format!("invalid rule head: {}", self.slice(span)));
                return None;
            }
        };
        Some(path)
    }
}
