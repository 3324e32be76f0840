//! Ad-hoc queries, as `opa eval` takes them.
//!
//! A query is put to the engine as the comprehension that it stands for, because the engine's own way with queries
//! gives `not true` a value and loses rows in which a later expression is false.

use std::collections::BTreeSet;

use regorus::unstable as ast;

use crate::check::walk::{self, Visit};
use crate::document::Documents;
use crate::error::{EvalError, LoadError, Place};
use crate::evaluate::{Limits, is_time_limit};
use crate::module::{Source, range, reads_all_data};
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

/// How a query is called in messages.
const FILE: &str = "<query>";

impl Query {
    /// Prepares all modules and the data.
    ///
    /// # Errors
    /// A module does not load, or holds what is refused.
    pub fn new(documents: &Documents) -> Result<Query, LoadError> {
        let policies = documents.modules().iter().filter(|module| !module.is_test());
        let mut refused = policies.flat_map(|module| crate::check::module(module, documents.modules()));
        if let Some(refusal) = refused.next() {
            return Err(refusal);
        }
        let members: Vec<_> = documents.modules().iter().collect();
        Ok(Query { engine: Documents::engine(&members, documents.data())? })
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
        let failed = |error: &dyn std::fmt::Display| match EvalError::from_engine(query, error) {
            // A place in the module that the query was put into is none in the query.
            EvalError::Failed { rule, place, message } => {
                EvalError::Failed { rule, place: place.filter(|place| place.file != FILE), message }
            }
            other => other,
        };
        let parsed = Parsed::read(query).map_err(EvalError::Unreadable)?;
        if query.trim() == "data" {
            return self.all(input, limits).map_err(|error| failed(&error));
        }
        let mut engine = self.engine.clone();
        engine.add_policy(FILE.to_owned(), parsed.module()).map_err(|error| failed(&error))?;
        engine.set_execution_timer_config(limits.timer());
        if let Some(input) = input {
            engine.set_input(input.0.clone());
        }
        let rows = engine.eval_rule("data.edgeward_query.rows".to_owned()).map_err(|error| {
            if is_time_limit(&error) {
                EvalError::TimeLimit { rule: query.to_owned(), limit: limits.time }
            } else {
                failed(&error)
            }
        })?;
        Ok(Value(rows).elements().iter().map(|row| parsed.row(row)).collect())
    }
}

impl Query {
    /// `data` as a whole: the only query that cannot be a rule, because the rule would be part of its own answer.
    fn all(&self, input: Option<&Value>, limits: &Limits) -> Result<Vec<QueryRow>, String> {
        let mut engine = self.engine.clone();
        engine.set_execution_timer_config(limits.timer());
        if let Some(input) = input {
            engine.set_input(input.0.clone());
        }
        let rows = engine.eval_query("data".to_owned(), false).map_err(|error| error.to_string())?.result;
        let values = rows.into_iter().filter_map(|row| row.expressions.into_iter().next());
        Ok(values
            .map(|expression| QueryRow {
                expressions: vec![("data".to_owned(), Value(expression.value), (1, 1))],
                bindings: Value::object::<&str>([]),
            })
            .collect())
    }
}

struct Parsed {
    statements: Vec<Statement>,
    variables: BTreeSet<String>,
}

struct Statement {
    text: String,
    place: (u32, u32),
    /// Whether its value is of interest: that of a `not`, `some`, `every` or assignment is just true.
    valued: bool,
}

