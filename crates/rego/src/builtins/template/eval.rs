//! Evaluates pipelines and the words in them.

use super::functions;
use super::malformed;
use super::run::Run;
use super::tree::{Pipeline, Term};
use crate::builtins::Failure;
use crate::builtins::sprintf::Operand;

/// A value, or that there is none: a key that a map does not have. Null is a value until it leaves a pipeline.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Known {
    Missing,
    Value(Operand),
}

impl Known {
    pub(super) fn is_true(&self) -> bool {
        match self {
            Self::Missing | Self::Value(Operand::Nil) => false,
            Self::Value(Operand::Bool(truth)) => *truth,
            Self::Value(Operand::Integer(number, _)) => *number != 0,
            Self::Value(Operand::Float(number)) => *number != 0.0,
            Self::Value(Operand::Text(text, _) | Operand::Big(text)) => !text.is_empty(),
            Self::Value(Operand::List(elements)) => !elements.is_empty(),
            Self::Value(Operand::Map(entries)) => !entries.is_empty(),
        }
    }

    /// Null is nothing.
    pub(super) fn unwrapped(self) -> Self {
        if self == Self::Value(Operand::Nil) { Self::Missing } else { self }
    }

    /// As Go's `any`: nothing is nil.
    pub(super) fn operand(self) -> Operand {
        match self {
            Self::Missing => Operand::Nil,
            Self::Value(operand) => operand,
        }
    }
}

impl Run<'_> {
    pub(super) fn pipeline(&mut self, dot: &Known, pipeline: &Pipeline) -> Result<Known, Failure> {
        let mut value = None;
        for command in &pipeline.commands {
            value = Some(self.command(dot, command, value)?.unwrapped());
        }
        let value = value.unwrap_or(Known::Missing);
        for name in &pipeline.variables {
            if pipeline.assigns {
                self.assign(name, value.clone())?;
            } else {
                self.variables.push((name.clone(), value.clone()));
            }
        }
        Ok(value)
    }

    /// `last` is the value of the command before, which is the last argument of this one.
    fn command(&mut self, dot: &Known, words: &[Term], last: Option<Known>) -> Result<Known, Failure> {
        let Some((first, arguments)) = words.split_first() else { return Ok(Known::Missing) };
        let has_arguments = !arguments.is_empty() || last.is_some();
        match first {
            Term::Function(name) => self.call(dot, name, arguments, last),
            Term::Field(fields) => fields_of(dot.clone(), fields, has_arguments),
            Term::Variable(name, fields) if !fields.is_empty() => {
                fields_of(self.variable(name)?, fields, has_arguments)
            }
            Term::Chain(inner, fields) => {
                let value = self.word(dot, inner)?;
                fields_of(value, fields, has_arguments)
            }
            _ if has_arguments => Err(malformed("can't give argument to non-function")),
            Term::Nil => Err(malformed("nil is not a command")),
            other => self.word(dot, other),
        }
    }

    fn variable(&self, name: &str) -> Result<Known, Failure> {
        let found = self.variables.iter().rev().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone()).ok_or_else(|| malformed(format!("undefined variable: {name}")))
    }

    /// A word as an argument.
    fn word(&mut self, dot: &Known, word: &Term) -> Result<Known, Failure> {
        match word {
            Term::Dot => Ok(dot.clone()),
            Term::Nil => Ok(Known::Missing),
            Term::Constant(constant) => Ok(Known::Value(constant.clone())),
            Term::Field(fields) => fields_of(dot.clone(), fields, false),
            Term::Variable(name, fields) => fields_of(self.variable(name)?, fields, false),
            Term::Function(name) => self.call(dot, name, &[], None),
            Term::Pipeline(pipeline) => self.pipeline(dot, pipeline),
            Term::Chain(inner, fields) => {
                let value = self.word(dot, inner)?;
                fields_of(value, fields, false)
            }
        }
    }

    fn call(
        &mut self,
        dot: &Known,
        name: &str,
        words: &[Term],
        last: Option<Known>,
    ) -> Result<Known, Failure> {
        let short_circuit = match name {
            "and" => Some(false),
            "or" => Some(true),
            _ => None,
        };
        let mut arguments = Vec::with_capacity(words.len().saturating_add(1));
        for word in words {
            let value = self.word(dot, word)?;
            if short_circuit.is_some_and(|decides| value.is_true() == decides) {
                return Ok(value);
            }
            arguments.push(value);
        }
        arguments.extend(last);
        functions::call(name, arguments)
    }
}

/// A field of a field of a value. Nothing has only nothing for fields.
fn fields_of(value: Known, fields: &[String], has_arguments: bool) -> Result<Known, Failure> {
    let mut value = value;
    for (at, field) in fields.iter().enumerate() {
        let is_last = at.saturating_add(1) == fields.len();
        value = match value {
            Known::Missing => Known::Missing,
            Known::Value(Operand::Map(_)) if is_last && has_arguments => {
                return Err(malformed(format!("{field} is not a method but has arguments")));
            }
            Known::Value(Operand::Map(entries)) => {
                let found = entries.into_iter().find(|(key, _)| key == field);
                found.map_or(Known::Missing, |(_, value)| Known::Value(value))
            }
            Known::Value(Operand::Nil) => return Err(malformed(format!("nil pointer evaluating {field}"))),
            Known::Value(_) => return Err(malformed(format!("can't evaluate field {field}"))),
        };
    }
    Ok(value)
}
