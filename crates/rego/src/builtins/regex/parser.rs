//! Reads a pattern by Go's rules and writes it for the crate.

use super::class;
use super::escape::{escape, write};
use super::flags::{Flags, Opening, opening};
use super::reader::Reader;
use super::repeat::{Count, MOST, count};
use crate::builtins::Failure;
use crate::builtins::argument::{beyond, failed};

/// Groups and repetitions nested deeper are refused: the crate compiles them by recursion.
const DEPTH: usize = 40;

/// What Go refuses.
pub(super) fn malformed(what: &str) -> Failure {
    failed(format!("error parsing regexp: {what}"))
}

/// One level more around something of a height.
fn nested(height: usize) -> Result<usize, Failure> {
    if height >= DEPTH {
        return Err(beyond(format!("pattern has groups and repetitions nested deeper than {DEPTH}")));
    }
    Ok(height.saturating_add(1))
}

/// A pattern in the crate's syntax, and the names of its groups, counted from 1.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) translated: String,
    pub(super) names: Vec<String>,
}

pub(super) fn parse(pattern: &str) -> Result<Parsed, Failure> {
    let mut parser = Parser {
        reader: Reader::new(pattern),
        flags: Flags::default(),
        group: Group::default(),
        around: Vec::new(),
        names: Vec::new(),
        repeated: false,
    };
    while let Some(character) = parser.reader.next() {
        parser.token(character)?;
    }
    if !parser.around.is_empty() {
        return Err(malformed("missing closing )"));
    }
    Ok(Parsed { translated: parser.group.text(), names: parser.names })
}

/// One thing that can be repeated.
struct Piece {
    text: String,
    /// How many copies of its innermost part the repetitions in it make.
    copies: u32,
    /// How deep groups and repetitions are nested in it.
    height: usize,
}

/// A group that is being read.
#[derive(Default)]
struct Group {
    opened: &'static str,
    /// The flags to go back to at its end.
    outer: Flags,
    /// Alternatives that are complete.
    before: String,
    current: Vec<Piece>,
    copies: u32,
    height: usize,
}

impl Group {
    fn text(mut self) -> String {
        self.close();
        format!("{}{}", self.opened, self.before)
    }

    fn close(&mut self) {
        for piece in self.current.drain(..) {
            self.copies = self.copies.max(piece.copies);
            self.height = self.height.max(piece.height);
            self.before.push_str(&piece.text);
        }
    }
}

struct Parser<'a> {
    reader: Reader<'a>,
    flags: Flags,
    group: Group,
    /// The groups around the current one.
    around: Vec<Group>,
    names: Vec<String>,
    /// Whether the last token was a repetition.
    repeated: bool,
}

