//! Results in the shapes of `opa eval`.

use edgeward_rego::{QueryRow, Value};
use serde::Serialize;

use super::problem::EvalProblem;
use crate::failure::Failure;

#[derive(Serialize)]
struct Document<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [EvalProblem],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    result: Vec<Row<'a>>,
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
    go_json(&Document { result: found.iter().map(Row::new).collect(), errors: &[] })
}

pub(super) fn json_errors(errors: &[EvalProblem]) -> Result<String, Failure> {
    go_json(&Document { result: Vec::new(), errors })
}

/// `discarded` in the place of a result. OPA takes this way through a map, so that all keys are sorted.
pub(super) fn discarded(found: &[QueryRow], errors: &[EvalProblem]) -> Result<String, Failure> {
    let unwritable = |error: serde_json::Error| Failure::Emit(error.to_string());
    let mut document = serde_json::Map::new();
    if !errors.is_empty() {
        document.insert("errors".to_owned(), serde_json::to_value(errors).map_err(unwritable)?);
    }
    if !found.is_empty() {
        document.insert("result".to_owned(), "discarded".into());
    }
    go_json(&document)
}

/// JSON as Go writes it: safe inside HTML. The characters occur only within strings.
pub(super) fn go_json(value: &impl Serialize) -> Result<String, Failure> {
    Ok(escaped(&crate::emit::json(value)?))
}

/// The same on one line.
pub(super) fn go_json_line(value: &Value) -> String {
    escaped(&value.to_json())
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
    let word = |value: &Value| value.as_str().map_or_else(|| go_json_line(value), str::to_owned);
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
