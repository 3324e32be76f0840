//! Cuts a text into tokens.
//!
//! The whole text is cut before it is parsed: a parser that may go back then never reads a byte twice.
//! The only context that cutting needs is which brace closes the expression of a template string.

mod quoted;

use super::token::{Kind, Token};
use super::tree::{Comment, Span};

/// A text, cut.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    /// The last one is [`Kind::Eof`].
    pub(super) list: Vec<Token>,
    /// In the order of the text.
    pub(super) comments: Vec<Comment>,
    /// What is wrong with a token of kind [`Kind::Illegal`]: its number, and why.
    pub(super) faults: Vec<(usize, &'static str)>,
}

/// An open template string.
#[derive(Debug, Clone, Copy)]
struct Template {
    raw: bool,
    /// Braces opened inside its expression, and not closed yet.
    braces: u32,
}

#[derive(Debug)]
struct Lexer<'t> {
    text: &'t str,
    at: usize,
    templates: Vec<Template>,
    /// The brace just read closed the expression of a template string, raw or not: its text goes on.
    resumed: Option<bool>,
    /// Of the token being read.
    faults: Vec<&'static str>,
}

/// Cuts a text.
pub(super) fn tokens(text: &str) -> Tokens {
    let mut lexer = Lexer { text, at: 0, templates: Vec::new(), resumed: None, faults: Vec::new() };
    let mut tokens = Tokens::default();
    if text.starts_with('\u{feff}') {
        lexer.at = '\u{feff}'.len_utf8();
    }
    loop {
        let resumed = lexer.resumed.take();
        let (spaced, on_new_line) =
            if resumed.is_some() { (false, false) } else { lexer.blanks(&mut tokens.comments) };
        let start = lexer.at;
        let mut kind = match resumed {
            Some(raw) => lexer.template(raw),
            None => lexer.token(),
        };
        if !lexer.faults.is_empty() {
            kind = Kind::Illegal;
            let number = tokens.list.len();
            tokens.faults.extend(lexer.faults.drain(..).map(|fault| (number, fault)));
        }
        tokens.list.push(Token { kind, span: span(start, lexer.at), spaced, on_new_line });
        if kind == Kind::Eof {
            return tokens;
        }
    }
}

fn span(start: usize, end: usize) -> Span {
    Span { start: u32::try_from(start).unwrap_or(u32::MAX), end: u32::try_from(end).unwrap_or(u32::MAX) }
}

impl Lexer<'_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at..).and_then(|rest| rest.chars().next())
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        match next {
            '\0' => self.faults.push("illegal null character"),
            '\u{feff}' => self.faults.push("illegal byte-order mark"),
            _ => {}
        }
        Some(next)
    }

    fn skip_if(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.next();
        }
        found
    }

    fn skip_while(&mut self, wanted: impl Fn(char) -> bool) -> bool {
        let start = self.at;
        while self.peek().is_some_and(&wanted) {
            self.next();
        }
        self.at > start
    }

    /// Skips blanks and comments; whether there were any, and whether a newline was among them.
    fn blanks(&mut self, comments: &mut Vec<Comment>) -> (bool, bool) {
        let (mut spaced, mut on_new_line) = (false, false);
        loop {
            match self.peek() {
                Some(' ' | '\t' | '\r') => {
                    self.next();
                }
                Some('\n') => {
                    self.next();
                    on_new_line = true;
                }
                Some('#') => comments.push(self.comment()),
                _ => return (spaced, on_new_line),
            }
            spaced = true;
        }
    }

    fn comment(&mut self) -> Comment {
        let start = self.at;
        self.skip_while(|c| c != '\n');
        let text = self.text.get(start + 1..self.at).unwrap_or_default();
        let trimmed = text.trim_end_matches('\r');
        Comment { span: span(start, self.at - (text.len() - trimmed.len())), text: trimmed.to_owned() }
    }

    fn token(&mut self) -> Kind {
        let Some(first) = self.peek() else { return Kind::Eof };
        if is_letter(first) {
            self.skip_while(is_name);
            return Kind::Ident;
        }
        if first.is_ascii_digit() {
            self.number();
            return Kind::Number;
        }
        self.next();
        match first {
            '"' => self.text(),
            '`' => self.raw_text(),
            '$' if self.skip_if('"') => self.template(false),
            '$' if self.skip_if('`') => self.template(true),
            '$' => self.fault("illegal $ character"),
            '!' if !self.skip_if('=') => self.fault("illegal ! character"),
            '\u{a0}' => self.fault("illegal non-breaking space character, use a regular space instead"),
            '{' | '}' => self.brace(first == '{'),
            _ => self.punctuation(first),
        }
    }

    fn fault(&mut self, why: &'static str) -> Kind {
        self.faults.push(why);
        Kind::Illegal
    }

    /// A brace that closes the expression of a template string is a token of its own; the string's text
    /// goes on after it.
    fn brace(&mut self, opens: bool) -> Kind {
        match self.templates.last_mut() {
            Some(template) if opens => template.braces = template.braces.saturating_add(1),
            Some(template) if template.braces > 0 => template.braces -= 1,
            Some(_) => self.resumed = self.templates.pop().map(|template| template.raw),
            None => {}
        }
        if opens { Kind::LeftBrace } else { Kind::RightBrace }
    }

    fn punctuation(&mut self, first: char) -> Kind {
        match first {
            '[' => Kind::LeftBracket,
            ']' => Kind::RightBracket,
            '(' => Kind::LeftParen,
            ')' => Kind::RightParen,
            ',' => Kind::Comma,
            ';' => Kind::Semicolon,
            '.' => Kind::Dot,
            '+' => Kind::Plus,
            '-' => Kind::Minus,
            '*' => Kind::Times,
            '/' => Kind::Divide,
            '%' => Kind::Remainder,
            '&' => Kind::Ampersand,
            '|' => Kind::Pipe,
            '!' => Kind::NotEqual,
            ':' if self.skip_if('=') => Kind::Assign,
            ':' => Kind::Colon,
            '=' if self.skip_if('=') => Kind::Equal,
            '=' => Kind::Unify,
            '>' if self.skip_if('=') => Kind::GreaterOrEqual,
            '>' => Kind::Greater,
            '<' if self.skip_if('=') => Kind::LessOrEqual,
            '<' => Kind::Less,
            _ => Kind::Illegal,
        }
    }

    fn number(&mut self) {
        self.skip_while(|c| c.is_ascii_digit());
        if self.skip_if('.') && !self.skip_while(|c| c.is_ascii_digit()) {
            self.faults.push("expected fraction");
        }
        if self.skip_if('e') || self.skip_if('E') {
            let _ = self.skip_if('+') || self.skip_if('-');
            if !self.skip_while(|c| c.is_ascii_digit()) {
                self.faults.push("expected exponent");
            }
        }
        if self.peek().is_some_and(is_letter) {
            self.faults.push("illegal number format");
            self.skip_while(is_name);
        }
    }
}

fn is_letter(character: char) -> bool {
    character.is_ascii_alphabetic() || character == '_'
}

/// A letter or a digit. OPA also takes digits of other scripts inside a name; they are refused here.
fn is_name(character: char) -> bool {
    is_letter(character) || character.is_ascii_digit()
}