impl Parser<'_> {
    fn token(&mut self, character: char) -> Result<(), Failure> {
        let repeated = std::mem::take(&mut self.repeated);
        match character {
            '(' if self.reader.take("?") => self.flags()?,
            '(' => self.open(Some(String::new()), self.flags)?,
            ')' => self.end()?,
            '|' => {
                self.group.close();
                self.group.before.push('|');
            }
            '^' => self.push(if self.flags.lines { "(?m:^)" } else { "(?:\\A)" }),
            '$' => self.push(if self.flags.lines { "(?m:$)" } else { "(?:\\z)" }),
            '.' => self.push(if self.flags.dot_all { "(?s:.)" } else { "[^\\n]" }),
            '[' => {
                let class = class::bracketed(&mut self.reader)?;
                self.push_class(&class);
            }
            '*' => self.repeat("*", None, repeated)?,
            '+' => self.repeat("+", None, repeated)?,
            '?' => self.repeat("?", None, repeated)?,
            '{' => match count(&mut self.reader) {
                Some(count) if !count.is_valid() => return Err(malformed("invalid repeat count")),
                Some(count) => {
                    let most = count.most.map_or_else(String::new, |most| most.to_string());
                    self.repeat(&format!("{{{},{most}}}", count.least), Some(count), repeated)?;
                }
                None => self.literal(u32::from('{')),
            },
            '\\' => self.backslash()?,
            other => self.literal(u32::from(other)),
        }
        Ok(())
    }

    fn push(&mut self, text: &str) {
        self.group.current.push(Piece { text: text.to_owned(), copies: 1, height: 0 });
    }

    fn push_class(&mut self, class: &str) {
        if self.flags.fold { self.push(&format!("(?i:{class})")) } else { self.push(class) }
    }

    fn literal(&mut self, code: u32) {
        let mut text = String::new();
        match char::from_u32(code) {
            Some(character)
                if self.flags.fold && (character.is_ascii_alphabetic() || !character.is_ascii()) =>
            {
                text.push_str("(?i:");
                write(&mut text, code);
                text.push(')');
            }
            Some(_) => write(&mut text, code),
            // Half of a surrogate pair is in no text.
            None => text.push_str("[^\\x{0}-\\x{10FFFF}]"),
        }
        self.push(&text);
    }

    fn backslash(&mut self) -> Result<(), Failure> {
        let mut ahead = self.reader;
        match ahead.next() {
            Some('A') => self.push("(?:\\A)"),
            Some('z') => self.push("(?:\\z)"),
            Some('b') => self.push("(?-u:\\b)"),
            Some('B') => self.push("(?-u:\\B)"),
            Some('Q') => {
                let (quoted, rest) = ahead.rest.split_once("\\E").unwrap_or((ahead.rest, ""));
                ahead.rest = rest;
                for character in quoted.chars() {
                    self.literal(u32::from(character));
                }
            }
            Some(letter @ ('p' | 'P')) => {
                let class = class::unicode(&mut ahead, letter == 'P')?;
                self.push_class(&class);
            }
            Some(letter) if class::perl(letter).is_some() => {
                self.push_class(class::perl(letter).unwrap_or(""));
            }
            _ => {
                let code = escape(&mut self.reader)?;
                self.literal(code);
                return Ok(());
            }
        }
        self.reader = ahead;
        Ok(())
    }

    fn flags(&mut self) -> Result<(), Failure> {
        match opening(&mut self.reader, self.flags)? {
            Opening::Named(name) => self.open(Some(name), self.flags),
            Opening::Group(flags) => self.open(None, flags),
            Opening::Set(flags) => {
                self.flags = flags;
                Ok(())
            }
        }
    }

    /// Opens a group, which captures if it has a name or an empty one.
    fn open(&mut self, name: Option<String>, inner: Flags) -> Result<(), Failure> {
        nested(self.around.len())?;
        let opened = if name.is_some() { "(" } else { "(?:" };
        self.names.extend(name);
        let group = Group { opened, outer: self.flags, ..Group::default() };
        self.around.push(std::mem::replace(&mut self.group, group));
        self.flags = inner;
        Ok(())
    }

    fn end(&mut self) -> Result<(), Failure> {
        let Some(around) = self.around.pop() else {
            return Err(malformed("unexpected )"));
        };
        let mut group = std::mem::replace(&mut self.group, around);
        group.close();
        self.flags = group.outer;
        let copies = group.copies.max(1);
        let height = nested(group.height)?;
        self.group.current.push(Piece { text: format!("{})", group.text()), copies, height });
        Ok(())
    }

    /// Repeats the last piece.
    fn repeat(&mut self, operator: &str, count: Option<Count>, repeated: bool) -> Result<(), Failure> {
        let lazy = self.reader.take("?") != self.flags.lazy;
        if repeated {
            return Err(malformed("invalid nested repetition operator"));
        }
        let Some(piece) = self.group.current.last_mut() else {
            return Err(malformed("missing argument to repetition operator"));
        };
        if let Some(count) = count {
            let times = count.most.unwrap_or(count.least);
            piece.copies = if times == 0 && count.most.is_some() {
                1
            } else {
                piece.copies.saturating_mul(times.max(1))
            };
            if (count.least >= 2 || times >= 2) && piece.copies > MOST {
                return Err(malformed("invalid repeat count"));
            }
        }
        piece.height = nested(piece.height)?;
        piece.text = format!("(?:{}{operator}{})", piece.text, if lazy { "?" } else { "" });
        self.repeated = true;
        Ok(())
    }
}
