//! Results in the shapes of `opa eval`.

use edgeward_rego::{EvalError, LoadError, Place, QueryRow, Value};
use serde::Serialize;

use crate::failure::Failure;

#[derive(Serialize)]
struct Document<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<Vec<Row<'a>>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<&'a EvalProblem>,
}

#[derive(Serialize)]
struct Row<'a> {
    expressions: Vec<Expression<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bindings: Option<&'a Value>,
}

#[derive(Serialize)]
struct Expression<'a> {
    value: &'a Value,
    text: &'a str,
    location: RowAndColumn,
}

#[derive(Debug, Serialize)]
struct RowAndColumn {
    row: u32,
    col: u32,
}

/// An error as OPA reports one.
#[derive(Debug, Serialize)]
pub(super) struct EvalProblem {
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location>,
}

#[derive(Debug, Serialize)]
struct Location {
    file: String,
    row: u32,
    col: u32,
}

impl Location {
    fn of(place: &Place) -> Location {
        // The query has no file, as in OPA.
        let file = if place.file == "<query>" { String::new() } else { place.file.clone() };
        Location { file, row: place.line, col: place.column }
    }
}

impl EvalProblem {
    pub(super) fn plain(message: String) -> EvalProblem {
        EvalProblem { message, code: None, location: None }
    }
}

impl From<&LoadError> for EvalProblem {
    fn from(error: &LoadError) -> Self {
        let (code, place, message) = match error {
            LoadError::Parse { place, message } => ("rego_parse_error", Some(place), message.clone()),
            LoadError::Refused { place, construct, advice } => {
                ("rego_compile_error", Some(place), format!("{construct}; {advice}"))
            }
            LoadError::Annotation { place, message } => ("rego_parse_error", Some(place), message.clone()),
            LoadError::Compile { .. } | LoadError::Program { .. } => {
                ("rego_compile_error", None, error.to_string())
            }
        };
        EvalProblem { message, code: Some(code), location: place.map(Location::of) }
    }
}

impl From<&EvalError> for EvalProblem {
    fn from(error: &EvalError) -> Self {
        match error {
            EvalError::Unreadable(error) => EvalProblem::from(error),
            EvalError::Failed { place, message, .. } => EvalProblem {
                message: message.clone(),
                code: Some("eval_internal_error"),
                location: place.as_ref().map(Location::of),
            },
            EvalError::TimeLimit { .. } | EvalError::InstructionLimit { .. } => {
                EvalProblem { message: error.to_string(), code: Some("eval_cancel_error"), location: None }
            }
        }
    }
}

/// `file:row:col: code: message`.
pub(super) fn error_line(problem: &EvalProblem) -> String {
    let place = problem
        .location
        .as_ref()
        .map(|at| match at.file.as_str() {
            "" => format!("{}:{}: ", at.row, at.col),
            file => format!("{file}:{}:{}: ", at.row, at.col),
        })
        .unwrap_or_default();
    let code = problem.code.map(|code| format!("{code}: ")).unwrap_or_default();
    format!("{place}{code}{}", problem.message)
}

impl<'a> Row<'a> {
    fn new(QueryRow { expressions, bindings }: &'a QueryRow) -> Row<'a> {
        let expressions = expressions.iter().map(|(text, value, (row, col))| Expression {
            value,
            text,
            location: RowAndColumn { row: *row, col: *col },
        });
        Row {
            expressions: expressions.collect(),
            bindings: Some(bindings).filter(|bindings| !bindings.entries().is_empty()),
        }
    }
}

pub(super) fn json(found: &[QueryRow]) -> Result<String, Failure> {
    let rows = (!found.is_empty()).then(|| found.iter().map(Row::new).collect());
    go_json(&Document { result: rows, errors: Vec::new() })
}

pub(super) fn json_errors(problems: &[EvalProblem]) -> Result<String, Failure> {
    go_json(&Document { result: None, errors: problems.iter().collect() })
}

/// JSON as Go writes it: safe inside HTML. The characters occur only within strings.
pub(super) fn go_json(value: &impl Serialize) -> Result<String, Failure> {
    Ok(escaped(&crate::emit::json(value)?))
}

fn escaped(json: &str) -> String {
    json.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// Values on one line, text without quotes.
pub(super) fn raw(found: &[QueryRow]) -> String {
    let word = |value: &Value| value.as_str().map_or_else(|| escaped(&value.to_json()), str::to_owned);
    let line = |row: &QueryRow| {
        let words: Vec<String> = row.expressions.iter().map(|(_, value, _)| word(value)).collect();
        format!("{}\n", words.join(" "))
    };
    found.iter().map(line).collect()
}

pub(super) fn values(found: &[QueryRow]) -> Result<String, Failure> {
    found
        .iter()
        .map(|row| go_json(&row.expressions.iter().map(|(_, value, _)| value).collect::<Vec<_>>()))
        .collect()
}

pub(super) fn bindings(found: &[QueryRow]) -> Result<String, Failure> {
    found.iter().map(|row| go_json(&row.bindings)).collect()
}
