//! The smallest pieces of a text, and the names that error messages have for them.

use super::tree::Span;

/// What a token is. Names are `Ident` in the token list; the parser decides which of them are keywords,
/// because an import in the text can change that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Illegal,
    Eof,
    Ident,
    Package,
    Import,
    As,
    Default,
    Else,
    Not,
    Some,
    With,
    Null,
    True,
    False,
    Number,
    Text,
    TemplatePart,
    TemplateEnd,
    RawTemplatePart,
    RawTemplateEnd,
    LeftBracket,
    RightBracket,
    LeftBrace,
    RightBrace,
    LeftParen,
    RightParen,
    Comma,
    Colon,
    Plus,
    Minus,
    Times,
    Divide,
    Remainder,
    Ampersand,
    Pipe,
    Unify,
    Equal,
    Assign,
    NotEqual,
    Greater,
    Less,
    GreaterOrEqual,
    LessOrEqual,
    Dot,
    Semicolon,
    In,
    Every,
    Contains,
    If,
    And,
    Or,
}

impl Kind {
    /// As error messages call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::Illegal => "illegal",
            Kind::Eof => "eof",
            Kind::Ident => "identifier",
            Kind::Package => "package",
            Kind::Import => "import",
            Kind::As => "as",
            Kind::Default => "default",
            Kind::Else => "else",
            Kind::Not => "not",
            Kind::Some => "some",
            Kind::With => "with",
            Kind::Null => "null",
            Kind::True => "true",
            Kind::False => "false",
            Kind::Number => "number",
            Kind::Text => "string",
            Kind::TemplatePart => "template-string-part",
            Kind::TemplateEnd => "template-string-end",
            Kind::RawTemplatePart => "raw-template-string-part",
            Kind::RawTemplateEnd => "raw-template-string-end",
            Kind::LeftBracket => "[",
            Kind::RightBracket => "]",
            Kind::LeftBrace => "{",
            Kind::RightBrace => "}",
            Kind::LeftParen => "(",
            Kind::RightParen => ")",
            Kind::Comma => ",",
            Kind::Colon => ":",
            Kind::Plus => "plus",
            Kind::Minus => "minus",
            Kind::Times => "mul",
            Kind::Divide => "div",
            Kind::Remainder => "rem",
            Kind::Ampersand | Kind::And => "and",
            Kind::Pipe | Kind::Or => "or",
            Kind::Unify => "eq",
            Kind::Equal => "equal",
            Kind::Assign => "assign",
            Kind::NotEqual => "neq",
            Kind::Greater => "gt",
            Kind::Less => "lt",
            Kind::GreaterOrEqual => "gte",
            Kind::LessOrEqual => "lte",
            Kind::Dot => ".",
            Kind::Semicolon => ";",
            Kind::In => "in",
            Kind::Every => "every",
            Kind::Contains => "contains",
            Kind::If => "if",
        }
    }

    /// Error messages say "keyword" of these, and "token" of all others.
    pub(super) fn is_keyword(self) -> bool {
        self.is_base_keyword()
            || matches!(self, Kind::In | Kind::Every | Kind::Contains | Kind::If | Kind::And | Kind::Or)
    }

    /// A keyword of every version of the language.
    pub(super) fn is_base_keyword(self) -> bool {
        matches!(
            self,
            Kind::Package
                | Kind::Import
                | Kind::As
                | Kind::Default
                | Kind::Else
                | Kind::Not
                | Kind::Some
                | Kind::With
                | Kind::Null
                | Kind::True
                | Kind::False
        )
    }
}

/// One piece of the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Span,
    /// Blanks or a comment stand before it: references and calls end there.
    pub(super) spaced: bool,
    /// A newline stands before it: statements end there.
    pub(super) on_new_line: bool,
}
