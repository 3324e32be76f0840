//! Reads a template: text, actions and blocks.

use super::token::{Token, tokens};
use super::tree::{Branch, MAIN, Node, Pipeline, Templates};
use super::{DEPTH, malformed, too_deep};
use crate::builtins::Failure;
use crate::builtins::sprintf::Operand;

/// All templates of a text.
pub(super) fn parse(template: &str) -> Result<Templates, Failure> {
    let mut parser = Parser {
        tokens: tokens(template)?,
        at: 0,
        depth: 0,
        loops: 0,
        variables: vec!["$".to_owned()],
        templates: Templates::default(),
    };
    let mut main = Vec::new();
    while *parser.peek() != Token::End {
        if parser.definition()? {
            continue;
        }
        match parser.node()? {
            Read::Node(node) => main.push(node),
            Read::Else | Read::End => return Err(malformed("unexpected {{end}} or {{else}}")),
        }
    }
    parser.add(MAIN.to_owned(), main)?;
    Ok(parser.templates)
}

/// What a list of nodes is made of and ends with.
enum Read {
    Node(Node),
    Else,
    End,
}

pub(super) struct Parser {
    tokens: Vec<Token>,
    at: usize,
    pub(super) depth: usize,
    /// The loops around.
    loops: usize,
    pub(super) variables: Vec<String>,
    templates: Templates,
}

impl Parser {
    pub(super) fn peek(&self) -> &Token {
        self.tokens.get(self.at).unwrap_or(&Token::End)
    }

    pub(super) fn next(&mut self) -> Token {
        let token = self.peek().clone();
        self.at = self.at.saturating_add(1);
        token
    }

    pub(super) fn skip_space(&mut self) {
        while *self.peek() == Token::Space {
            self.at = self.at.saturating_add(1);
        }
    }

    pub(super) fn next_word(&mut self) -> Token {
        self.skip_space();
        self.next()
    }

    /// A place to go back to.
    pub(super) fn mark(&self) -> usize {
        self.at
    }

    pub(super) fn back(&mut self, mark: usize) {
        self.at = mark;
    }

    fn right(&mut self) -> Result<(), Failure> {
        if self.next_word() == Token::Right { Ok(()) } else { Err(malformed("unexpected token before }}")) }
    }

    pub(super) fn deeper(&mut self) -> Result<(), Failure> {
        self.depth = self.depth.saturating_add(1);
        if self.depth > DEPTH { Err(too_deep()) } else { Ok(()) }
    }

    /// `{{define "name"}}…{{end}}`, at the outermost level only.
    fn definition(&mut self) -> Result<bool, Failure> {
        let mark = self.mark();
        if self.next() != Token::Left || self.next_word() != Token::Keyword("define") {
            self.back(mark);
            return Ok(false);
        }
        let name = self.name()?;
        self.right()?;
        self.apart(name)?;
        Ok(true)
    }

    /// The body of a template of its own, which knows no variables of the one around.
    fn apart(&mut self, name: String) -> Result<(), Failure> {
        self.deeper()?;
        let variables = std::mem::replace(&mut self.variables, vec!["$".to_owned()]);
        let loops = std::mem::take(&mut self.loops);
        let (body, end) = self.list()?;
        if !matches!(end, Read::End) {
            return Err(malformed("unexpected {{else}} in a definition"));
        }
        self.variables = variables;
        self.loops = loops;
        self.depth = self.depth.saturating_sub(1);
        self.add(name, body)
    }

    /// A template that is empty gives way to another of its name.
    fn add(&mut self, name: String, body: Vec<Node>) -> Result<(), Failure> {
        let is_empty = |nodes: &[Node]| {
            nodes.iter().all(|node| matches!(node, Node::Text(text) if text.trim().is_empty()))
        };
        match self.templates.named.get(&name) {
            Some(known) if !is_empty(known) => {
                if is_empty(&body) {
                    Ok(())
                } else {
                    Err(malformed(format!("multiple definition of template {name:?}")))
                }
            }
            _ => {
                self.templates.named.insert(name, body);
                Ok(())
            }
        }
    }

