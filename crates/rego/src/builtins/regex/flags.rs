//! What stands behind `(?`: a named group, or flags.

use super::parser::malformed;
use super::reader::Reader;
use crate::builtins::Failure;

/// The flags in force.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Flags {
    /// `i`: case does not matter.
    pub(super) fold: bool,
    /// `m`: `^` and `$` match at lines too.
    pub(super) lines: bool,
    /// `s`: a dot matches a line's end too.
    pub(super) dot_all: bool,
    /// `U`: what repeats takes as little as possible.
    pub(super) lazy: bool,
}

/// What was read behind `(?`.
#[derive(Debug)]
pub(super) enum Opening {
    /// A group that captures, by name.
    Named(String),
    /// A group that does not, with flags of its own.
    Group(Flags),
    /// Flags for the rest of the group around.
    Set(Flags),
}

/// Reads behind `(?`.
pub(super) fn opening(reader: &mut Reader<'_>, flags: Flags) -> Result<Opening, Failure> {
    let mut named = *reader;
    if (named.rest.len() > 2 && named.take("P<")) || (named.rest.len() > 1 && named.take("<")) {
        let name = named.until(">").ok_or_else(|| malformed("invalid named capture"))?;
        if name.is_empty() || !name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric()) {
            return Err(malformed("invalid named capture"));
        }
        *reader = named;
        return Ok(Opening::Named(name.to_owned()));
    }
    let mut flags = flags;
    let mut on = true;
    let mut seen = false;
    while let Some(character) = reader.next() {
        match character {
            'i' => flags.fold = on,
            'm' => flags.lines = on,
            's' => flags.dot_all = on,
            'U' => flags.lazy = on,
            '-' if on => {
                on = false;
                seen = false;
                continue;
            }
            ':' if on || seen => return Ok(Opening::Group(flags)),
            ')' if on || seen => return Ok(Opening::Set(flags)),
            _ => break,
        }
        seen = true;
    }
    Err(malformed("invalid or unsupported Perl syntax"))
}
