//! Parentheses around statements: `(a or b) and c`.

use super::super::token::Kind;
use super::super::tree::{Operand, Span, StatementKind, TermKind};
use super::{Parser, Reading};

/// What came of reading something as a group.
#[derive(Debug)]
pub(super) enum Grouped<T> {
    Read(T),
    /// It is one, with a fault, which is reported.
    Failed,
    /// It is a term; nothing is read.
    NotOne,
}

impl Parser<'_> {
    /// Tries to read parentheses as a group. `is_operand`: of `not`, `and` or `or`, and `prefix` is that
    /// `not`.
    pub(super) fn group(&mut self, is_operand: bool, prefix: &str) -> Grouped<Operand> {
        let as_what = if is_operand { Reading::OperandGroup } else { Reading::Group };
        let reading = (self.at, as_what);
        if self.failed.contains(&reading) {
            return Grouped::NotOne;
        }
        let mut not_one = false;
        let operand = self.deeper(|parser| match parser.open_group(is_operand, prefix) {
            Grouped::Read(operand) => Some(operand),
            Grouped::Failed => None,
            Grouped::NotOne => {
                not_one = true;
                None
            }
        });
        if not_one {
            self.failed.insert(reading);
            return Grouped::NotOne;
        }
        operand.map_or(Grouped::Failed, Grouped::Read)
    }

    fn open_group(&mut self, is_operand: bool, prefix: &str) -> Grouped<Operand> {
        let mark = self.mark();
        let open = self.token().span;
        self.advance();
        if self.kind == Kind::RightParen {
            if is_operand {
                self.error(open, "empty parenthesized group");
                return Grouped::Failed;
            }
            self.go_back(&mark);
            return Grouped::NotOne;
        }
        let inner_start = self.start();
        let Some(mut operand) = self.operand(None) else {
            self.go_back(&mark);
            return Grouped::NotOne;
        };
        match self.kind {
            Kind::And | Kind::Or => {
                let chain = self.or_chain(operand, inner_start);
                let chain = chain.and_then(|chain| self.with_modifiers(chain));
                self.closed(chain.map(Operand::of))
            }
            Kind::With if !operand.explicit && operand.body.statements.len() == 1 => {
                let with_at = self.token().span;
                let Some(with) = self.modifiers() else { return Grouped::Failed };
                if let Some(only) = operand.body.statements.first_mut() {
                    only.with = with;
                    only.span = self.since(only.span.start);
                    operand.body.span = only.span;
                }
                if matches!(self.kind, Kind::And | Kind::Or) {
                    self.with_on_operand(with_at);
                    return Grouped::Failed;
                }
                let closed = self.closed(Some(operand));
                if matches!(closed, Grouped::Failed)
                    || is_operand
                    || matches!(self.kind, Kind::And | Kind::Or)
                {
                    return closed;
                }
                self.go_back(&mark);
                Grouped::NotOne
            }
            _ if operand.explicit => self.value_in_parentheses(&mark, open, inner_start, prefix),
            _ if holds_group(&operand) => self.closed(Some(operand)),
            _ => {
                self.go_back(&mark);
                Grouped::NotOne
            }
        }
    }

    fn closed(&mut self, operand: Option<Operand>) -> Grouped<Operand> {
        let Some(operand) = operand else { return Grouped::Failed };
        if self.kind != Kind::RightParen {
            let at = self.token().span;
            self.error(at, "expected ) to close parenthesized group");
            return Grouped::Failed;
        }
        self.advance();
        Grouped::Read(operand)
    }

    /// `({ … })`: parentheses hold values, not bodies.
    fn value_in_parentheses(
        &mut self,
        mark: &super::Mark,
        open: Span,
        brace: u32,
        prefix: &str,
    ) -> Grouped<Operand> {
        let braces = self.slice(self.since(brace));
        self.go_back(mark);
        self.advance();
        let is_value = self.term().is_some();
        self.go_back(mark);
        if is_value {
            return Grouped::NotOne;
        }
        self.hint(format!("drop the parens to keep the body: `{prefix}{braces}`"));
        self.error(open, "`(...)` in an operand position cannot contain a body");
        Grouped::Failed
    }
}

/// A group inside, or a negation: parentheses around it are a group too.
fn holds_group(operand: &Operand) -> bool {
    matches!(operand.body.statements.as_slice(), [only] if match &only.kind {
        StatementKind::Not(_) | StatementKind::NotBody { .. } => true,
        StatementKind::Expr(term) => matches!(term.kind, TermKind::Logic { .. }),
        _ => false,
    })
}