    fn name(&mut self) -> Result<String, Failure> {
        match self.next_word() {
            Token::Constant(Operand::Text(name, _)) => Ok(name),
            _ => Err(malformed("a template's name has to be a string")),
        }
    }

    /// Nodes up to `{{end}}` or `{{else}}`.
    fn list(&mut self) -> Result<(Vec<Node>, Read), Failure> {
        let mut nodes = Vec::new();
        loop {
            self.skip_space();
            if *self.peek() == Token::End {
                return Err(malformed("unexpected EOF"));
            }
            match self.node()? {
                Read::Node(node) => nodes.push(node),
                end => return Ok((nodes, end)),
            }
        }
    }

    fn node(&mut self) -> Result<Read, Failure> {
        match self.next_word() {
            Token::Text(text) => Ok(Read::Node(Node::Text(text))),
            Token::Left => self.action(),
            _ => Err(malformed("unexpected token in input")),
        }
    }

    fn action(&mut self) -> Result<Read, Failure> {
        let mark = self.mark();
        let Token::Keyword(keyword) = self.next_word() else {
            self.back(mark);
            return Ok(Read::Node(Node::Action(self.pipeline("command", &Token::Right)?)));
        };
        Ok(Read::Node(match keyword {
            "if" => Node::If(self.branch("if")?),
            "with" => Node::With(self.branch("with")?),
            "range" => Node::Range(self.branch("range")?),
            "template" => {
                let name = self.name()?;
                self.skip_space();
                let pipeline = if *self.peek() == Token::Right {
                    self.next();
                    None
                } else {
                    Some(self.pipeline("template clause", &Token::Right)?)
                };
                Node::Template(name, pipeline)
            }
            "block" => {
                let name = self.name()?;
                let pipeline = self.pipeline("block clause", &Token::Right)?;
                self.apart(name.clone())?;
                Node::Template(name, Some(pipeline))
            }
            "break" | "continue" => {
                self.right()?;
                if self.loops == 0 {
                    return Err(malformed(format!("{{{{{keyword}}}}} outside {{{{range}}}}")));
                }
                if keyword == "break" { Node::Break } else { Node::Continue }
            }
            "end" => {
                self.right()?;
                return Ok(Read::End);
            }
            "else" => {
                self.skip_space();
                if !matches!(self.peek(), Token::Keyword("if" | "with")) {
                    self.right()?;
                }
                return Ok(Read::Else);
            }
            // `nil` begins a pipeline.
            "nil" => {
                self.back(mark);
                Node::Action(self.pipeline("command", &Token::Right)?)
            }
            _ => return Err(malformed(format!("unexpected {{{{{keyword}}}}}"))),
        }))
    }

    fn branch(&mut self, context: &'static str) -> Result<Branch, Failure> {
        self.deeper()?;
        let known = self.variables.len();
        let pipeline: Pipeline = self.pipeline(context, &Token::Right)?;
        let is_loop = usize::from(context == "range");
        self.loops = self.loops.saturating_add(is_loop);
        let (body, end) = self.list()?;
        self.loops = self.loops.saturating_sub(is_loop);
        let otherwise = match (end, context, self.peek()) {
            (Read::Else, "if", Token::Keyword("if")) => {
                self.next();
                vec![Node::If(self.branch("if")?)]
            }
            (Read::Else, "with", Token::Keyword("with")) => {
                self.next();
                vec![Node::With(self.branch("with")?)]
            }
            (Read::Else, ..) => {
                let (otherwise, end) = self.list()?;
                if !matches!(end, Read::End) {
                    return Err(malformed("expected end; found {{else}}"));
                }
                otherwise
            }
            _ => Vec::new(),
        };
        self.variables.truncate(known);
        self.depth = self.depth.saturating_sub(1);
        Ok(Branch { pipeline, body, otherwise })
    }
}
