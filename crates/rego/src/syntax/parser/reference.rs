//! `head.a[b]` and `f(x)`: links that follow their head without a blank.

use super::super::token::Kind;
use super::super::tree::{Function, Span, Term, TermKind};
use super::Parser;
use super::infix::Comma;

/// What OPA calls a kind of term. A variable that names a document counts as a reference there once it is
/// read to its end.
pub(in super::super) fn name_of(term: &Term) -> &'static str {
    match &term.kind {
        TermKind::Null => "null",
        TermKind::Bool(_) => "boolean",
        TermKind::Number(_) => "number",
        TermKind::String(_) => "string",
        TermKind::Var(name) if is_document(name) => "ref",
        TermKind::Var(_) => "var",
        TermKind::Ref { .. } => "ref",
        TermKind::Call { .. } if is_empty_set(term) => "set",
        TermKind::Call { .. } => "call",
        TermKind::Array(_) => "array",
        TermKind::Set(_) => "set",
        TermKind::Object(_) => "object",
        TermKind::ArrayComprehension(..) => "arraycomprehension",
        TermKind::SetComprehension(..) => "setcomprehension",
        TermKind::ObjectComprehension(..) => "objectcomprehension",
        TermKind::Template(_) => "templatestring",
        TermKind::Logic { .. } => "expr",
    }
}

pub(in super::super) fn is_document(name: &str) -> bool {
    matches!(name, "input" | "data")
}

/// `set()`.
pub(in super::super) fn is_empty_set(term: &Term) -> bool {
    matches!(&term.kind, TermKind::Call { function: Function::Named(name), args }
        if args.is_empty() && matches!(&name.kind, TermKind::Var(name) if name == "set"))
}

impl Parser<'_> {
    /// The links after a head; the token after the head is looked at. It starts before its span when it
    /// stands in parentheses.
    pub(super) fn links(&mut self, head: Term, start: u32) -> Option<Term> {
        if self.token().spaced || !self.at_link() {
            return Some(head);
        }
        let in_parentheses = start < head.span.start;
        let complete = in_parentheses && matches!(&head.kind, TermKind::Var(name) if is_document(name));
        self.reference(head, start, complete)
    }

    /// The links after the name of a rule. A blank may stand before the first.
    pub(super) fn links_of_head(&mut self, name: Term) -> Option<Term> {
        let start = name.span.start;
        if self.at_link() { self.reference(name, start, false) } else { Some(name) }
    }

    fn at_link(&self) -> bool {
        matches!(self.kind, Kind::Dot | Kind::LeftBracket | Kind::LeftParen)
    }

    fn reference(&mut self, head: Term, start: u32, complete: bool) -> Option<Term> {
        let may_lead = match &head.kind {
            TermKind::Var(_) => !complete,
            TermKind::Array(_)
            | TermKind::Object(_)
            | TermKind::Set(_)
            | TermKind::ArrayComprehension(..)
            | TermKind::ObjectComprehension(..)
            | TermKind::SetComprehension(..)
            | TermKind::Call { .. } => true,
            _ => false,
        };
        if !may_lead {
            self.error(head.span, format!("illegal ref (head cannot be {})", name_of(&head)));
        }
        let mut so_far = Link { start, head, operands: Vec::new(), below: self.height };
        let mut called = false;
        loop {
            match self.kind {
                Kind::Dot => so_far.operands.push(self.field()?),
                Kind::LeftBracket => {
                    so_far.operands.push(self.index()?);
                    so_far.below = so_far.below.max(self.height);
                }
                // A call is not called again.
                Kind::LeftParen if called => break,
                Kind::LeftParen => {
                    so_far = self.called(so_far)?;
                    called = true;
                    if self.token().spaced || !self.at_link() {
                        break;
                    }
                    continue;
                }
                _ => break,
            }
            called = false;
            if self.token().spaced {
                break;
            }
        }
        self.linked(so_far)
    }

    /// `.name`
    fn field(&mut self) -> Option<Term> {
        let dot = self.token().span;
        self.advance();
        if self.token().spaced {
            let blank = Span { start: dot.end, end: dot.end.saturating_add(1) };
            self.error(blank, "unexpected whitespace token: expected identifier");
            return None;
        }
        if !(self.kind == Kind::Ident || self.may_be_a_name()) {
            self.unexpected("expected identifier");
            return None;
        }
        let name = Term { span: self.token().span, kind: TermKind::String(self.spelling().to_owned()) };
        self.advance();
        Some(name)
    }

    /// `[term]`
    fn index(&mut self) -> Option<Term> {
        self.advance();
        let index = self.infix(Comma::BeforeValue)?;
        if self.kind != Kind::RightBracket {
            self.unexpected("expected [");
            return None;
        }
        self.advance();
        Some(index)
    }

    /// `(args)`
    fn called(&mut self, so_far: Link) -> Option<Link> {
        let start = so_far.start;
        let function = self.linked(so_far)?;
        let mut below = self.height;
        self.advance();
        let args = self.list(Kind::RightParen, Vec::new(), &mut below)?;
        self.advance();
        self.on_top_of(below)?;
        let kind = TermKind::Call { function: Function::Named(Box::new(function)), args };
        let head = Term { span: self.since(start), kind };
        Some(Link { start, head, operands: Vec::new(), below: self.height })
    }

    fn linked(&mut self, so_far: Link) -> Option<Term> {
        let Link { start, head, operands, below } = so_far;
        if operands.is_empty() {
            self.height = below;
            return Some(head);
        }
        self.on_top_of(below)?;
        let kind = TermKind::Ref { head: Box::new(head), operands };
        Some(Term { span: self.since(start), kind })
    }
}

/// A reference that is being read.
struct Link {
    start: u32,
    head: Term,
    operands: Vec<Term>,
    below: u32,
}
