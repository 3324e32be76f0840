//! Reads pipelines: variables, commands, arguments.

use super::functions;
use super::malformed;
use super::parse::Parser;
use super::token::Token;
use super::tree::{Pipeline, Term};
use crate::builtins::Failure;

impl Parser {
    /// A pipeline up to and with `end`.
    pub(super) fn pipeline(&mut self, context: &'static str, end: &Token) -> Result<Pipeline, Failure> {
        let mut pipeline = Pipeline::default();
        while self.declaration(context, &mut pipeline)? {}
        loop {
            self.skip_space();
            match self.peek() {
                token if token == end => {
                    self.next();
                    break;
                }
                Token::Constant(_)
                | Token::Dot
                | Token::Field(_)
                | Token::Identifier(_)
                | Token::Keyword("nil")
                | Token::Variable(_)
                | Token::Open => {
                    let command = self.command()?;
                    pipeline.commands.push(command);
                }
                _ => return Err(malformed(format!("unexpected token in {context}"))),
            }
        }
        if pipeline.commands.is_empty() {
            return Err(malformed(format!("missing value for {context}")));
        }
        let not_called =
            |command: &Vec<Term>| matches!(command.first(), Some(Term::Constant(_) | Term::Dot | Term::Nil));
        if pipeline.commands.iter().skip(1).any(not_called) {
            return Err(malformed("non executable command in a pipeline"));
        }
        Ok(pipeline)
    }

    /// A variable with `:=`, `=` or, for a loop's first of two, a comma behind it. True if another has to follow.
    fn declaration(&mut self, context: &'static str, pipeline: &mut Pipeline) -> Result<bool, Failure> {
        self.skip_space();
        let mark = self.mark();
        let Token::Variable(name) = self.peek().clone() else { return Ok(false) };
        self.next();
        match self.next_word() {
            token @ (Token::Assign | Token::Declare) => {
                pipeline.assigns = token == Token::Assign;
                pipeline.variables.push(name.clone());
                self.variables.push(name);
                Ok(false)
            }
            Token::Other(',') => {
                pipeline.variables.push(name.clone());
                self.variables.push(name);
                if context != "range" || pipeline.variables.len() > 1 {
                    return Err(malformed(format!("too many declarations in {context}")));
                }
                self.skip_space();
                match self.peek() {
                    Token::Variable(_) | Token::Right | Token::Close => Ok(true),
                    _ => Err(malformed("range can only initialize variables")),
                }
            }
            _ => {
                self.back(mark);
                Ok(false)
            }
        }
    }

    fn command(&mut self) -> Result<Vec<Term>, Failure> {
        let mut words = Vec::new();
        loop {
            self.skip_space();
            if let Some(word) = self.operand()? {
                words.push(word);
            }
            match self.peek() {
                Token::Space => {
                    self.next();
                }
                Token::Right | Token::Close => break,
                Token::Pipe => {
                    self.next();
                    break;
                }
                _ => return Err(malformed("unexpected token in operand")),
            }
        }
        if words.is_empty() { Err(malformed("empty command")) } else { Ok(words) }
    }

    /// A term and the fields behind it.
    fn operand(&mut self) -> Result<Option<Term>, Failure> {
        let Some(term) = self.term()? else { return Ok(None) };
        let mut fields = Vec::new();
        while let Token::Field(field) = self.peek().clone() {
            self.next();
            fields.push(field);
        }
        if fields.is_empty() {
            return Ok(Some(term));
        }
        Ok(Some(match term {
            Term::Field(mut before) => {
                before.append(&mut fields);
                Term::Field(before)
            }
            Term::Variable(name, _) => Term::Variable(name, fields),
            Term::Dot | Term::Nil | Term::Constant(_) => return Err(malformed("unexpected . after a term")),
            other => Term::Chain(Box::new(other), fields),
        }))
    }

    fn term(&mut self) -> Result<Option<Term>, Failure> {
        let mark = self.mark();
        Ok(Some(match self.next_word() {
            Token::Identifier(name) if functions::is_known(&name) => Term::Function(name),
            Token::Identifier(name) => return Err(malformed(format!("function {name:?} not defined"))),
            Token::Dot => Term::Dot,
            Token::Keyword("nil") => Term::Nil,
            Token::Variable(name) if self.variables.contains(&name) => Term::Variable(name, Vec::new()),
            Token::Variable(name) => return Err(malformed(format!("undefined variable {name:?}"))),
            Token::Field(name) => Term::Field(vec![name]),
            Token::Constant(constant) => Term::Constant(constant),
            Token::Open => {
                self.deeper()?;
                let inside = self.pipeline("parenthesized pipeline", &Token::Close)?;
                self.depth = self.depth.saturating_sub(1);
                Term::Pipeline(Box::new(inside))
            }
            _ => {
                self.back(mark);
                return Ok(None);
            }
        }))
    }
}
