//! What can go wrong with a policy: when it is loaded, and when it is evaluated.

use std::fmt;
use std::time::Duration;

use crate::module::Source;

/// A place in a policy file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, as it was named when the source was loaded.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
}

impl Place {
    pub(crate) fn of(span: &regorus::unstable::Span) -> Place {
        // The engine counts a tab as four columns; editors and OPA count it as one.
        let before = span.source.contents().get(..span.start as usize).unwrap_or_default();
        let column = before.chars().rev().take_while(|&c| c != '\n').count() + 1;
        Place {
            file: span.source.file().to_owned(),
            line: span.line,
            column: u32::try_from(column).unwrap_or(u32::MAX),
        }
    }

    pub(crate) fn line(file: &str, line: u32) -> Place {
        Place { file: file.to_owned(), line, column: 1 }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// A policy that cannot be loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// The text is no Rego v1.
    #[error("{place}: rego_parse_error: {message}")]
    Parse {
        /// Where the parser stopped.
        place: Place,
        /// What it expected.
        message: String,
    },
    /// A construct whose answer would differ from OPA's, without an error.
    #[error("{place}: {construct}; {advice}")]
    Refused {
        /// Where the construct stands.
        place: Place,
        /// What was found and what would go wrong.
        construct: String,
        /// The safe way to write it.
        advice: String,
    },
    /// A METADATA block that is missing, incomplete or wrong.
    #[error("{place}: METADATA: {message}")]
    Annotation {
        /// The line at fault.
        place: Place,
        /// What is missing or wrong.
        message: String,
    },
    /// The engine cannot compile the policy.
    #[error("{file}: {message}")]
    Compile {
        /// The file or rule.
        file: String,
        /// The engine's words.
        message: String,
    },
    /// A serialised program that this version cannot run.
    #[error("program of {rule}: {message}; build the bundle again with this version")]
    Program {
        /// The rule.
        rule: String,
        /// What is wrong with the bytes.
        message: String,
    },
}

impl LoadError {
    /// An engine error that names its place in the form `--> file:line:col … error: text`.
    pub(crate) fn from_parser(source: &Source, error: &impl fmt::Display) -> LoadError {
        let (message, place) = unframed(&error.to_string());
        let mut place = place.unwrap_or_else(|| Place::line(&source.path, 1));
        let text = source.text.lines().nth((place.line as usize).saturating_sub(1)).unwrap_or_default();
        place.column = without_tab_stops(text, place.column);
        LoadError::Parse { place, message }
    }
}

/// Message and place of the engine's form `--> file:line:col`, a frame of lines, `error: message`.
fn unframed(text: &str) -> (String, Option<Place>) {
    let message = text.rsplit_once("error: ").map_or(text, |(_, message)| message);
    let place = text.split_once("--> ").and_then(|(_, rest)| rest.lines().next()).and_then(|place| {
        let mut parts = place.rsplitn(3, ':');
        let column = parts.next()?.trim().parse().ok()?;
        let line = parts.next()?.parse().ok()?;
        Some(Place { file: parts.next()?.to_owned(), line, column })
    });
    (message.split_whitespace().collect::<Vec<_>>().join(" "), place)
}

/// The engine's column, in which a tab is four wide, as a count of characters.
fn without_tab_stops(line: &str, column: u32) -> u32 {
    const TAB: u32 = 4;
    let mut at = 1;
    let mut count = 1;
    for c in line.chars() {
        if at >= column {
            break;
        }
        at += if c == '\t' { TAB } else { 1 };
        count += 1;
    }
    count
}

/// An evaluation without an answer. Never the same as "undefined": whoever asks has to deny.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvalError {
    /// The time limit was hit.
    #[error("{rule}: evaluation took longer than its limit of {limit:?}")]
    TimeLimit {
        /// The rule or query.
        rule: String,
        /// The limit.
        limit: Duration,
    },
    /// The instruction limit was hit (byte code only).
    #[error("{rule}: evaluation needed more than its limit of {limit} instructions")]
    InstructionLimit {
        /// The rule or query.
        rule: String,
        /// The limit.
        limit: usize,
    },
    /// A conflict or another error of the policy.
    #[error("{rule}: {}{message}", .place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default())]
    Failed {
        /// The rule or query.
        rule: String,
        /// Where in the policy, if the engine says so.
        place: Option<Place>,
        /// The engine's words, on one line.
        message: String,
    },
    /// A query that is no Rego.
    #[error("{0}")]
    Unreadable(LoadError),
}

impl EvalError {
    pub(crate) fn from_engine(rule: &str, error: &dyn fmt::Display) -> EvalError {
        let (message, place) = unframed(&error.to_string());
        EvalError::Failed { rule: rule.to_owned(), place, message }
    }
}
