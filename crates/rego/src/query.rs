//! Ad-hoc queries, as `opa eval` takes them.
//!
//! A query is put to the engine as the comprehension that it stands for, because the engine's own way with queries
//! gives `not true` a value and loses rows in which a later expression is false.

mod explain;
mod parsed;

use std::sync::PoisonError;

use crate::compile;
use crate::compile::emit::dialect::Dialect;
use crate::compile::query::{CompiledQuery, Context};
use crate::deep;
use crate::document::Documents;
use crate::engine::{self, engine};
use crate::error::{EvalError, LoadError, Place};
use crate::evaluate::{Limits, first, is_time_limit};
use crate::lowered::{Lowered, Settings, Texts, refusal};
use crate::module::{Module, Source};
use crate::stack::{Broken, Need};
use crate::syntax::tree::Version;
use crate::value::Value;
use parsed::Parsed;

/// How queries are read and answered.
#[derive(Debug, Clone, Default)]
pub struct QueryOptions {
    /// A built-in that fails stops the evaluation; otherwise it is undefined.
    pub strict_builtin_errors: bool,
    /// The version of the language that queries are in.
    pub version: Version,
    /// Modules are refused as by OPA's strict mode.
    pub strict: bool,
    /// The package that queries are asked in: `a.b`.
    pub package: Option<String>,
    /// What queries import: `data.a.b as c`.
    pub imports: Vec<String>,
}

/// Documents prepared for queries, on the interpreter.
pub struct Query {
    lowered: Lowered,
    modules: Vec<Module>,
    data: Value,
    context: Context,
    options: QueryOptions,
    printed: engine::Printed,
}

/// Where a query is asked.
#[derive(Debug, Clone, Copy)]
struct Asked<'a> {
    context: &'a Context,
    version: Version,
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

/// The rule that a query becomes.
const RULE: &str = "data.edgeward_query.rows";

impl Query {
    /// Prepares all modules and the data.
    ///
    /// # Errors
    /// A module does not compile, or holds what is refused.
    pub fn new(documents: &Documents) -> Result<Query, LoadError> {
        Query::with(documents, QueryOptions::default()).map_err(|errors| first(errors, FILE))
    }

    /// The same with options.
    ///
    /// # Errors
    /// All that is wrong with the modules, or with the options.
    pub fn with(documents: &Documents, options: QueryOptions) -> Result<Query, Vec<LoadError>> {
        let settings = Settings { print: true, strict: options.strict, cases: false };
        let lowered = Lowered::of(documents.modules().iter(), settings)?;
        let context = parsed::context(&options)?;
        let (modules, data) = (documents.modules().to_vec(), documents.data().clone());
        Ok(Query { lowered, modules, data, context, options, printed: engine::Printed::default() })
    }

    /// What `print` has printed since this was last asked, a line a call.
    pub fn printed(&self) -> Vec<String> {
        std::mem::take(&mut *self.printed.lock().unwrap_or_else(PoisonError::into_inner))
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
        let lost = || EvalError::Unreadable(first(Vec::new(), FILE));
        self.rows(query, input, limits).map_err(|errors| errors.into_iter().next().unwrap_or_else(lost))
    }

    /// The same with everything that is wrong with the query.
    ///
    /// # Errors
    /// The query is no Rego, a limit was hit, or a policy contradicts itself.
    pub fn rows(
        &self,
        query: &str,
        input: Option<&Value>,
        limits: &Limits,
    ) -> Result<Vec<QueryRow>, Vec<EvalError>> {
        let asked = Asked { context: &self.context, version: self.options.version };
        self.answers(query, &asked, input, limits)
    }

