//! Reads a glob and writes the regular expression that means the same.

use std::iter::Peekable;
use std::str::Chars;

use super::{malformed, too_deep};
use crate::builtins::Failure;

/// Deeper nesting of `{…}` than this is refused.
const DEPTH: usize = 40;

/// The regular expression of a glob.
pub(super) fn translate(glob: &str, delimiters: &[char]) -> Result<String, Failure> {
    let mut reader = Reader { rest: glob.chars().peekable(), one: one(delimiters), depth: 0 };
    let mut out = String::from("\\A(?:");
    while let Some(character) = reader.rest.next() {
        reader.item(&mut out, character)?;
    }
    if reader.depth > 0 {
        return Err(malformed("unclosed `{`"));
    }
    out.push_str(")\\z");
    Ok(out)
}

/// Any character that is no delimiter.
fn one(delimiters: &[char]) -> String {
    if delimiters.is_empty() {
        return "(?s:.)".to_owned();
    }
    let mut out = String::from("[^");
    for delimiter in delimiters {
        literal(&mut out, *delimiter);
    }
    out.push(']');
    out
}

/// A character that stands for itself, in a class or outside.
fn literal(out: &mut String, character: char) {
    if character.is_ascii_alphanumeric() {
        out.push(character);
    } else {
        out.push_str(&format!("\\x{{{:X}}}", u32::from(character)));
    }
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
    /// What `?` matches.
    one: String,
    depth: usize,
}

impl Reader<'_> {
    fn item(&mut self, out: &mut String, character: char) -> Result<(), Failure> {
        match character {
            '*' if self.rest.next_if_eq(&'*').is_some() => out.push_str("(?s:.)*"),
            '*' => {
                out.push_str(&self.one);
                out.push('*');
            }
            '?' => out.push_str(&self.one),
            '[' => self.class(out)?,
            '{' => {
                self.depth = self.depth.saturating_add(1);
                if self.depth > DEPTH {
                    return Err(too_deep());
                }
                out.push_str("(?:");
            }
            ',' if self.depth > 0 => out.push('|'),
            '}' if self.depth > 0 => {
                self.depth = self.depth.saturating_sub(1);
                out.push(')');
            }
            '\\' => literal(out, self.rest.next().ok_or_else(|| malformed("trailing backslash"))?),
            other => literal(out, other),
        }
        Ok(())
    }

    /// After `[`: a range, or the characters up to the closing bracket. A range has no escapes.
    fn class(&mut self, out: &mut String) -> Result<(), Failure> {
        let ended = || malformed("unclosed `[`");
        out.push('[');
        if self.rest.next_if_eq(&'!').is_some() {
            out.push('^');
        }
        let first = self.rest.next().ok_or_else(ended)?;
        if self.rest.next_if_eq(&'-').is_some() {
            let last = self.rest.next().ok_or_else(ended)?;
            if self.rest.next() != Some(']') {
                return Err(malformed("expected close range character"));
            }
            if last < first {
                return Err(malformed("range hi character is less than lo"));
            }
            literal(out, first);
            out.push('-');
            literal(out, last);
            out.push(']');
            return Ok(());
        }
        let mut next = Some(first);
        let mut empty = true;
        loop {
            match next.ok_or_else(ended)? {
                ']' if empty => return Err(malformed("empty character class")),
                ']' => break,
                '\\' => literal(out, self.rest.next().ok_or_else(ended)?),
                other => literal(out, other),
            }
            empty = false;
            next = self.rest.next();
        }
        out.push(']');
        Ok(())
    }
}
