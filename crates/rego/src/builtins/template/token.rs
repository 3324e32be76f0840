//! The tokens of a template.

use super::constant::{number, rune, unquoted};
use super::malformed;
use crate::builtins::Failure;
use crate::builtins::sprintf::Operand;

/// A token. Space counts: it separates arguments.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Text(String),
    /// `{{`.
    Left,
    /// `}}`.
    Right,
    Space,
    /// `=`.
    Assign,
    /// `:=`.
    Declare,
    Pipe,
    Open,
    Close,
    Dot,
    Field(String),
    Variable(String),
    Identifier(String),
    Keyword(&'static str),
    Constant(Operand),
    /// Any other character.
    Other(char),
    End,
}

const KEYWORDS: &[&str] =
    &["block", "break", "continue", "define", "else", "end", "if", "nil", "range", "template", "with"];

/// Reads a whole template.
pub(super) fn tokens(template: &str) -> Result<Vec<Token>, Failure> {
    let mut lexer = Lexer { rest: template, tokens: Vec::new() };
    while let Some((text, action)) = lexer.rest.split_once("{{") {
        let trimmed = is_trim_left(action);
        lexer.text(if trimmed { text.trim_end_matches(is_space) } else { text });
        lexer.rest = if trimmed { action.get(1..).unwrap_or("") } else { action };
        let inside = if trimmed { lexer.rest.get(1..).unwrap_or("") } else { lexer.rest };
        if let Some(comment) = inside.strip_prefix("/*") {
            lexer.comment(comment)?;
        } else {
            lexer.tokens.push(Token::Left);
            lexer.action()?;
        }
    }
    let rest = lexer.rest;
    lexer.text(rest);
    lexer.tokens.push(Token::End);
    Ok(lexer.tokens)
}

fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n')
}

fn is_trim_left(action: &str) -> bool {
    action.strip_prefix('-').is_some_and(|rest| rest.starts_with(is_space))
}

fn is_word(character: char) -> bool {
    character == '_' || character.is_alphanumeric()
}

struct Lexer<'a> {
    rest: &'a str,
    tokens: Vec<Token>,
}

impl<'a> Lexer<'a> {
    fn text(&mut self, text: &str) {
        if !text.is_empty() {
            self.tokens.push(Token::Text(text.to_owned()));
        }
    }

    /// Behind the beginning of a comment.
    fn comment(&mut self, comment: &'a str) -> Result<(), Failure> {
        let (_, rest) = comment.split_once("*/").ok_or_else(|| malformed("unclosed comment"))?;
        self.rest = rest;
        if self.right() { Ok(()) } else { Err(malformed("comment ends before closing delimiter")) }
    }

    /// Passes over `}}` or ` -}}`, and the space that the latter trims.
    fn right(&mut self) -> bool {
        if let Some(rest) = self.rest.strip_prefix("}}") {
            self.rest = rest;
            return true;
        }
        let trimming = self.rest.strip_prefix(is_space).and_then(|rest| rest.strip_prefix("-}}"));
        if let Some(rest) = trimming {
            self.rest = rest.trim_start_matches(is_space);
            return true;
        }
        false
    }

