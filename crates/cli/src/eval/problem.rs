//! Errors in the shape of `opa eval`.

use std::fmt;

use edgeward_rego::{EvalError, LoadError, Place};
use serde::Serialize;

/// An error as OPA reports one.
#[derive(Debug, Serialize)]
pub(crate) struct EvalProblem {
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location>,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Details>,
}

#[derive(Debug, Serialize)]
struct Location {
    file: String,
    row: u32,
    col: u32,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Details {
    /// Where the parser stopped.
    Token { line: String, idx: usize },
    /// What else there is to say.
    Text(String),
}

impl Location {
    fn of(place: &Place) -> Option<Location> {
        // The query has no file, as in OPA.
        let file = if place.file == "<query>" { String::new() } else { place.file.clone() };
        // Nothing that is written is at fault.
        (place.line > 0).then_some(Location { file, row: place.line, col: place.column })
    }
}

impl EvalProblem {
    pub(super) fn plain(message: String) -> EvalProblem {
        EvalProblem { message, code: None, location: None, details: None }
    }

    fn new(code: &'static str, place: Option<&Place>, message: &str) -> EvalProblem {
        // Types are listed below the message.
        let (message, details) = message.split_once("\n\t").map_or((message, None), |(message, details)| {
            (message, Some(Details::Text(details.replace("\n\t", "\n"))))
        });
        EvalProblem {
            message: message.to_owned(),
            code: Some(code),
            location: place.and_then(Location::of),
            details,
        }
    }
}

impl From<&LoadError> for EvalProblem {
    fn from(error: &LoadError) -> Self {
        let code = error.code();
        match error {
            // Of these OPA says no more.
            LoadError::Parse { message, .. } if message.starts_with("expected body but got") => {
                EvalProblem::plain(message.clone())
            }
            LoadError::Parse { place, message, line } => EvalProblem {
                details: line.as_ref().map(|(line, idx)| Details::Token { line: line.clone(), idx: *idx }),
                ..EvalProblem::new(code, Some(place), message)
            },
            LoadError::Annotation { place, message } | LoadError::Rejected { place, message, .. } => {
                EvalProblem::new(code, Some(place), message)
            }
            LoadError::Refused { place, construct, advice } => {
                let parts = [construct.as_str(), advice.as_str()];
                let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
                EvalProblem::new(code, Some(place), &said.join("; "))
            }
            LoadError::Compile { .. } | LoadError::Program { .. } => {
                EvalProblem::new(code, None, &error.to_string())
            }
        }
    }
}

impl From<&EvalError> for EvalProblem {
    fn from(error: &EvalError) -> Self {
        match error {
            EvalError::Unreadable(error) => EvalProblem::from(error),
            EvalError::Failed { code, place, message, .. } => EvalProblem::new(code, place.as_ref(), message),
            EvalError::TimeLimit { .. } | EvalError::InstructionLimit { .. } => {
                EvalProblem::new(error.code(), None, &error.to_string())
            }
        }
    }
}

/// `file:row:col: code: message`, and the details below.
impl fmt::Display for EvalProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Location { file, row, col }) = &self.location {
            if !file.is_empty() {
                write!(f, "{file}:")?;
            }
            write!(f, "{row}:{col}: ")?;
        }
        if let Some(code) = self.code {
            write!(f, "{code}: ")?;
        }
        f.write_str(&self.message)?;
        match &self.details {
            Some(Details::Text(text)) => write!(f, ": {}", text.replace('\n', ", ")),
            Some(Details::Token { line, .. }) => write!(f, ": {}", line.trim()),
            None => Ok(()),
        }
    }
}
