//! What can go wrong with a policy: when it is loaded, and when it is evaluated.

use std::fmt;
use std::time::Duration;

use crate::compile::emit::bounds::Beyond;
use crate::lowered::Texts;
use crate::stack::Broken;

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
        /// The line of the token that does not fit, and how many bytes stand before it there.
        line: Option<(String, usize)>,
    },
    /// What OPA's compiler refuses.
    #[error("{place}: {code}: {message}")]
    Rejected {
        /// Where it stands.
        place: Place,
        /// OPA's code.
        code: &'static str,
        /// Close to OPA's words.
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
    /// OPA's code of the error; `edgeward_refused` where OPA would run the module.
    pub fn code(&self) -> &'static str {
        match self {
            LoadError::Parse { .. } => "rego_parse_error",
            LoadError::Rejected { code, .. } => code,
            LoadError::Refused { .. } | LoadError::Compile { .. } => "edgeward_refused",
            LoadError::Annotation { .. } => "rego_parse_error",
            LoadError::Program { .. } => "edgeward_program_error",
        }
    }

    /// Where it stands, as far as that is known.
    pub fn place(&self) -> Option<&Place> {
        match self {
            LoadError::Parse { place, .. }
            | LoadError::Rejected { place, .. }
            | LoadError::Refused { place, .. }
            | LoadError::Annotation { place, .. } => Some(place),
            LoadError::Compile { .. } | LoadError::Program { .. } => None,
        }
    }

    /// Lowered text that is more than the engine can read. The place is one in the lowered text.
    pub(crate) fn beyond(what: Beyond, texts: &Texts, place: Place) -> LoadError {
        let (construct, advice) = match what {
            Beyond::Depth => (
                "bodies, comprehensions and literals lie deeper in each other here than the engine can read",
                "give the inner ones to a rule or a variable of their own",
            ),
            Beyond::Width => (
                "this string is longer than the 65,000 characters that the engine can read",
                "keep it in the data, or put it together from shorter ones with `concat`",
            ),
        };
        let place = texts.origin(&place).unwrap_or(place);
        LoadError::Refused { place, construct: construct.to_owned(), advice: advice.to_owned() }
    }

    /// Lowered text that the engine cannot read.
    pub(crate) fn unwritable(texts: &Texts, error: &str) -> LoadError {
        let (message, place) = unframed(error);
        match place.and_then(|place| texts.origin(&place)) {
            Some(place) => LoadError::Refused {
                place,
                construct: format!("the engine cannot run this: {message}"),
                advice: "write it in smaller steps".to_owned(),
            },
            None => LoadError::Compile { file: "lowered policy".to_owned(), message },
        }
    }
}

/// Message and place of the engine's form `--> file:line:col`, a frame of lines, `error: message`.
fn unframed(text: &str) -> (String, Option<Place>) {
    let message = text.split_once("\nerror: ").map_or(text, |(_, message)| message);
    let place = text.split_once("--> ").and_then(|(_, rest)| rest.lines().next()).and_then(|place| {
        let mut parts = place.rsplitn(3, ':');
        let column = parts.next()?.trim().parse().ok()?;
        let line = parts.next()?.parse().ok()?;
        Some(Place { file: parts.next()?.to_owned(), line, column })
    });
    (message.split_whitespace().collect::<Vec<_>>().join(" "), place)
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
        /// OPA's code.
        code: &'static str,
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
    /// OPA's code of the error.
    pub fn code(&self) -> &'static str {
        match self {
            EvalError::TimeLimit { .. } | EvalError::InstructionLimit { .. } => "eval_cancel_error",
            EvalError::Failed { code, .. } => code,
            EvalError::Unreadable(error) => error.code(),
        }
    }

    pub(crate) fn broken(rule: &str, Broken(message): Broken) -> EvalError {
        EvalError::Failed { rule: rule.to_owned(), code: "eval_internal_error", place: None, message }
    }

    pub(crate) fn from_engine(rule: &str, error: &dyn fmt::Display) -> EvalError {
        let (message, place) = unframed(&error.to_string());
        let (code, message) = classified(message);
        EvalError::Failed { rule: rule.to_owned(), code, place, message }
    }
}

/// OPA's code and words for what the engine says.
fn classified(message: String) -> (&'static str, String) {
    const CODES: [&str; 5] = [
        "eval_builtin_error",
        "eval_type_error",
        "eval_conflict_error",
        "eval_cancel_error",
        "eval_internal_error",
    ];
    for code in CODES {
        if let Some(rest) = message.strip_prefix(code).and_then(|rest| rest.strip_prefix(": ")) {
            return (code, rest.to_owned());
        }
    }
    let conflicts = [
        ("complete rules should not produce", "complete rules must not produce multiple outputs"),
        (
            "functions must not produce multiple",
            "functions must not produce multiple outputs for same inputs",
        ),
        ("rules should not produce multiple", "functions must not produce multiple outputs for same inputs"),
        ("rules must not produce multiple", "complete rules must not produce multiple outputs"),
        ("rule conflicts with rule", "complete rules must not produce multiple outputs"),
        ("function produced multiple outputs", "functions must not produce multiple outputs for same inputs"),
        ("value for key", "object keys must be unique"),
        ("previous value is not", "complete rules must not produce multiple outputs"),
        ("conflict type with the default", "complete rules must not produce multiple outputs"),
        ("multiple values for", "object keys must be unique"),
    ];
    for (engine, opa) in conflicts {
        if message.contains(engine) {
            return ("eval_conflict_error", opa.to_owned());
        }
    }
    ("eval_internal_error", message)
}
