//! Bodies, their statements, and the modifiers of a statement.

use super::super::token::Kind;
use super::super::tree::{
    Body, Function, Operand, Operator, Span, Statement, StatementKind, Term, TermKind, With,
};
use super::group::Grouped;
use super::infix::Comma;
use super::{Mark, Parser};

impl Parser<'_> {
    /// Statements to `end`, which is looked at then.
    pub(super) fn body(&mut self, end: Kind) -> Option<Body> {
        self.deeper(|parser| {
            if parser.kind == end {
                return parser.empty_body();
            }
            let start = parser.start();
            let mut statements = Vec::new();
            let mut below = 0;
            loop {
                statements.push(parser.statement()?);
                below = below.max(parser.height);
                if parser.kind == Kind::Semicolon {
                    parser.advance();
                } else if parser.kind == end {
                    break;
                } else if !parser.token().on_new_line {
                    return parser.unseparated(end);
                }
            }
            parser.height = below;
            let span = statements.iter().map(|s| s.span.end).max().map(|end| Span { start, end });
            Some(Body { span: span.unwrap_or_default(), statements })
        })
    }

    fn empty_body<T>(&mut self) -> Option<T> {
        let at = self.token().span;
        self.error(at, "found empty body");
        None
    }

    fn unseparated<T>(&mut self, end: Kind) -> Option<T> {
        if self.errors.is_empty() {
            self.hint_missing_infix_keyword();
            self.unexpected(&format!("expected \\n or {} or {}", Kind::Semicolon.name(), end.name()));
        }
        None
    }

    /// `{ statements }`, with the brace that opens it looked at; the token after the one that closes it is
    /// looked at then.
    pub(super) fn braced_body(&mut self) -> Option<Body> {
        self.advance();
        let body = self.body(Kind::RightBrace)?;
        self.advance();
        Some(body)
    }

    /// One statement of a query, or of the top of a module: only a semicolon goes on to another one.
    pub(super) fn separated_by_semicolons(&mut self) -> Option<Body> {
        if self.kind == Kind::Eof {
            return self.empty_body();
        }
        let start = self.start();
        let mut statements = Vec::new();
        loop {
            statements.push(self.statement()?);
            if self.kind != Kind::Semicolon {
                break;
            }
            self.advance();
        }
        let end = statements.last().map_or(start, |s| s.span.end);
        Some(Body { span: Span { start, end }, statements })
    }

    pub(super) fn statement(&mut self) -> Option<Statement> {
        self.deeper(Self::any_statement)
    }

    fn any_statement(&mut self) -> Option<Statement> {
        let start = self.start();
        match self.grouped_statement(start) {
            Grouped::Read(statement) => return Some(statement),
            Grouped::Failed => return None,
            Grouped::NotOne => {}
        }
        if self.keyword_as_head() {
            return self.plain_statement(start, false);
        }
        let negated = self.kind == Kind::Not;
        if negated {
            self.advance();
            if self.keywords.not_holds_a_body() && self.kind == Kind::LeftBrace {
                return self.statement_of_not_body(start);
            }
        }
        match self.kind {
            Kind::Some if negated => self.illegal_negation("illegal negation of 'some'"),
            Kind::Every if negated => self.illegal_negation("illegal negation of 'every'"),
            Kind::Some => self.some(start),
            Kind::Every => self.every(start),
            _ => self.plain_statement(start, negated),
        }
    }

    /// A statement that begins with an operand of `and` or `or`, in braces or parentheses.
    fn grouped_statement(&mut self, start: u32) -> Grouped<Statement> {
        if !self.keywords.logic() {
            return Grouped::NotOne;
        }
        match self.kind {
            Kind::LeftBrace => self.braced_operand(start),
            Kind::LeftParen => match self.group(false, "") {
                Grouped::Read(operand) => {
                    self.after_operand(operand, start).map_or(Grouped::Failed, Grouped::Read)
                }
                Grouped::Failed => Grouped::Failed,
                Grouped::NotOne => Grouped::NotOne,
            },
            _ => Grouped::NotOne,
        }
    }

    fn statement_of_not_body(&mut self, start: u32) -> Option<Statement> {
        let negation = self.not_body(start)?;
        self.after_operand(Operand::of(negation), start)
    }

    fn illegal_negation<T>(&mut self, why: &str) -> Option<T> {
        self.unexpected(why);
        None
    }

    /// An expression, after its `not`.
    fn plain_statement(&mut self, start: u32, negated: bool) -> Option<Statement> {
        if negated && self.keywords.not_holds_a_body() && self.kind == Kind::LeftParen {
            match self.negated_group(start) {
                Grouped::Read(operand) => return self.after_operand(operand, start),
                Grouped::Failed => return None,
                Grouped::NotOne => {}
            }
        }
        let before = self.mark();
        let term = self.expression()?;
        self.after_expression(start, &before, negated, term)
    }

    /// `not (a or b)`, with the parenthesis looked at.
    pub(super) fn negated_group(&mut self, start: u32) -> Grouped<Operand> {
        match self.group(true, "not ") {
            Grouped::Read(Operand { body, explicit }) => {
                let kind = StatementKind::NotBody { body, explicit };
                Grouped::Read(Operand::of(Statement { span: self.since(start), kind, with: Vec::new() }))
            }
            other => other,
        }
    }

    /// What may follow an expression in a statement: modifiers, and `and` or `or`.
    fn after_expression(
        &mut self,
        start: u32,
        before: &Mark,
        negated: bool,
        term: Term,
    ) -> Option<Statement> {
        let inner_span = self.since(self.tokens.list.get(before.at).map_or(start, |token| token.span.start));
        let with_at = self.token().span;
        let with = if self.kind == Kind::With { self.modifiers()? } else { Vec::new() };
        self.hint_every(before, &term);
        let is_empty_object = matches!(&term.kind, TermKind::Object(pairs) if pairs.is_empty());
        let has_with = !with.is_empty();
        let kind = self.negation(negated, term, inner_span);
        let statement = Statement { span: self.since(start), kind, with };
        if !matches!(self.kind, Kind::And | Kind::Or) {
            return Some(statement);
        }
        if has_with {
            self.with_on_operand(with_at);
            return None;
        }
        if !negated && self.slice(statement.span).starts_with('{') {
            if is_empty_object {
                self.error(statement.span, "found empty body");
            } else {
                let operator = self.kind.name();
                self.brace_led_operand(statement.span, statement.span, operator);
            }
            return None;
        }
        let outer = self.or_chain(Operand::of(statement), start)?;
        self.with_modifiers(outer)
    }

    /// An expression, or its negation: with `future.keywords.not`, of a body that holds it.
    pub(super) fn negation(&self, negated: bool, term: Term, span: Span) -> StatementKind {
        if !negated {
            StatementKind::Expr(term)
        } else if self.keywords.not_holds_a_body() {
            let inner = Statement { span, kind: StatementKind::Expr(term), with: Vec::new() };
            StatementKind::NotBody { body: Body::of(inner), explicit: false }
        } else {
            StatementKind::Not(term)
        }
    }

    /// A term, or two with `:=` or `=` between them.
    pub(super) fn expression(&mut self) -> Option<Term> {
        let start = self.start();
        let left = self.infix(Comma::BeforeValue)?;
        let operator = match self.kind {
            Kind::Assign => Operator::Assign,
            Kind::Unify => Operator::Unify,
            _ => return Some(left),
        };
        let below = self.height;
        self.advance();
        let right = self.infix(Comma::BeforeValue)?;
        self.on_top_of(below.max(self.height))?;
        let kind = TermKind::Call { function: Function::Operator(operator), args: vec![left, right] };
        Some(Term { span: self.since(start), kind })
    }

    /// `with target as value`, once or more often.
    pub(super) fn modifiers(&mut self) -> Option<Vec<With>> {
        let mut modifiers = Vec::new();
        let mut below = self.height;
        while self.kind == Kind::With {
            let start = self.start();
            self.advance();
            if self.kind != Kind::Ident {
                self.unexpected("expected ident");
                return None;
            }
            let target = self.term()?;
            if !matches!(target.kind, TermKind::Var(_) | TermKind::Ref { .. }) {
                self.unexpected("expected with target path");
            }
            below = below.max(self.height);
            if self.kind != Kind::As {
                self.unexpected("expected as keyword");
                return None;
            }
            self.advance();
            let value = self.infix(Comma::BeforeValue)?;
            below = below.max(self.height);
            modifiers.push(With { span: self.since(start), target, value });
        }
        self.height = below;
        Some(modifiers)
    }

    /// The modifiers after a whole group. They take the place of those inside, as in OPA.
    pub(super) fn with_modifiers(&mut self, mut statement: Statement) -> Option<Statement> {
        if self.kind == Kind::With {
            statement.with = self.modifiers()?;
            statement.span = self.since(statement.span.start);
        }
        Some(statement)
    }
}

impl Body {
    /// Of one statement, without braces.
    pub(super) fn of(statement: Statement) -> Body {
        Body { span: statement.span, statements: vec![statement] }
    }
}

impl Operand {
    /// A statement without braces.
    pub(super) fn of(statement: Statement) -> Operand {
        Operand { body: Body::of(statement), explicit: false }
    }
}
