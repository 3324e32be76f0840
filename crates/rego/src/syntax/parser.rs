//! From tokens to statements, by recursive descent.
//!
//! The grammar has places that only the tokens after them decide: `{a | b}` is a comprehension if what
//! follows the bar is a body, and a set of one union otherwise. There the parser tries one reading, goes
//! back and takes the other ([`Mark`]); that a reading failed is remembered ([`Reading`]), so that nested
//! tries stay cheap.

mod body;
mod collection;
mod depth;
mod group;
mod head;
mod hints;
mod import;
mod infix;
mod item;
mod logic;
mod quantifier;
mod reference;
mod rule;
mod template;
mod term;

#[cfg(test)]
pub(super) use depth::MAX_DEPTH;
use import::Spans;
pub(super) use item::{Draft, Item, Items, Purpose};
pub(super) use reference::{is_document, is_empty_set, name_of};

use std::collections::HashSet;

use super::error::SyntaxError;
use super::keywords::Keywords;
use super::lexer::{self, Tokens};
use super::token::{Kind, Token};
use super::tree::{Import, Span, Version};

/// Reads the items of a file, or the statements of a query.
pub(super) fn items(text: &str, version: Version, purpose: Purpose) -> Result<Items, Vec<SyntaxError>> {
    if u32::try_from(text.len()).is_err() {
        return Err(vec![unreadable()]);
    }
    Parser::new(text, version).read(purpose)
}

/// Reads the statements of a query under imports that are written elsewhere.
pub(super) fn statements(
    text: &str,
    version: Version,
    imports: &[Import],
) -> Result<Items, Vec<SyntaxError>> {
    if u32::try_from(text.len()).is_err() {
        return Err(vec![unreadable()]);
    }
    let mut parser = Parser::new(text, version);
    for import in imports {
        parser.turn_on(import, Spans { path: Span::default(), alias: Span::default() });
    }
    parser.look_at(0);
    parser.read(Purpose::Query)
}

/// For a text that no position can be given in, or whose fault has no other name.
pub(super) fn unreadable() -> SyntaxError {
    SyntaxError { at: Span::default(), message: "illegal text".to_owned(), is_token: false }
}

/// A reading of the tokens from a place on that was tried, and is not the right one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Reading {
    /// Of `[a | b`, `{a | b` and `{a: b | c`.
    Comprehension,
    /// Of `{` at the start of a statement, as an operand of `and` or `or`.
    BracedOperand,
    /// Of `(` at the start of a statement, as parentheses around statements.
    Group,
    /// The same after `not`, `and` or `or`.
    OperandGroup,
}

#[derive(Debug)]
struct Parser<'t> {
    text: &'t str,
    tokens: Tokens,
    version: Version,
    keywords: Keywords,
    /// The number of the token that is looked at.
    at: usize,
    /// What that token is. Not always what the token list says: a keyword can be a name here.
    kind: Kind,
    errors: Vec<SyntaxError>,
    /// For the next error.
    hints: Vec<String>,
    failed: HashSet<(usize, Reading)>,
    /// Reading on only to see whether a hint would be true.
    probing: bool,
    depth: u32,
    height: u32,
}

/// A place to go back to.
#[derive(Debug, Clone)]
struct Mark {
    at: usize,
    kind: Kind,
    errors: Vec<SyntaxError>,
    hints: Vec<String>,
}

const END: Token =
    Token { kind: Kind::Eof, span: Span { start: 0, end: 0 }, spaced: true, on_new_line: false };

impl<'t> Parser<'t> {
    fn read(mut self, purpose: Purpose) -> Result<Items, Vec<SyntaxError>> {
        let items = self.items(purpose);
        if self.errors.is_empty() {
            Ok(Items { list: items, comments: self.tokens.comments })
        } else {
            Err(self.errors)
        }
    }

