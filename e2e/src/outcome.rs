//! What either side answers to one question.

use serde_json::{Map, Value};

/// One way to satisfy a query.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// The variables of the query.
    pub(crate) bindings: Map<String, Value>,
    /// The value of each expression.
    pub(crate) values: Vec<Value>,
}

/// An answer, or why there is none.
#[derive(Debug, Clone)]
pub(crate) enum Outcome {
    /// All rows; none where the query is undefined.
    Rows(Vec<Row>),
    /// The evaluation failed.
    Error {
        /// OPA's name for it, as `eval_conflict_error`; empty where none is known.
        code: String,
        /// In words.
        message: String,
    },
    /// The module or query was not accepted.
    Refused {
        /// OPA's name for it, where the text is claimed to be refused by OPA too.
        code: Option<String>,
        /// What is refused, in words that do not depend on the text, so that refusals can be counted.
        construct: String,
        /// In words.
        message: String,
    },
    /// This machine may not run the program: another one has to.
    NotOnThisMachine,
}

impl Outcome {
    /// The value of the only expression of the only row; none where there is no row.
    pub(crate) fn value(&self) -> Option<&Value> {
        match self {
            Outcome::Rows(rows) => rows.first().and_then(|row| row.values.first()),
            _ => None,
        }
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Outcome::Rows(rows) => match rows.as_slice() {
                [] => f.write_str("undefined"),
                rows => {
                    for (index, row) in rows.iter().enumerate() {
                        if index > 0 {
                            f.write_str("; ")?;
                        }
                        if row.bindings.is_empty() {
                            let values: Vec<String> = row.values.iter().map(Value::to_string).collect();
                            f.write_str(&values.join(", "))?;
                        } else {
                            write!(f, "{}", Value::Object(row.bindings.clone()))?;
                        }
                    }
                    Ok(())
                }
            },
            Outcome::Error { code, message } => write!(f, "error {code} ({message})"),
            Outcome::Refused { code, construct, message } => match code {
                Some(code) => write!(f, "refused with {code} ({message})"),
                None => write!(f, "refused: {construct} ({message})"),
            },
            Outcome::NotOnThisMachine => f.write_str("not on this machine"),
        }
    }
}
