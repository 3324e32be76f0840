//! `some` and `every`.

use super::super::token::Kind;
use super::super::tree::{Function, Name, Operator, Statement, StatementKind, Term, TermKind};
use super::Parser;
use super::infix::Comma;
use super::reference::is_document;

/// `value in collection`, `key, value in collection`.
struct Membership {
    key: Option<Term>,
    value: Term,
    collection: Term,
}

impl Membership {
    fn of(term: Term) -> Option<Membership> {
        let TermKind::Call { function: Function::Operator(operator), args } = term.kind else {
            return None;
        };
        let mut args = args.into_iter();
        let key = match operator {
            Operator::In => None,
            Operator::InWithKey => args.next(),
            _ => return None,
        };
        Some(Membership { key, value: args.next()?, collection: args.next()? })
    }
}

/// A variable, where only one may stand.
fn name(term: Term) -> Option<Name> {
    match term.kind {
        TermKind::Var(text) if !is_document(&text) => Some(Name { span: term.span, text }),
        _ => None,
    }
}

impl Parser<'_> {
    pub(super) fn some(&mut self, start: u32) -> Option<Statement> {
        let mark = self.mark();
        self.advance();
        if let Some(term) = self.infix(Comma::BeforeValue)
            && matches!(term.kind, TermKind::Call { .. })
            && !super::reference::is_empty_set(&term)
        {
            let Some(Membership { key, value, collection }) = Membership::of(term) else {
                self.unexpected("expected `x in xs` or `x, y in xs` expression");
                return None;
            };
            let with = if self.kind == Kind::With { self.modifiers()? } else { Vec::new() };
            let kind = StatementKind::SomeIn { key, value, collection };
            return Some(Statement { span: self.since(start), kind, with });
        }
        self.go_back(&mark);
        self.hint_some_in();
        let mut names = Vec::new();
        loop {
            self.advance();
            if self.kind != Kind::Ident {
                self.unexpected("expected var");
                return None;
            }
            names.push(Name { span: self.token().span, text: self.spelling().to_owned() });
            self.advance();
            if self.kind != Kind::Comma {
                break;
            }
        }
        self.height = 1;
        Some(Statement { span: self.since(start), kind: StatementKind::Some(names), with: Vec::new() })
    }

    pub(super) fn every(&mut self, start: u32) -> Option<Statement> {
        self.advance();
        let term = self.infix(Comma::BeforeValue)?;
        let Some(Membership { key, value, collection: domain }) = Membership::of(term) else {
            return self.not_every("expected `x[, y] in xs { ... }` expression");
        };
        let key = match key.map(name) {
            None => None,
            Some(Some(key)) => Some(key),
            Some(None) => return self.not_every("expected key to be a variable"),
        };
        let Some(value) = name(value) else { return self.not_every("expected value to be a variable") };
        if self.kind != Kind::LeftBrace {
            return self.not_every("missing body");
        }
        let below = self.height;
        let body = self.braced_body()?;
        self.on_top_of(below.max(self.height))?;
        let with = if self.kind == Kind::With { self.modifiers()? } else { Vec::new() };
        let kind = StatementKind::Every { key, value, domain, body };
        Some(Statement { span: self.since(start), kind, with })
    }

    fn not_every<T>(&mut self, why: &str) -> Option<T> {
        self.unexpected(why);
        None
    }
}