    fn new(text: &'t str, version: Version) -> Parser<'t> {
        let mut parser = Parser {
            text,
            tokens: lexer::tokens(text),
            version,
            keywords: Keywords::of(version),
            at: 0,
            kind: Kind::Eof,
            errors: Vec::new(),
            hints: Vec::new(),
            failed: HashSet::new(),
            probing: false,
            depth: 0,
            height: 0,
        };
        parser.look_at(0);
        parser
    }

    fn look_at(&mut self, at: usize) {
        self.at = at.min(self.tokens.list.len().saturating_sub(1));
        let token = self.token();
        self.kind = match token.kind {
            Kind::Ident => self.keywords.kind(self.slice(token.span)),
            other => other,
        };
        if self.kind == Kind::Illegal {
            let first = self.tokens.faults.partition_point(|(number, _)| *number < self.at);
            let faults: Vec<&str> = self
                .tokens
                .faults
                .iter()
                .skip(first)
                .take_while(|(number, _)| *number == self.at)
                .map(|(_, why)| *why)
                .collect();
            for why in faults {
                self.error(token.span, why);
            }
        }
    }

    fn advance(&mut self) {
        self.look_at(self.at + 1);
    }

    fn mark(&self) -> Mark {
        Mark { at: self.at, kind: self.kind, errors: self.errors.clone(), hints: self.hints.clone() }
    }

    fn go_back(&mut self, mark: &Mark) {
        self.at = mark.at;
        self.kind = mark.kind;
        self.errors.clone_from(&mark.errors);
        self.hints.clone_from(&mark.hints);
    }

    fn token(&self) -> Token {
        self.tokens.list.get(self.at).copied().unwrap_or(END)
    }

    fn slice(&self, span: Span) -> &'t str {
        let (Ok(start), Ok(end)) = (usize::try_from(span.start), usize::try_from(span.end)) else {
            return "";
        };
        self.text.get(start..end).unwrap_or_default()
    }

    /// The characters of the token that is looked at.
    fn spelling(&self) -> &'t str {
        self.slice(self.token().span)
    }

    /// The first byte of the token that is looked at.
    fn start(&self) -> u32 {
        self.token().span.start
    }

    /// From a byte to the end of the token before the one that is looked at.
    fn since(&self, start: u32) -> Span {
        let last = self.at.checked_sub(1).and_then(|at| self.tokens.list.get(at));
        Span { start, end: last.map_or(start, |token| token.span.end.max(start)) }
    }

    /// The token after the one that is looked at, if nothing stands between them.
    fn touching(&self) -> Option<Kind> {
        let next = self.tokens.list.get(self.at + 1)?;
        (!next.spaced).then_some(next.kind)
    }

    /// The keyword that is looked at, if it is one, is a name when it begins or continues a reference.
    fn may_be_a_name(&self) -> bool {
        match self.kind {
            Kind::In | Kind::Every | Kind::Contains | Kind::If | Kind::And | Kind::Or => true,
            other => other.is_base_keyword(),
        }
    }

    /// Takes a keyword for a name where `.` or `[` follows at once: `not.x`, `if["a"]`.
    fn keyword_as_head(&mut self) -> bool {
        let is_head = self.may_be_a_name() && matches!(self.touching(), Some(Kind::Dot | Kind::LeftBracket));
        if is_head {
            self.kind = Kind::Ident;
        }
        is_head
    }

    fn error(&mut self, at: Span, message: impl Into<String>) {
        let mut message = message.into();
        let hints = std::mem::take(&mut self.hints);
        match hints.as_slice() {
            [] => {}
            [hint] => message.push_str(&format!(" (hint: {hint})")),
            several => message.push_str(&format!(" (hints: {})", several.join(", "))),
        }
        self.errors.push(SyntaxError { at, message, is_token: true });
    }

    /// Says that the token that is looked at does not fit.
    fn unexpected(&mut self, expected: &str) {
        let at = self.token().span;
        if self.kind == Kind::Illegal {
            return self.error(at, "illegal token");
        }
        let class = if self.kind.is_keyword() { "keyword" } else { "token" };
        let separator = if expected.is_empty() { "" } else { ": " };
        self.error(at, format!("unexpected {} {class}{separator}{expected}", self.kind.name()));
    }
}