    fn answers(
        &self,
        query: &str,
        asked: &Asked<'_>,
        input: Option<&Value>,
        limits: &Limits,
    ) -> Result<Vec<QueryRow>, Vec<EvalError>> {
        let source = Source { path: FILE.to_owned(), text: query.to_owned() };
        let unreadable =
            |errors: Vec<LoadError>| errors.into_iter().map(EvalError::Unreadable).collect::<Vec<_>>();
        let parsed = Parsed::read(&source, asked).map_err(unreadable)?;
        let compiled = self.compiled(&parsed, asked, &source).map_err(unreadable)?;
        if compile::query::reads_all_data(&compiled.body) {
            if query.trim() == "data" {
                return self.all(input, limits).map_err(|error| vec![error]);
            }
            return Err(unreadable(vec![LoadError::Refused {
                place: Place::line(FILE, 1),
                construct: "the query looks at `data` as a whole".to_owned(),
                advice: "ask for `data` alone, or name a path below it".to_owned(),
            }]));
        }
        let reached =
            self.lowered.reached_from(compile::query::named_by(&compiled.body, &self.lowered.compiled.rules));
        let strict = self.options.strict_builtin_errors;
        let mut dialect = Dialect { strict, ..self.lowered.interpreted(Some(&reached)) };
        compile::replaced::in_body(&compiled.body, &mut dialect.replaced);
        let mut texts = self.lowered.texts(Some(&reached), &dialect);
        let need = Need::of(&self.lowered, &reached).with_body(&compiled.body);
        let columns = parsed.write(compiled, &source, &dialect, &mut texts);
        let run = || self.run(&texts, RULE, input, limits, query);
        let rows = need.run(run).unwrap_or_else(|broken| Err(EvalError::broken(query, broken)));
        let rows = rows.map_err(|error| vec![error])?;
        Ok(Value(rows).elements().iter().map(|row| columns.row(row)).collect())
    }

    fn compiled(
        &self,
        parsed: &Parsed,
        asked: &Asked<'_>,
        source: &Source,
    ) -> Result<CompiledQuery, Vec<LoadError>> {
        let settings = Settings { print: true, ..Settings::default() };
        let (lowered, Asked { context, version }) = (&self.lowered, *asked);
        let (compiled, packages) = (&lowered.compiled, &lowered.packages);
        compile::query::query(&parsed.body, context, compiled, packages, settings, version).map_err(
            |problems| {
                let mut errors: Vec<_> =
                    problems.into_iter().map(|problem| refusal(source, problem)).collect();
                errors.sort_by_cached_key(|error| error.place().cloned());
                errors
            },
        )
    }

    /// `data` as a whole: the only query that cannot be a rule, because the rule would be part of its own answer.
    fn all(&self, input: Option<&Value>, limits: &Limits) -> Result<Vec<QueryRow>, EvalError> {
        let dialect =
            Dialect { strict: self.options.strict_builtin_errors, ..self.lowered.interpreted(None) };
        let texts = self.lowered.texts(None, &dialect);
        let all = (0..self.lowered.compiled.rules.all.len()).collect();
        let need = Need::of(&self.lowered, &all);
        let run = || self.run(&texts, "data", input, limits, "data");
        let value = need.run(run).map_err(|broken| EvalError::broken("data", broken))??;
        let expressions = vec![("data".to_owned(), Value(value), (1, 1))];
        Ok(vec![QueryRow { expressions, bindings: Value::object::<&str>([]) }])
    }

    fn run(
        &self,
        texts: &Texts,
        rule: &str,
        input: Option<&Value>,
        limits: &Limits,
        query: &str,
    ) -> Result<regorus::Value, EvalError> {
        let settings = engine::Settings {
            strict: self.options.strict_builtin_errors,
            printed: std::sync::Arc::clone(&self.printed),
            ..engine::Settings::default()
        };
        let mut engine = engine(texts, &settings).map_err(EvalError::Unreadable)?;
        let failed = |error: &dyn std::fmt::Display| engine::failure(query, texts, error);
        engine.add_data(texts.with_packages(&self.data).0).map_err(|error| failed(&error))?;
        engine.set_execution_timer_config(limits.timer());
        if let Some(input) = input {
            engine.set_input(input.0.clone());
        }
        let value = if rule == "data" {
            engine.eval_query(rule.to_owned(), false).map(|results| {
                let row = results.result.into_iter().next();
                let expression = row.and_then(|row| row.expressions.into_iter().next());
                expression.map_or(regorus::Value::Undefined, |expression| expression.value)
            })
        } else {
            engine.eval_rule(rule.to_owned())
        };
        let value = value.map_err(|error| {
            if is_time_limit(&error) {
                EvalError::TimeLimit { rule: query.to_owned(), limit: limits.time }
            } else {
                failed(&error)
            }
        })?;
        // One that is refused is dropped here, where there is room for it.
        deep::fault(&value).map_or(Ok(value), |fault| Err(EvalError::broken(query, Broken(fault))))
    }
}

#[cfg(test)]
mod tests;
