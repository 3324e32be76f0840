//! Strings: quoted, raw and templates.

use super::super::token::Kind;
use super::{Lexer, Template};

const UNCLOSED: &str = "non-terminated string";

impl Lexer<'_> {
    /// After the opening quote.
    pub(super) fn text(&mut self) -> Kind {
        loop {
            match self.peek() {
                None | Some('\n') => return self.fault(UNCLOSED),
                _ => {}
            }
            match self.next() {
                Some('"') => return Kind::Text,
                Some('\\') => self.escape(false),
                _ => {}
            }
        }
    }

    /// After the opening back quote.
    pub(super) fn raw_text(&mut self) -> Kind {
        loop {
            match self.next() {
                None => return self.fault(UNCLOSED),
                Some('`') => return Kind::Text,
                Some(_) => {}
            }
        }
    }

    /// After a backslash: only that what follows is known; what it means is found when the string is read.
    fn escape(&mut self, in_template: bool) {
        match self.peek() {
            Some('\\' | '"' | '/' | 'b' | 'f' | 'n' | 'r' | 't') => {
                self.next();
            }
            Some('{') if in_template => {
                self.next();
            }
            // Four characters further: the last digit is read as any other character.
            Some('u') => {
                for _ in 0..4 {
                    self.next();
                }
            }
            _ => self.faults.push("illegal escape sequence"),
        }
    }

    /// After the opening quote, or after the brace that closed an expression: to the quote that closes the
    /// string, or to the brace that opens its next expression.
    pub(super) fn template(&mut self, raw: bool) -> Kind {
        loop {
            match self.peek() {
                None => return self.fault(UNCLOSED),
                Some('\n') if !raw => return self.fault(UNCLOSED),
                _ => {}
            }
            match self.next() {
                Some('`') if raw => return Kind::RawTemplateEnd,
                Some('"') if !raw => return Kind::TemplateEnd,
                Some('{') => {
                    self.templates.push(Template { raw, braces: 0 });
                    return if raw { Kind::RawTemplatePart } else { Kind::TemplatePart };
                }
                Some('\\') if raw => {
                    self.skip_if('{');
                }
                Some('\\') => self.escape(true),
                _ => {}
            }
        }
    }
}
