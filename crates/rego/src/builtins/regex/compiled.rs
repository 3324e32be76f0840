//! A pattern that is ready to match.

use ::regex::{Regex, RegexBuilder};

use super::parser::parse;
use crate::builtins::Failure;
use crate::builtins::argument::beyond;

/// What a compiled pattern may take, in bytes. Go takes about as much for its own form.
const SIZE: usize = 64 << 20;

/// Our own limit of nesting is far below, and each level is a few of the crate's.
const NESTING: u32 = 1_000;

/// A pattern and the names of its groups: the crate takes fewer names than Go, so they are kept here.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) regex: Regex,
    /// The name of each group, counted from 1; empty where it has none.
    pub(super) names: Vec<String>,
}

impl Compiled {
    pub(super) fn new(pattern: &str) -> Result<Self, Failure> {
        let parsed = parse(pattern)?;
        Ok(Self { regex: build(&parsed.translated)?, names: parsed.names })
    }
}

/// Compiles a pattern in the crate's own syntax. It was written by this program, so a failure is a limit reached.
pub(in crate::builtins) fn build(translated: &str) -> Result<Regex, Failure> {
    RegexBuilder::new(translated)
        .size_limit(SIZE)
        .nest_limit(NESTING)
        .build()
        .map_err(|error| beyond(format!("pattern is too large to match: {error}")))
}
