//! Ad-hoc queries, as `opa eval` takes them.

use crate::document::Documents;
use crate::error::{EvalError, LoadError};
use crate::evaluate::{Limits, is_time_limit};
use crate::value::Value;

/// Documents prepared for queries, on the interpreter.
pub struct Query {
    engine: regorus::Engine,
}

/// One way to satisfy a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryRow {
    /// Text, value and place (line, column) of each expression.
    pub expressions: Vec<(String, Value, (u32, u32))>,
    /// The variables bound, as an object.
    pub bindings: Value,
}

impl std::fmt::Debug for Query {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Query").finish_non_exhaustive()
    }
}

impl Query {
    /// Prepares all modules that are no tests, and the data.
    ///
    /// # Errors
    /// A module does not load.
    pub fn new(documents: &Documents) -> Result<Query, LoadError> {
        let members: Vec<_> = documents.modules().iter().collect();
        Ok(Query {
            engine: Documents::engine(&members, documents.data())?,
        })
    }

    /// All rows of `query`; none where it is undefined. Without `input`, the input is undefined.
    ///
    /// # Errors
    /// The query is no Rego, a limit was hit, or a policy contradicts itself.
    pub fn ask(
        &self,
        query: &str,
        input: Option<&Value>,
        limits: &Limits,
    ) -> Result<Vec<QueryRow>, EvalError> {
        let mut engine = self.engine.clone();
        engine.set_execution_timer_config(limits.timer());
        if let Some(input) = input {
            engine.set_input(input.0.clone());
        }
        let results = engine.eval_query(query.to_owned(), false).map_err(|error| {
            if is_time_limit(&error) {
                EvalError::TimeLimit {
                    rule: query.to_owned(),
                    limit: limits.time,
                }
            } else {
                EvalError::from_engine(query, &error)
            }
        })?;
        Ok(results
            .result
            .into_iter()
            .filter(|row| {
                row.expressions
                    .iter()
                    .all(|expression| expression.value != regorus::Value::Undefined)
            })
            .map(|row| QueryRow {
                expressions: row
                    .expressions
                    .into_iter()
                    .map(|expression| {
                        let place = (expression.location.row, expression.location.col);
                        (expression.text.to_string(), Value(expression.value), place)
                    })
                    .collect(),
                bindings: Value(row.bindings),
            })
            .collect())
    }
}
