//! The tokens of the language: a character, a dot or a set, each once, once or more, or any number of times.

use crate::builtins::Failure;
use crate::builtins::argument::failed;

/// How often a token stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Many {
    Once,
    /// `+`.
    OnceOrMore,
    /// `*`.
    AnyNumber,
}

/// What a token matches.
#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    Character(char),
    Any,
    /// Ranges in order, none touching another.
    Set(Vec<(u32, u32)>),
}

/// A token of a pattern.
#[derive(Debug, Clone)]
pub(super) struct Token {
    what: What,
    pub(super) many: Many,
}

impl Token {
    /// Whether some character matches both. A dot meets a set even where the set is empty.
    pub(super) fn meets(&self, other: &Token) -> bool {
        match (&self.what, &other.what) {
            (What::Any, _) | (_, What::Any) => true,
            (What::Character(one), What::Character(other)) => one == other,
            (What::Character(one), What::Set(set)) | (What::Set(set), What::Character(one)) => {
                set.iter().any(|(first, last)| (*first..=*last).contains(&u32::from(*one)))
            }
            (What::Set(one), What::Set(other)) => {
                one.iter().any(|(first, last)| other.iter().any(|(low, high)| first <= high && low <= last))
            }
        }
    }
}

/// Reads a pattern. Neighbours that are alike and both repeat become one.
pub(super) fn tokens(pattern: &str) -> Result<Vec<Token>, Failure> {
    let characters: Vec<char> = pattern.chars().collect();
    let mut reader = Reader { characters: &characters, at: 0 };
    let mut tokens: Vec<Token> = Vec::new();
    while let Some((character, escaped)) = reader.next()? {
        let what = match character {
            _ if escaped => What::Character(character),
            '.' => What::Any,
            '[' => reader.set()?,
            ']' => return Err(failed("set-close ']' with no preceding '['")),
            '+' | '*' => return Err(failed("a flag must be preceded by a non-flag")),
            other => What::Character(other),
        };
        let many = reader.many()?;
        match tokens.last_mut() {
            Some(last) if many != Many::Once && last.many != Many::Once && last.what == what => {
                if many == Many::OnceOrMore {
                    last.many = many;
                }
            }
            _ => tokens.push(Token { what, many }),
        }
    }
    Ok(tokens)
}

struct Reader<'a> {
    characters: &'a [char],
    at: usize,
}

impl Reader<'_> {
    /// The next character, and whether a backslash stood before it.
    fn next(&mut self) -> Result<Option<(char, bool)>, Failure> {
        let Some(character) = self.characters.get(self.at) else { return Ok(None) };
        self.at = self.at.saturating_add(1);
        if *character != '\\' {
            return Ok(Some((*character, false)));
        }
        let escaped =
            self.characters.get(self.at).ok_or_else(|| failed("input ends with a \\ (escape) character"))?;
        self.at = self.at.saturating_add(1);
        Ok(Some((*escaped, true)))
    }

    fn many(&mut self) -> Result<Many, Failure> {
        let start = self.at;
        match self.next()? {
            Some(('+', false)) => Ok(Many::OnceOrMore),
            Some(('*', false)) => Ok(Many::AnyNumber),
            _ => {
                self.at = start;
                Ok(Many::Once)
            }
        }
    }

    /// Reads behind `[`.
    fn set(&mut self) -> Result<What, Failure> {
        let mut ranges = Vec::new();
        let mut previous: Option<char> = None;
        while let Some((character, escaped)) = self.next()? {
            match character {
                ']' if !escaped => return Ok(What::Set(merged(ranges))),
                '-' if !escaped => {
                    let low = previous.take().ok_or_else(|| failed("'-' must be preceded by a character"))?;
                    if self.at >= self.characters.len().saturating_sub(1) {
                        return Err(failed("'-' must be followed by a character"));
                    }
                    let Some((high, escaped)) = self.next()? else { break };
                    if !escaped && matches!(high, ']' | '-') {
                        return Err(failed("'-' cannot be followed by a special symbol"));
                    }
                    if high < low {
                        return Err(failed("range is out of order"));
                    }
                    ranges.push((u32::from(low), u32::from(high)));
                }
                other => {
                    ranges.push((u32::from(other), u32::from(other)));
                    previous = Some(other);
                }
            }
        }
        Err(failed("found [ without matching ]"))
    }
}

/// The same characters in as few ranges as possible.
fn merged(mut ranges: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    ranges.sort_unstable();
    let mut out: Vec<(u32, u32)> = Vec::new();
    for (first, last) in ranges {
        match out.last_mut() {
            Some(before) if first <= before.1.saturating_add(1) => before.1 = before.1.max(last),
            _ => out.push((first, last)),
        }
    }
    out
}
