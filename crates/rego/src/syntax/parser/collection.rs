//! Arrays, sets, objects, and comprehensions of each.
//!
//! A comprehension has priority: `{a | b}` is one wherever what follows the bar is a body. Its head is a
//! term without operators, as otherwise the bar would belong to the head.

use super::super::token::Kind;
use super::super::tree::{Body, Span, Term, TermKind};
use super::infix::Comma;
use super::{Parser, Reading};

/// After `head |`.
enum Attempt {
    Body(Body),
    /// Not a comprehension: the bar is a union.
    Union,
    /// Neither.
    Failed,
}

impl Parser<'_> {
    /// Elements to the closing bracket, which is looked at then. A comma may stand after the last.
    pub(super) fn list(&mut self, end: Kind, mut list: Vec<Term>, below: &mut u32) -> Option<Vec<Term>> {
        while self.kind != end {
            let element = self.infix(Comma::EndsElement)?;
            list.push(element);
            *below = (*below).max(self.height);
            self.after_element(end)?;
        }
        Some(list)
    }

    /// After an element: a comma, or the end.
    fn after_element(&mut self, end: Kind) -> Option<()> {
        if self.kind == Kind::Comma {
            self.advance();
        } else if self.kind != end {
            self.unexpected(&format!("expected {:?} or {:?}", ",", end.name()));
            return None;
        }
        Some(())
    }

    /// A comma may stand before the first element; there is no comprehension then.
    fn leading_comma(&mut self) -> bool {
        let found = self.kind == Kind::Comma;
        if found {
            self.advance();
        }
        found
    }

    pub(super) fn array(&mut self) -> Option<Term> {
        let (open, opening) = (self.start(), self.at);
        self.advance();
        if self.kind == Kind::RightBracket {
            return self.collected(open, TermKind::Array(Vec::new()), 0);
        }
        let may_be_comprehension = !self.leading_comma();
        let start = self.start();
        let head = self.term()?;
        let mut below = self.height;
        if self.kind == Kind::Pipe && may_be_comprehension {
            match self.comprehension(opening, Kind::RightBracket, true) {
                Attempt::Body(body) => {
                    let kind = TermKind::ArrayComprehension(Box::new(head), body);
                    return self.collected(open, kind, below.max(self.height));
                }
                Attempt::Failed => return None,
                Attempt::Union => self.height = below,
            }
        }
        let first = self.infix_after(head, start, Comma::EndsElement)?;
        below = below.max(self.height);
        self.after_element(Kind::RightBracket)?;
        let elements = self.list(Kind::RightBracket, vec![first], &mut below)?;
        self.collected(open, TermKind::Array(elements), below)
    }

    pub(super) fn set_or_object(&mut self) -> Option<Term> {
        let (open, opening) = (self.start(), self.at);
        self.advance();
        if self.kind == Kind::RightBrace {
            return self.collected(open, TermKind::Object(Vec::new()), 0);
        }
        let may_be_comprehension = !self.leading_comma();
        let start = self.start();
        let head = self.term()?;
        let below = self.height;
        if self.kind == Kind::Pipe && may_be_comprehension {
            match self.comprehension(opening, Kind::RightBrace, true) {
                Attempt::Body(body) => {
                    let kind = TermKind::SetComprehension(Box::new(head), body);
                    return self.collected(open, kind, below.max(self.height));
                }
                Attempt::Failed => return None,
                Attempt::Union => self.height = below,
            }
        }
        let first = self.infix_after(head, start, Comma::EndsElement)?;
        match self.kind {
            Kind::RightBrace | Kind::Comma => self.set(open, first),
            Kind::Colon => self.object(open, opening, first, may_be_comprehension),
            _ => {
                self.unexpected("non-terminated set");
                None
            }
        }
    }

    fn set(&mut self, open: u32, first: Term) -> Option<Term> {
        let mut below = self.height;
        self.after_element(Kind::RightBrace)?;
        let elements = self.list(Kind::RightBrace, vec![first], &mut below)?;
        self.collected(open, TermKind::Set(elements), below)
    }

    /// After the first key.
    fn object(&mut self, open: u32, opening: usize, key: Term, may_be_comprehension: bool) -> Option<Term> {
        let below = self.height;
        self.advance();
        match self.deeper(|parser| parser.first_value(opening, may_be_comprehension))? {
            (value, None) => self.pairs(open, (key, value), below.max(self.height)),
            (value, Some(body)) => {
                let kind = TermKind::ObjectComprehension(Box::new(key), Box::new(value), body);
                self.collected(open, kind, below.max(self.height))
            }
        }
    }

    /// The value of the first key, and the body of the comprehension if it is one.
    fn first_value(&mut self, opening: usize, may_be_comprehension: bool) -> Option<(Term, Option<Body>)> {
        let start = self.start();
        let head = self.term()?;
        if self.kind == Kind::Pipe && may_be_comprehension {
            let value_height = self.height;
            if let Attempt::Body(body) = self.comprehension(opening, Kind::RightBrace, false) {
                self.height = value_height.max(self.height);
                return Some((head, Some(body)));
            }
            self.height = value_height;
        }
        let value = self.infix_after(head, start, Comma::EndsElement)?;
        if !matches!(self.kind, Kind::RightBrace | Kind::Comma) {
            self.unexpected("non-terminated object");
            return None;
        }
        Some((value, None))
    }

    /// The pairs after the first.
    fn pairs(&mut self, open: u32, first: (Term, Term), mut below: u32) -> Option<Term> {
        self.after_element(Kind::RightBrace)?;
        let mut pairs = vec![first];
        while self.kind != Kind::RightBrace {
            let key = self.infix(Comma::EndsElement)?;
            below = below.max(self.height);
            if self.kind != Kind::Colon {
                self.unexpected(&format!("expected {:?}", ":"));
                return None;
            }
            self.advance();
            let value = self.infix(Comma::EndsElement)?;
            below = below.max(self.height);
            pairs.push((key, value));
            self.after_element(Kind::RightBrace)?;
        }
        self.collected(open, TermKind::Object(pairs), below)
    }

    /// Tries what follows the bar as the body of a comprehension that begins with token `opening`. A body
    /// that ends at a comma was the rest of an element; with `only_at_comma`, any other fault is final.
    fn comprehension(&mut self, opening: usize, end: Kind, only_at_comma: bool) -> Attempt {
        if self.failed.contains(&(opening, Reading::Comprehension)) {
            return Attempt::Union;
        }
        let mark = self.mark();
        self.advance();
        if let Some(body) = self.body(end) {
            return Attempt::Body(body);
        }
        if only_at_comma && self.kind != Kind::Comma {
            return Attempt::Failed;
        }
        self.failed.insert((opening, Reading::Comprehension));
        self.go_back(&mark);
        Attempt::Union
    }

    /// The closing bracket is looked at.
    fn collected(&mut self, open: u32, kind: TermKind, below: u32) -> Option<Term> {
        self.on_top_of(below)?;
        Some(Term { span: Span { start: open, end: self.token().span.end }, kind })
    }
}