impl Parsed {
    fn read(query: &str) -> Result<Parsed, LoadError> {
        let source = Source { path: FILE.to_owned(), text: query.to_owned() };
        let failed = |error: &dyn std::fmt::Display| LoadError::from_parser(&source, &error.to_string());
        let contents = ast::Source::from_contents(source.path.clone(), source.text.clone())
            .map_err(|error| failed(&error))?;
        let mut parser = ast::Parser::new(&contents).map_err(|error| failed(&error))?;
        parser.enable_rego_v1().map_err(|error| failed(&error))?;
        let parsed = parser.parse_user_query().map_err(|error| match failed(&error) {
            // The engine's parser says no more than this where a query stops in the middle.
            LoadError::Parse { message, .. } if message == "expecting" => {
                let (line, last) = (query.lines().count().max(1), query.lines().last().unwrap_or_default());
                let column = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
                let place = Place {
                    file: FILE.to_owned(),
                    line: column(line),
                    column: column(last.chars().count() + 1),
                };
                LoadError::Parse {
                    place,
                    message: "the query ends in the middle of an expression".to_owned(),
                }
            }
            other => other,
        })?;
        if reads_all_data(&parsed) && query.trim() != "data" {
            return Err(LoadError::Refused {
                place: Place::line(FILE, 1),
                construct: "the query looks at `data` as a whole".to_owned(),
                advice: "ask for `data` alone, or name a path below it".to_owned(),
            });
        }
        if let Some(refusal) = crate::check::query(&parsed).into_iter().next() {
            return Err(refusal);
        }
        let mut names = Names::default();
        walk::query(&parsed, &mut names);
        let statements = parsed.stmts.iter().map(|statement| {
            let span = &statement.span;
            let ends = statement.with_mods.iter().map(|modifier| modifier.r#as.span().end);
            let bytes = range(query, span.start, ends.fold(span.end, u32::max));
            let before = query.get(..bytes.start).unwrap_or_default();
            let column = before.chars().rev().take_while(|&c| c != '\n').count() + 1;
            Statement {
                text: query.get(bytes).unwrap_or_default().trim_end().to_owned(),
                place: (span.line, u32::try_from(column).unwrap_or(u32::MAX)),
                valued: is_valued(&statement.literal),
            }
        });
        Ok(Parsed { statements: statements.collect(), variables: names.variables })
    }

    /// The rows as one list: in the order found, and a row as often as it is found.
    fn module(&self) -> String {
        let alone = self.statements.len() == 1 && self.variables.is_empty();
        let body = self.statements.iter().enumerate().map(|(index, statement)| match statement.valued {
            false => statement.text.clone(),
            // One expression without variables may well be false; any other has to hold.
            true if alone => format!("edgeward_{index} := {}", statement.text),
            true => format!("edgeward_{index} := {}\nedgeward_{index} != false", statement.text),
        });
        let values = self.statements.iter().enumerate().map(|(index, statement)| match statement.valued {
            false => "true".to_owned(),
            true => format!("edgeward_{index}"),
        });
        let bindings = self.variables.iter().map(|name| format!("\"{name}\": {name}"));
        format!(
            "package edgeward_query\n\nimport rego.v1\n\nrows := [[[{}], {{{}}}] |\n{}\n]\n",
            values.collect::<Vec<_>>().join(", "),
            bindings.collect::<Vec<_>>().join(", "),
            body.collect::<Vec<_>>().join("\n"),
        )
    }

    fn row(&self, row: &Value) -> QueryRow {
        let mut parts = row.elements().into_iter();
        let values = parts.next().map(|values| values.elements()).unwrap_or_default();
        QueryRow {
            expressions: self
                .statements
                .iter()
                .zip(values)
                .map(|(statement, value)| (statement.text.clone(), value, statement.place))
                .collect(),
            bindings: parts.next().unwrap_or_else(|| Value::object::<&str>([])),
        }
    }
}

fn is_valued(literal: &ast::Literal) -> bool {
    match literal {
        ast::Literal::Expr { expr, .. } => !matches!(**expr, ast::Expr::AssignExpr { .. }),
        _ => false,
    }
}

/// The variables of a query, those of its comprehensions and `every` bodies left out.
#[derive(Default)]
struct Names {
    variables: BTreeSet<String>,
    functions: BTreeSet<u32>,
    inner: Vec<std::ops::Range<u32>>,
}

impl Visit for Names {
    fn rule(&mut self, _: &ast::Rule) {}

    fn statement(&mut self, statement: &ast::LiteralStmt) {
        if let ast::Literal::Every { span, .. } = &statement.literal {
            self.inner.push(span.start..span.end);
        }
    }

    fn expr(&mut self, expr: &ast::Expr) {
        match expr {
            ast::Expr::Call { fcn, .. } => {
                self.functions.insert(fcn.span().start);
            }
            ast::Expr::ArrayCompr { span, .. }
            | ast::Expr::SetCompr { span, .. }
            | ast::Expr::ObjectCompr { span, .. } => self.inner.push(span.start..span.end),
            ast::Expr::Var { span, .. } => {
                let hidden = self.functions.contains(&span.start)
                    || self.inner.iter().any(|range| range.contains(&span.start));
                if !hidden && !["_", "input", "data"].contains(&span.text()) {
                    self.variables.insert(span.text().to_owned());
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
