//! Terms without operators: literals, variables, parentheses and what begins with a bracket.

use super::super::number;
use super::super::token::Kind;
use super::super::tree::{Operator, Span, Term, TermKind};
use super::super::unescape::unescape;
use super::Parser;
use super::infix::Comma;

impl Parser<'_> {
    /// A term, with the references and calls that touch it.
    pub(super) fn term(&mut self) -> Option<Term> {
        self.deeper(|parser| {
            parser.logic_as_function();
            if parser.kind == Kind::Minus {
                return parser.negative();
            }
            let start = parser.start();
            let term = parser.primary()?;
            parser.advance();
            parser.links(term, start)
        })
    }

    /// A term of which the last token is looked at.
    fn primary(&mut self) -> Option<Term> {
        self.height = 1;
        let span = self.token().span;
        let kind = match self.kind {
            Kind::Null => TermKind::Null,
            Kind::True => TermKind::Bool(true),
            Kind::False => TermKind::Bool(false),
            Kind::Dot | Kind::Number => return self.number(span.start, ""),
            Kind::Text => TermKind::String(self.string()?),
            Kind::TemplatePart | Kind::TemplateEnd => return self.template(false),
            Kind::RawTemplatePart | Kind::RawTemplateEnd => return self.template(true),
            // `contains` is a keyword nowhere but in the head of a rule.
            Kind::Ident | Kind::Contains => return Some(self.variable()),
            Kind::LeftBracket => return self.array(),
            Kind::LeftBrace => return self.set_or_object(),
            Kind::LeftParen => return self.parenthesised(),
            _ => {
                self.unexpected("");
                return None;
            }
        };
        Some(Term { span, kind })
    }

    /// The name that is looked at.
    pub(super) fn variable(&mut self) -> Term {
        self.height = 1;
        Term { span: self.token().span, kind: TermKind::Var(self.spelling().to_owned()) }
    }

    /// `and(x, y)` and `or(x, y)` are calls where a term is expected, though the names be keywords.
    fn logic_as_function(&mut self) {
        if matches!(self.kind, Kind::And | Kind::Or) && self.touching() == Some(Kind::LeftParen) {
            self.kind = Kind::Ident;
        }
    }

    fn parenthesised(&mut self) -> Option<Term> {
        self.advance();
        let inner = self.infix(Comma::BeforeValue)?;
        if self.kind != Kind::RightParen {
            let at = self.token().span;
            self.error(at, "non-terminated expression");
            return None;
        }
        Some(inner)
    }

    /// `-1` is a number; `-x` is `0 - x`.
    fn negative(&mut self) -> Option<Term> {
        let sign = self.token().span;
        self.advance();
        match self.kind {
            Kind::Ident | Kind::Contains => {
                let name = self.variable();
                self.advance();
                let name_start = name.span.start;
                let of = self.links(name, name_start)?;
                self.on_top_of(self.height)?;
                let zero = Term { span: sign, kind: TermKind::Number("0".to_owned()) };
                Some(self.call(Operator::Minus, vec![zero, of], sign.start))
            }
            Kind::Number | Kind::Dot => {
                self.height = 1;
                let number = self.number(sign.start, "-")?;
                self.advance();
                self.links(number, sign.start)
            }
            _ => {
                self.unexpected("expected number");
                None
            }
        }
    }

    /// A number after its sign; a point may stand first.
    fn number(&mut self, start: u32, sign: &str) -> Option<Term> {
        let mut spelling = sign.to_owned();
        let point = self.kind == Kind::Dot;
        if point {
            spelling.push('.');
            self.advance();
            if self.kind != Kind::Number {
                self.unexpected("expected number");
                return None;
            }
        }
        let digits = self.spelling();
        let leading_zero = digits.starts_with('0') && digits.len() > 1;
        let may_lead = matches!(digits.as_bytes(), [_, b'.', ..] | [_, b'e' | b'E', _, ..]);
        if leading_zero && !may_lead && !point {
            self.unexpected("expected number without leading zero");
            return None;
        }
        spelling.push_str(digits);
        let at = self.token().span;
        match number::fault(&spelling) {
            None => Some(Term { span: Span { start, end: at.end }, kind: TermKind::Number(spelling) }),
            Some(too_big @ "number too big") => {
                self.error(at, too_big);
                None
            }
            Some(other) => {
                self.unexpected(other);
                None
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        let spelling = self.spelling();
        if let Some(raw) = spelling.strip_prefix('`') {
            return Some(raw.strip_suffix('`').unwrap_or(raw).to_owned());
        }
        let inner = spelling.strip_prefix('"').and_then(|inner| inner.strip_suffix('"'));
        let meaning = inner.and_then(unescape);
        if meaning.is_none() {
            let at = self.token().span;
            self.error(at, format!("illegal string literal: {spelling}"));
        }
        meaning
    }
}
