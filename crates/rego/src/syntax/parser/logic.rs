//! `and`, `or` and bodies after `not`, where they are imported.

use super::super::builtin_names;
use super::super::token::Kind;
use super::super::tree::{
    Body, Function, Logic, Operand, Operator, Span, Statement, StatementKind, Term, TermKind,
};
use super::group::Grouped;
use super::infix::Comma;
use super::reference::name_of;
use super::{Parser, Reading};

impl Parser<'_> {
    /// `{ body } and …` at the start of a statement.
    pub(super) fn braced_operand(&mut self, start: u32) -> Grouped<Statement> {
        let reading = (self.at, Reading::BracedOperand);
        if self.failed.contains(&reading) {
            return Grouped::NotOne;
        }
        let mark = self.mark();
        if let Some(body) = self.braced_body()
            && matches!(self.kind, Kind::And | Kind::Or)
        {
            // Only now are the braces known to be an operand.
            let braces = self.since(start);
            if self.is_ambiguous(&body) {
                self.ambiguous(braces, &body, "");
                return Grouped::Failed;
            }
            let outer = self
                .or_chain(Operand { body, explicit: true }, start)
                .and_then(|outer| self.with_modifiers(outer));
            return outer.map_or(Grouped::Failed, Grouped::Read);
        }
        self.go_back(&mark);
        self.failed.insert(reading);
        Grouped::NotOne
    }

    /// What follows a whole operand at the start of a statement.
    pub(super) fn after_operand(&mut self, operand: Operand, start: u32) -> Option<Statement> {
        if matches!(self.kind, Kind::And | Kind::Or) {
            let outer = self.or_chain(operand, start)?;
            return self.with_modifiers(outer);
        }
        let only = operand.body.statements.into_iter().next()?;
        self.with_modifiers(only)
    }

    /// `left or …`; `and` binds more strongly.
    pub(super) fn or_chain(&mut self, left: Operand, start: u32) -> Option<Statement> {
        self.deeper(|parser| {
            let mut left =
                if parser.kind == Kind::And { Operand::of(parser.and_chain(left, start)?) } else { left };
            while parser.kind == Kind::Or {
                let below = parser.height;
                parser.advance();
                let right_start = parser.start();
                let mut right = parser.operand(Some("or"))?;
                if parser.kind == Kind::And {
                    right = Operand::of(parser.and_chain(right, right_start)?);
                }
                left = Operand::of(parser.logic(Logic::Or, left, right, start, below)?);
            }
            left.body.statements.into_iter().next()
        })
    }

    fn and_chain(&mut self, mut left: Operand, start: u32) -> Option<Statement> {
        while self.kind == Kind::And {
            let below = self.height;
            self.advance();
            let right = self.operand(Some("and"))?;
            left = Operand::of(self.logic(Logic::And, left, right, start, below)?);
        }
        left.body.statements.into_iter().next()
    }

    fn logic(
        &mut self,
        operator: Logic,
        left: Operand,
        right: Operand,
        start: u32,
        below: u32,
    ) -> Option<Statement> {
        self.on_top_of(below.max(self.height))?;
        let word = if operator == Logic::And { "and" } else { "or" };
        for side in [&left, &right] {
            if let Some((name, at)) = always_holds(&side.body, self) {
                self.hint(format!(
                    "`{name}` produces no value and always succeeds, so the operand can never fail; move it \
                     out of the operand, or add an expression that can fail"
                ));
                self.error(at, format!("operand of `{word}` cannot consist only of calls to `{name}`"));
            }
        }
        let span = self.since(start);
        let kind = StatementKind::Expr(Term { span, kind: TermKind::Logic { operator, left, right } });
        Some(Statement { span, kind, with: Vec::new() })
    }

    /// One side of `and` or `or`; None as operator when it is not known yet that it is one.
    pub(super) fn operand(&mut self, operator: Option<&str>) -> Option<Operand> {
        let start = self.start();
        if self.kind == Kind::LeftBrace {
            return self.operand_in_braces(operator);
        }
        let negated =
            self.kind == Kind::Not && !matches!(self.touching(), Some(Kind::Dot | Kind::LeftBracket));
        let body_of_not = self.keywords.not_holds_a_body();
        if negated {
            self.advance();
            if body_of_not && self.kind == Kind::LeftBrace {
                return self.not_body(start).map(Operand::of);
            }
        }
        if self.kind == Kind::LeftParen && self.keywords.logic() && (!negated || body_of_not) {
            let group = if negated { self.negated_group(start) } else { self.group(true, "") };
            match group {
                Grouped::Read(operand) => return Some(operand),
                Grouped::Failed => return None,
                Grouped::NotOne => {}
            }
        }
        let inner_start = self.start();
        let term = self.expression()?;
        let kind = self.negation(negated, term, self.since(inner_start));
        Some(Operand::of(Statement { span: self.since(start), kind, with: Vec::new() }))
    }

    fn operand_in_braces(&mut self, operator: Option<&str>) -> Option<Operand> {
        let brace = self.token().span;
        let mark = self.mark();
        let empty = self.is_empty_braces();
        if let Some(body) = self.braced_body() {
            if self.is_ambiguous(&body) {
                self.ambiguous(self.since(brace.start), &body, "");
            }
            return Some(Operand { body, explicit: true });
        }
        let operator = operator.filter(|_| !empty)?;
        // The braces may hold a value: if so, that is the fault to name.
        let failed = self.mark();
        self.go_back(&mark);
        if self.infix(Comma::BeforeValue).is_some() {
            let whole = self.since(brace.start);
            self.brace_led_operand(brace, whole, operator);
        } else {
            self.go_back(&failed);
        }
        None
    }

    fn is_empty_braces(&self) -> bool {
        self.tokens.list.get(self.at + 1).is_some_and(|next| next.kind == Kind::RightBrace)
    }

    /// `not { body }`; the brace that opens it is looked at.
    pub(super) fn not_body(&mut self, start: u32) -> Option<Statement> {
        let brace = self.token().span;
        let mark = self.mark();
        let empty = self.is_empty_braces();
        let Some(body) = self.braced_body() else {
            if empty {
                return None;
            }
            let failed = self.mark();
            self.go_back(&mark);
            if let Some(term) = self.infix(Comma::BeforeValue) {
                let value = self.slice(self.since(brace.start));
                self.hint(format!(
                    "write `not ({value})` to negate the value, or `not {{{value}}}` for a body holding it"
                ));
                let name = name_of(leftmost(&term));
                self.error(
                    brace,
                    format!("`{{...}}` in an operand position must contain expression(s), got: {name}"),
                );
            } else {
                self.go_back(&failed);
            }
            return None;
        };
        if self.is_ambiguous(&body) {
            self.ambiguous(self.since(brace.start), &body, "not ");
            return None;
        }
        self.on_top_of(self.height)?;
        Some(Statement {
            span: self.since(start),
            kind: StatementKind::NotBody { body, explicit: true },
            with: Vec::new(),
        })
    }

    /// Whether `{ a | b }`, read as a body, looks like a comprehension.
    fn is_ambiguous(&self, body: &Body) -> bool {
        let Some(first) = body.statements.first() else { return false };
        let (StatementKind::Expr(term) | StatementKind::Not(term)) = &first.kind else { return false };
        let union =
            matches!(&term.kind, TermKind::Call { function: Function::Operator(Operator::Union), .. });
        union && !self.slice(first.span).starts_with('(')
    }

    fn ambiguous(&mut self, braces: Span, body: &Body, prefix: &str) {
        let text = self.slice(braces);
        let union = match body.statements.first() {
            Some(first) => {
                let before = self.slice(Span { start: braces.start, end: first.span.start });
                let after = self.slice(Span { start: first.span.end, end: braces.end });
                format!("{before}({}){after}", self.slice(first.span))
            }
            None => text.to_owned(),
        };
        self.hint(format!(
            "write `{prefix}({text})` for the comprehension, or `{prefix}{union}` for the set union"
        ));
        let at = Span { start: braces.start, end: braces.start.saturating_add(1) };
        self.error(
            at,
            "ambiguous `{ ... | ... }` operand: read as a body holding a set-union expression, not as a \
             comprehension",
        );
    }

    pub(super) fn brace_led_operand(&mut self, at: Span, operand: Span, operator: &str) {
        let text = self.slice(operand);
        self.hint(format!("wrap the operand to keep the value: `({text}) {operator} ...`"));
        self.error(
            at,
            format!("operand of `{operator}` cannot begin with `{{` unless the braces hold a body"),
        );
    }

    pub(super) fn with_on_operand(&mut self, at: Span) {
        let operator = self.kind.name();
        self.hint(format!(
            "Wrap the operand in `(...)` or `{{...}}` to scope, or move `with` after the `{operator}` \
             expression to apply it to the whole expression"
        ));
        self.error(at, format!("`with` modifier is not allowed on operand of `{operator}`"));
    }
}

/// The term that a chain of operators begins with.
fn leftmost(term: &Term) -> &Term {
    let mut leftmost = term;
    while let TermKind::Call { function: Function::Operator(_), args } = &leftmost.kind
        && let Some(left) = args.first()
    {
        leftmost = left;
    }
    leftmost
}

/// The first built-in that a body calls, when it only calls those that give no value.
fn always_holds(body: &Body, parser: &Parser<'_>) -> Option<(String, Span)> {
    let mut first = None;
    for statement in &body.statements {
        let StatementKind::Expr(term) = &statement.kind else { return None };
        let TermKind::Call { function: Function::Named(name), .. } = &term.kind else { return None };
        let name = parser.slice(name.span);
        if !builtin_names::gives_nothing(name) {
            return None;
        }
        first = first.or_else(|| Some((name.to_owned(), statement.span)));
    }
    first
}
