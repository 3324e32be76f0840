//! Template strings: `$"text {expression} text"`.

use super::super::token::Kind;
use super::super::tree::{Function, Operator, Part, Span, Statement, StatementKind, Term, TermKind, Version};
use super::super::unescape::{unescape, unescape_braces};
use super::Parser;

impl Parser<'_> {
    /// From the first token of a template to its last, which is looked at then.
    pub(super) fn template(&mut self, raw: bool) -> Option<Term> {
        let start = self.token().span;
        if self.version == Version::V0 {
            self.error(start, "template strings are not supported by current capabilities");
            return None;
        }
        let mut parts = Vec::new();
        let mut below = 0;
        loop {
            let text = self.template_text(raw, parts.is_empty() && self.start() == start.start)?;
            if !text.is_empty() {
                parts.push(Part::Text(text));
            }
            if matches!(self.kind, Kind::TemplateEnd | Kind::RawTemplateEnd) {
                break;
            }
            let text_end = self.token().span.end;
            self.advance();
            let commented =
                self.tokens.comments.iter().any(|c| (text_end..self.start()).contains(&c.span.start));
            let mut value = self.template_value()?;
            // As in OPA, which takes a constant for a part of the text, unless a comment stands before it.
            if is_constant(&value) && !commented {
                value.with.clear();
            }
            parts.push(Part::Value(Box::new(value)));
            below = below.max(self.height);
            // The brace is followed by the rest of the string.
            self.advance();
        }
        self.on_top_of(below)?;
        let span = Span { start: start.start, end: self.token().span.end };
        Some(Term { span, kind: TermKind::Template(parts) })
    }

    fn template_text(&mut self, raw: bool, is_first: bool) -> Option<String> {
        let spelling = self.spelling();
        let opened = spelling.strip_prefix("$\"").or(spelling.strip_prefix("$`"));
        let inner = opened.filter(|_| is_first).unwrap_or(spelling);
        let inner = inner.strip_suffix(['"', '`', '{']).unwrap_or(inner);
        let text = unescape_braces(inner, raw);
        let meaning = if raw { Some(text) } else { unescape(&text) };
        if meaning.is_none() {
            let at = self.token().span;
            self.error(at, format!("illegal template-string part: {spelling}"));
        }
        meaning
    }

    fn template_value(&mut self) -> Option<Statement> {
        let Some(statement) = self.statement() else {
            let at = self.token().span;
            self.error(at, "invalid template-string expression");
            return None;
        };
        if let Some(fault) = template_fault(&statement) {
            self.error(statement.span, format!("unexpected {fault} in template-string expression"));
            return None;
        }
        if self.kind != Kind::RightBrace {
            let at = self.token().span;
            self.error(at, "expected } to end template string expression");
            return None;
        }
        Some(statement)
    }
}

fn is_constant(statement: &Statement) -> bool {
    matches!(&statement.kind, StatementKind::Expr(term)
        if matches!(term.kind, TermKind::String(_) | TermKind::Number(_) | TermKind::Bool(_) | TermKind::Null))
}

/// What a template may not hold.
fn template_fault(statement: &Statement) -> Option<&'static str> {
    match &statement.kind {
        StatementKind::Not(_) => Some("negation ('not')"),
        StatementKind::Every { .. } => Some("'every'"),
        StatementKind::Some(_) | StatementKind::SomeIn { .. } => Some("'some'"),
        StatementKind::Expr(Term { kind: TermKind::Call { function, .. }, .. }) => match function {
            Function::Operator(Operator::Unify) => Some("unification ('=')"),
            Function::Operator(Operator::Assign) => Some("assignment (':=')"),
            Function::Named(name) => match &name.kind {
                TermKind::Var(name) if name == "eq" => Some("unification ('=')"),
                TermKind::Var(name) if name == "assign" => Some("assignment (':=')"),
                _ => None,
            },
            Function::Operator(_) => None,
        },
        _ => None,
    }
}