    fn take(&mut self, matches: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !matches(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    fn action(&mut self) -> Result<(), Failure> {
        let mut parentheses: usize = 0;
        loop {
            if self.right() {
                if parentheses > 0 {
                    return Err(malformed("unclosed left paren"));
                }
                self.tokens.push(Token::Right);
                return Ok(());
            }
            let mut rest = self.rest.chars();
            let first = rest.next().ok_or_else(|| malformed("unclosed action"))?;
            let rest = rest.as_str();
            let token = match first {
                _ if is_space(first) => {
                    self.space();
                    continue;
                }
                '=' => Token::Assign,
                ':' => {
                    self.rest = rest.strip_prefix('=').ok_or_else(|| malformed("expected :="))?;
                    self.tokens.push(Token::Declare);
                    continue;
                }
                '|' => Token::Pipe,
                '"' | '`' | '\'' => {
                    self.rest = rest;
                    let constant = self.quoted(first)?;
                    self.tokens.push(Token::Constant(constant));
                    continue;
                }
                '$' => {
                    self.rest = rest;
                    let name = format!("${}", self.name()?);
                    self.tokens.push(Token::Variable(name));
                    continue;
                }
                '.' if !rest.starts_with(|c: char| c.is_ascii_digit()) && !rest.is_empty() => {
                    self.rest = rest;
                    let name = self.name()?;
                    self.tokens.push(if name.is_empty() {
                        Token::Dot
                    } else {
                        Token::Field(name.to_owned())
                    });
                    continue;
                }
                '.' | '+' | '-' | '0'..='9' => {
                    let constant = number(self.spelled_number()?)?;
                    self.tokens.push(Token::Constant(constant));
                    continue;
                }
                _ if is_word(first) => {
                    let word = self.name()?;
                    self.tokens.push(named(word));
                    continue;
                }
                '(' => {
                    parentheses = parentheses.saturating_add(1);
                    Token::Open
                }
                ')' => {
                    parentheses =
                        parentheses.checked_sub(1).ok_or_else(|| malformed("unexpected right paren"))?;
                    Token::Close
                }
                _ if (' '..='~').contains(&first) => Token::Other(first),
                _ => return Err(malformed(format!("unrecognized character in action: {first:?}"))),
            };
            self.rest = rest;
            self.tokens.push(token);
        }
    }

    /// Space, but for the one character that belongs to a trimming delimiter.
    fn space(&mut self) {
        let start = self.rest;
        let space = self.take(is_space);
        if self.rest.starts_with("-}}") {
            // Space is one byte a character.
            self.rest = start.get(space.len().saturating_sub(1)..).unwrap_or(self.rest);
            if space.len() == 1 {
                return;
            }
        }
        self.tokens.push(Token::Space);
    }

    /// Letters, digits and underscores, behind which a word may end.
    fn name(&mut self) -> Result<&'a str, Failure> {
        let name = self.take(is_word);
        let ends = self.rest.is_empty()
            || self.rest.starts_with(is_space)
            || self.rest.starts_with(['.', ',', '|', ':', ')', '('])
            || self.rest.starts_with("}}");
        if ends { Ok(name) } else { Err(malformed("bad character in a name")) }
    }

    fn quoted(&mut self, quote: char) -> Result<Operand, Failure> {
        let unterminated = || malformed("unterminated quoted string");
        if quote == '`' {
            let (text, rest) = self.rest.split_once('`').ok_or_else(unterminated)?;
            self.rest = rest;
            return Ok(Operand::Text(text.replace('\r', ""), "string"));
        }
        let mut escaped = false;
        let end = self.rest.find(|character| {
            let ends = !escaped && character == quote || character == '\n';
            escaped = !escaped && character == '\\';
            ends
        });
        let (text, rest) =
            self.rest.split_at_checked(end.ok_or_else(unterminated)?).ok_or_else(unterminated)?;
        self.rest = rest.strip_prefix(quote).ok_or_else(unterminated)?;
        if quote == '\'' { rune(text) } else { Ok(Operand::Text(unquoted(text, quote)?, "string")) }
    }

    /// What looks like a number.
    fn spelled_number(&mut self) -> Result<&'a str, Failure> {
        let start = self.rest;
        self.rest = self.rest.strip_prefix(['+', '-']).unwrap_or(self.rest);
        let lower = self.rest.get(..2).unwrap_or("").to_ascii_lowercase();
        let radix = match lower.as_str() {
            "0x" => 16,
            "0o" => 8,
            "0b" => 2,
            _ => 10,
        };
        if radix != 10 {
            self.rest = self.rest.get(2..).unwrap_or("");
        }
        let digit = |c: char| c == '_' || c.is_digit(radix);
        self.take(digit);
        if let Some(rest) = self.rest.strip_prefix('.') {
            self.rest = rest;
            self.take(digit);
        }
        let power: &[char] = match radix {
            10 => &['e', 'E'],
            16 => &['p', 'P'],
            _ => &[],
        };
        if let Some(rest) = self.rest.strip_prefix(power) {
            self.rest = rest.strip_prefix(['+', '-']).unwrap_or(rest);
            self.take(|c| c == '_' || c.is_ascii_digit());
        }
        self.rest = self.rest.strip_prefix('i').unwrap_or(self.rest);
        if self.rest.starts_with(is_word) || self.rest.starts_with(['+', '-']) {
            return Err(malformed("bad number syntax"));
        }
        Ok(start.get(..start.len().saturating_sub(self.rest.len())).unwrap_or(""))
    }
}

fn named(word: &str) -> Token {
    if let Some(keyword) = KEYWORDS.iter().find(|keyword| **keyword == word) {
        return Token::Keyword(keyword);
    }
    match word {
        "true" => Token::Constant(Operand::Bool(true)),
        "false" => Token::Constant(Operand::Bool(false)),
        _ => Token::Identifier(word.to_owned()),
    }
}
