//! What a template is made of.

use std::collections::BTreeMap;

use crate::builtins::sprintf::Operand;

/// Templates by name; the main one has none of its own to be called by but `template`.
#[derive(Debug, Default)]
pub(super) struct Templates {
    pub(super) named: BTreeMap<String, Vec<Node>>,
}

/// The name of the main template.
pub(super) const MAIN: &str = "template";

/// A part of a template.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Text(String),
    /// A pipeline whose value is shown, unless it declares variables.
    Action(Pipeline),
    If(Branch),
    With(Branch),
    Range(Branch),
    /// A template by name.
    Template(String, Option<Pipeline>),
    Break,
    Continue,
}

/// Something that is done or left, and what is done instead.
#[derive(Debug, Clone)]
pub(super) struct Branch {
    pub(super) pipeline: Pipeline,
    pub(super) body: Vec<Node>,
    pub(super) otherwise: Vec<Node>,
}

/// Commands, each of which takes the value before as its last argument.
#[derive(Debug, Clone, Default)]
pub(super) struct Pipeline {
    /// Variables that get the value.
    pub(super) variables: Vec<String>,
    /// Whether the variables were there before.
    pub(super) assigns: bool,
    /// The arguments of each command, the function first.
    pub(super) commands: Vec<Vec<Term>>,
}

/// A word of a command.
#[derive(Debug, Clone)]
pub(super) enum Term {
    Dot,
    Nil,
    Constant(Operand),
    /// Fields of the dot.
    Field(Vec<String>),
    /// Fields of a variable.
    Variable(String, Vec<String>),
    Function(String),
    Pipeline(Box<Pipeline>),
    /// Fields of a value in parentheses, or of a function's.
    Chain(Box<Term>, Vec<String>),
}
