//! Operators between terms. From the weakest: `in`; comparisons; `|`; `&`; `+ -`; `* / %`. All of them
//! group from the left.

use super::super::token::Kind;
use super::super::tree::{Function, Operator, Term, TermKind};
use super::Parser;

const WEAKEST: u8 = 1;

/// What a comma after a term may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comma {
    /// Part of `k, v in xs`.
    BeforeValue,
    /// The end of an element of a list.
    EndsElement,
}

/// The operator of a token, and how strongly it binds.
fn operator(kind: Kind) -> Option<(Operator, u8)> {
    Some(match kind {
        Kind::Equal => (Operator::Equal, WEAKEST),
        Kind::NotEqual => (Operator::NotEqual, WEAKEST),
        Kind::Less => (Operator::Less, WEAKEST),
        Kind::LessOrEqual => (Operator::LessOrEqual, WEAKEST),
        Kind::Greater => (Operator::Greater, WEAKEST),
        Kind::GreaterOrEqual => (Operator::GreaterOrEqual, WEAKEST),
        Kind::Pipe => (Operator::Union, 2),
        Kind::Ampersand => (Operator::Intersection, 3),
        Kind::Plus => (Operator::Plus, 4),
        Kind::Minus => (Operator::Minus, 4),
        Kind::Times => (Operator::Times, 5),
        Kind::Divide => (Operator::Divide, 5),
        Kind::Remainder => (Operator::Remainder, 5),
        _ => return None,
    })
}

impl Parser<'_> {
    /// A term with operators.
    pub(super) fn infix(&mut self, comma: Comma) -> Option<Term> {
        let start = self.start();
        let first = self.term()?;
        self.infix_after(first, start, comma)
    }

    /// The same, when its first term is read already, and its height left behind.
    pub(super) fn infix_after(&mut self, first: Term, start: u32, comma: Comma) -> Option<Term> {
        let left = self.binary(first, start, WEAKEST)?;
        let may_go_on = match self.kind {
            Kind::Comma => comma == Comma::BeforeValue,
            _ => self.may_be_a_name(),
        };
        if may_go_on { self.membership(left, start, comma) } else { Some(left) }
    }

    /// `in`, after its left side.
    fn membership(&mut self, mut left: Term, start: u32, comma: Comma) -> Option<Term> {
        if comma == Comma::BeforeValue && self.kind == Kind::Comma {
            left = match self.key_and_value(left, start)? {
                Membership::Read(call) if self.kind != Kind::In => return Some(call),
                Membership::Read(call) => call,
                Membership::None(left) => left,
            };
        }
        loop {
            self.keyword_as_head();
            if self.kind != Kind::In {
                return Some(left);
            }
            let below = self.height;
            self.advance();
            let Some(right) = self.relation() else { return Some(left) };
            self.on_top_of(below.max(self.height))?;
            left = self.call(Operator::In, vec![left, right], start);
            if self.kind != Kind::In {
                return Some(left);
            }
        }
    }

    /// After `k` in `k, v in xs`. What only looks like it is left alone, from the comma on.
    fn key_and_value(&mut self, key: Term, start: u32) -> Option<Membership> {
        let mark = self.mark();
        let key_height = self.height;
        self.advance();
        if let Some(value) = self.relation()
            && self.kind == Kind::In
        {
            let below = key_height.max(self.height);
            self.advance();
            if let Some(collection) = self.relation() {
                self.on_top_of(below.max(self.height))?;
                return Some(Membership::Read(self.call(
                    Operator::InWithKey,
                    vec![key, value, collection],
                    start,
                )));
            }
        }
        self.go_back(&mark);
        self.height = key_height;
        Some(Membership::None(key))
    }

    fn relation(&mut self) -> Option<Term> {
        let start = self.start();
        let first = self.term()?;
        self.binary(first, start, WEAKEST)
    }

    /// The operators after `left` that bind at least as strongly as `weakest`. An operator without a right
    /// side is reported, and what stands before it is the term.
    fn binary(&mut self, mut left: Term, start: u32, weakest: u8) -> Option<Term> {
        while let Some((operator, strength)) = operator(self.kind) {
            if strength < weakest {
                break;
            }
            let below = self.height;
            self.advance();
            let right_start = self.start();
            let Some(first) = self.term() else { return Some(left) };
            let Some(right) = self.binary(first, right_start, strength + 1) else { return Some(left) };
            self.on_top_of(below.max(self.height))?;
            left = self.call(operator, vec![left, right], start);
        }
        Some(left)
    }

    pub(super) fn call(&self, operator: Operator, args: Vec<Term>, start: u32) -> Term {
        let kind = TermKind::Call { function: Function::Operator(operator), args };
        Term { span: self.since(start), kind }
    }
}

enum Membership {
    Read(Term),
    None(Term),
}
