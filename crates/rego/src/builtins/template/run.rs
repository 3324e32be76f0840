//! Runs a template.

use super::eval::Known;
use super::tree::{Branch, MAIN, Node, Templates};
use super::{DEPTH, malformed, too_deep};
use crate::builtins::Failure;
use crate::builtins::argument::beyond;
use crate::builtins::sprintf::{Operand, print};

/// More nodes than this are not run: a loop over numbers could go on for ever.
const STEPS: usize = 1_000_000;
/// Nor is more text than this made.
const LONGEST: usize = 64 << 20;

/// What comes after a node.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    Next,
    Break,
    Continue,
}

pub(super) struct Run<'a> {
    templates: &'a Templates,
    out: String,
    steps: usize,
    /// Lists of nodes inside of each other, over all templates.
    depth: usize,
    /// Variables by name, the latest last.
    pub(super) variables: Vec<(String, Known)>,
}

pub(super) fn run(templates: &Templates, data: Operand) -> Result<String, Failure> {
    let data = Known::Value(data);
    let mut run = Run {
        templates,
        out: String::new(),
        steps: 0,
        depth: 0,
        variables: vec![("$".to_owned(), data.clone())],
    };
    let main = templates.named.get(MAIN).map_or(&[][..], Vec::as_slice);
    run.list(&data, main)?;
    Ok(run.out)
}

impl Run<'_> {
    fn list(&mut self, dot: &Known, nodes: &[Node]) -> Result<After, Failure> {
        if self.depth >= DEPTH.saturating_mul(2) {
            return Err(too_deep());
        }
        self.depth = self.depth.saturating_add(1);
        let mut after = After::Next;
        for node in nodes {
            after = self.node(dot, node)?;
            if after != After::Next {
                break;
            }
        }
        self.depth = self.depth.saturating_sub(1);
        Ok(after)
    }

    fn step(&mut self) -> Result<(), Failure> {
        self.steps = self.steps.saturating_add(1);
        if self.steps > STEPS || self.out.len() > LONGEST {
            return Err(beyond("template runs too long"));
        }
        Ok(())
    }

    fn node(&mut self, dot: &Known, node: &Node) -> Result<After, Failure> {
        self.step()?;
        match node {
            Node::Text(text) => self.out.push_str(text),
            Node::Action(pipeline) => {
                let value = self.pipeline(dot, pipeline)?;
                if pipeline.variables.is_empty() {
                    match value {
                        Known::Value(value) => self.out.push_str(&print(&value)?),
                        Known::Missing => self.out.push_str("<no value>"),
                    }
                }
            }
            Node::If(branch) => return self.choice(dot, branch, false),
            Node::With(branch) => return self.choice(dot, branch, true),
            Node::Range(branch) => return self.range(dot, branch),
            Node::Template(name, pipeline) => {
                let body = self.templates.named.get(name);
                let body = body.ok_or_else(|| malformed(format!("template {name:?} not defined")))?;
                let dot = match pipeline {
                    Some(pipeline) => self.pipeline(dot, pipeline)?,
                    None => Known::Missing,
                };
                let outer = std::mem::replace(&mut self.variables, vec![("$".to_owned(), dot.clone())]);
                self.list(&dot, body)?;
                self.variables = outer;
            }
            Node::Break => return Ok(After::Break),
            Node::Continue => return Ok(After::Continue),
        }
        Ok(After::Next)
    }

    /// `if`, and `with`, which makes the value the dot.
    fn choice(&mut self, dot: &Known, branch: &Branch, with: bool) -> Result<After, Failure> {
        let known = self.variables.len();
        let value = self.pipeline(dot, &branch.pipeline)?;
        let after = if !value.is_true() {
            self.list(dot, &branch.otherwise)?
        } else if with {
            self.list(&value, &branch.body)?
        } else {
            self.list(dot, &branch.body)?
        };
        self.variables.truncate(known);
        Ok(after)
    }

    fn range(&mut self, dot: &Known, branch: &Branch) -> Result<After, Failure> {
        let known = self.variables.len();
        let value = self.pipeline(dot, &branch.pipeline)?;
        let two = branch.pipeline.variables.len() > 1;
        let mut ran = false;
        match value {
            Known::Value(Operand::Integer(count, kind)) => {
                if two {
                    return Err(malformed("can't iterate over an integer with more than one variable"));
                }
                for number in 0..count {
                    ran = true;
                    if !self.iteration(
                        branch,
                        Known::Missing,
                        Known::Value(Operand::Integer(number, kind)),
                    )? {
                        break;
                    }
                }
            }
            Known::Value(Operand::List(elements)) => {
                for (index, element) in (0_i64..).zip(elements) {
                    ran = true;
                    let index = Known::Value(Operand::Integer(index, "int"));
                    if !self.iteration(branch, index, Known::Value(element))? {
                        break;
                    }
                }
            }
            Known::Value(Operand::Map(entries)) => {
                for (key, element) in entries {
                    ran = true;
                    let key = Known::Value(Operand::Text(key, "string"));
                    if !self.iteration(branch, key, Known::Value(element))? {
                        break;
                    }
                }
            }
            Known::Missing => {}
            Known::Value(_) => return Err(malformed("range can't iterate over the value")),
        }
        let after = if ran { After::Next } else { self.list(dot, &branch.otherwise)? };
        self.variables.truncate(known);
        Ok(after)
    }

    /// Runs the body of a loop once. False if the loop is left.
    fn iteration(&mut self, branch: &Branch, index: Known, element: Known) -> Result<bool, Failure> {
        self.step()?;
        let names = &branch.pipeline.variables;
        let values = if names.len() > 1 { vec![index, element.clone()] } else { vec![element.clone()] };
        for (at, (name, value)) in names.iter().zip(values).enumerate() {
            if branch.pipeline.assigns {
                self.assign(name, value)?;
            } else {
                let place = self.variables.len().saturating_sub(names.len()).saturating_add(at);
                if let Some(variable) = self.variables.get_mut(place) {
                    variable.1 = value;
                }
            }
        }
        let known = self.variables.len();
        let after = self.list(&element, &branch.body)?;
        self.variables.truncate(known);
        Ok(after != After::Break)
    }

    pub(super) fn assign(&mut self, name: &str, value: Known) -> Result<(), Failure> {
        match self.variables.iter_mut().rev().find(|(known, _)| known == name) {
            Some(variable) => {
                variable.1 = value;
                Ok(())
            }
            None => Err(malformed(format!("undefined variable: {name}"))),
        }
    }
}
