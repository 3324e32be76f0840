//! The only file that knows how Edgeward is asked.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use edgeward_rego::{
    Documents, EvalError, Limits, LoadError, Machine, Module, Query, QueryOptions, Rule, RuleSource, Source,
    Value as RegoValue, Version,
};
use serde_json::{Map, Value};

use crate::outcome::{Outcome, Row};

/// Which version of the language modules are read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    V0,
    V1,
}

/// The machine that has to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum On {
    Interpreter,
    ByteCode,
}

impl std::fmt::Display for On {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            On::Interpreter => "interpreter",
            On::ByteCode => "byte code",
        })
    }
}

/// What is asked of.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    /// Names and texts.
    pub(crate) modules: Vec<(String, String)>,
    pub(crate) data: Value,
    pub(crate) query: String,
    pub(crate) language: Language,
    /// Whether the error of a built-in fails the evaluation.
    pub(crate) strict: bool,
}

/// What is asked with.
#[derive(Debug, Clone)]
pub(crate) enum Input {
    Undefined,
    Json(Value),
    /// Rego text of a term, which may hold sets.
    Term(String),
}

/// A program that was accepted.
pub(crate) struct Loaded {
    query: String,
    runner: Runner,
}

enum Runner {
    Query(Box<Query>),
    Rule { rule: Rule, data: RegoValue, variable: Option<String> },
}

/// A document prepared for many questions.
pub(crate) struct Document(pub(crate) RegoValue);

impl Document {
    pub(crate) fn of(json: &Value) -> Document {
        Document(RegoValue::from(json))
    }
}

/// One rule without data, to be asked with many.
pub(crate) struct Alone(pub(crate) Rule);

impl Alone {
    /// The rule at a path such as `data.a.b`.
    pub(crate) fn load(modules: &[(String, String)], path: &str, on: On) -> Result<Alone, Outcome> {
        guarded(|| {
            let documents = Documents::new(parsed(modules, Version::V1)?, RegoValue::object::<&str>([]));
            let (package, name) = path.rsplit_once('.').ok_or(Outcome::NotOnThisMachine)?;
            let machine = match on {
                On::Interpreter => Machine::Interpreter,
                On::ByteCode if matches!(Rule::trap(&documents, package, name), Ok(None)) => {
                    Machine::ByteCode
                }
                On::ByteCode => return Err(Outcome::NotOnThisMachine),
            };
            let rule = Rule::load(package, name, RuleSource::On(&documents, machine));
            rule.map(Alone).map_err(|error| refused(&error))
        })
        .unwrap_or_else(Err)
    }

    pub(crate) fn ask(&self, input: &Document, data: &Document) -> Outcome {
        let answer = guarded(|| match self.0.evaluate(&input.0, &data.0, &LIMITS) {
            Ok(value) => Outcome::Rows(value.iter().map(|value| row(value, None)).collect()),
            Err(error) => failed(&error),
        });
        answer.unwrap_or_else(|outcome| outcome)
    }
}

pub(crate) const LIMITS: Limits =
    Limits { time: Duration::from_secs(10), instructions: 100_000_000, until: None };

/// Loads and asks at once.
pub(crate) fn evaluate(program: &Program, input: &Input, on: On) -> Outcome {
    match load(program, on) {
        Ok(loaded) => loaded.ask(input),
        Err(outcome) => outcome,
    }
}

/// Loads a program, or says why not.
pub(crate) fn load(program: &Program, on: On) -> Result<Loaded, Outcome> {
    guarded(|| try_load(program, on)).unwrap_or_else(Err)
}

fn try_load(program: &Program, on: On) -> Result<Loaded, Outcome> {
    let version = match program.language {
        Language::V0 => Version::V0,
        Language::V1 => Version::V1,
    };
    let documents = Documents::new(parsed(&program.modules, version)?, RegoValue::from(&program.data));
    // Checks all modules, whatever machine runs them.
    let options = QueryOptions { strict_builtin_errors: program.strict, version, ..QueryOptions::default() };
    let query = Query::with(&documents, options)
        .map_err(|errors| errors.first().map_or(Outcome::NotOnThisMachine, refused))?;
    let runner = match on {
        On::Interpreter => Runner::Query(Box::new(query)),
        // Strict mode is the interpreter's.
        On::ByteCode if program.strict => return Err(Outcome::NotOnThisMachine),
        On::ByteCode => {
            let (path, variable) = target(&program.query).ok_or(Outcome::NotOnThisMachine)?;
            let (package, name) = path.rsplit_once('.').ok_or(Outcome::NotOnThisMachine)?;
            if !matches!(Rule::trap(&documents, package, name), Ok(None)) {
                return Err(Outcome::NotOnThisMachine);
            }
            let rule = Rule::load(package, name, RuleSource::On(&documents, Machine::ByteCode))
                .map_err(|error| refused(&error))?;
            Runner::Rule { rule, data: documents.data().clone(), variable }
        }
    };
    Ok(Loaded { query: program.query.clone(), runner })
}

fn parsed(modules: &[(String, String)], version: Version) -> Result<Vec<Module>, Outcome> {
    let parse = |(path, text): &(String, String)| {
        Module::parse_as(Source { path: path.clone(), text: text.clone() }, version)
            .map_err(|error| refused(&error))
    };
    modules.iter().map(parse).collect()
}

impl Loaded {
    pub(crate) fn ask(&self, input: &Input) -> Outcome {
        guarded(|| self.try_ask(input)).unwrap_or_else(|outcome| outcome)
    }

    fn try_ask(&self, input: &Input) -> Outcome {
        let input = match input {
            Input::Undefined => None,
            Input::Json(value) => Some(RegoValue::from(value)),
            Input::Term(text) => match term(text) {
                Ok(value) => Some(value),
                Err(outcome) => return outcome,
            },
        };
        match &self.runner {
            Runner::Query(query) => match query.ask(&self.query, input.as_ref(), &LIMITS) {
                Ok(rows) => Outcome::Rows(
                    rows.iter()
                        .map(|row| Row {
                            bindings: object(&row.bindings),
                            values: row.expressions.iter().map(|(_, value, _)| json(value)).collect(),
                        })
                        .collect(),
                ),
                Err(error) => failed(&error),
            },
            Runner::Rule { rule, data, variable } => {
                let answer = match &input {
                    Some(input) => rule.evaluate(input, data, &LIMITS),
                    None => rule.evaluate_without_input(data, &LIMITS),
                };
                match answer {
                    Ok(value) => {
                        Outcome::Rows(value.iter().map(|value| row(value, variable.as_deref())).collect())
                    }
                    Err(error) => failed(&error),
                }
            }
        }
    }
}

fn row(value: &RegoValue, variable: Option<&str>) -> Row {
    let value = json(value);
    let bindings = variable.map(|name| (name.to_owned(), value.clone())).into_iter().collect();
    let value = if variable.is_some() { Value::Bool(true) } else { value };
    Row { bindings, values: vec![value] }
}

/// The path and the variable of a query of the form `data.a.b = x` or `data.a.b`.
fn target(query: &str) -> Option<(String, Option<String>)> {
    let (path, variable) = match query.split_once('=') {
        Some((path, variable)) => (path.trim(), Some(variable.trim().to_owned())),
        None => (query.trim(), None),
    };
    let plain = |text: &str| text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
    let fits = path.starts_with("data.") && plain(path) && variable.as_deref().is_none_or(plain);
    fits.then(|| (path.to_owned(), variable))
}

/// The value of a term without variables.
fn term(text: &str) -> Result<RegoValue, Outcome> {
    let documents = Documents::new(Vec::new(), RegoValue::object::<&str>([]));
    let query = Query::new(&documents).map_err(|error| refused(&error))?;
    let rows = query.ask(text, None, &LIMITS).map_err(|error| failed(&error))?;
    let first = rows.into_iter().next().and_then(|row| row.expressions.into_iter().next());
    first.map(|(_, value, _)| value).ok_or_else(|| unsupported("an input term without a value"))
}

fn json(value: &RegoValue) -> Value {
    serde_json::to_value(value).unwrap_or_else(|error| Value::String(format!("no JSON: {error}")))
}

fn object(value: &RegoValue) -> Map<String, Value> {
    match json(value) {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

fn unsupported(what: &str) -> Outcome {
    Outcome::Refused { code: None, construct: what.to_owned(), message: "not there yet".to_owned() }
}

fn refused(error: &LoadError) -> Outcome {
    let (code, construct) = match error {
        LoadError::Parse { .. } => (Some("rego_parse_error"), "text that does not parse".to_owned()),
        LoadError::Rejected { code, message, .. } => (Some(*code), format!("{code}: {}", kind_of(message))),
        LoadError::Refused { construct, .. } => (None, without_quoted(construct)),
        LoadError::Annotation { .. } => (None, "METADATA".to_owned()),
        LoadError::Compile { .. } | LoadError::Program { .. } => (None, "does not compile".to_owned()),
    };
    Outcome::Refused { code: code.map(str::to_owned), construct, message: error.to_string() }
}

/// The words of a message that do not depend on names.
fn kind_of(message: &str) -> &'static str {
    let kinds = [
        "undefined function",
        "arity mismatch",
        "invalid argument",
        "match error",
        "is unsafe",
        "is recursive",
        "conflict",
        "deprecated",
        "with keyword",
        "referenced above",
        "assigned above",
        "declared above",
    ];
    kinds.into_iter().find(|kind| message.contains(kind)).unwrap_or("other")
}

/// The words of a message without what it quotes, a single word left in.
fn without_quoted(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(index, part)| match part {
        _ if index % 2 == 0 => part,
        _ if part.chars().all(|c| c.is_ascii_lowercase()) && part.len() < "function".len() => part,
        _ => "…",
    });
    parts.collect::<String>().split(", which").next().unwrap_or_default().trim().to_owned()
}

fn failed(error: &EvalError) -> Outcome {
    let (code, message) = match error {
        EvalError::Unreadable(error) => return refused(error),
        EvalError::TimeLimit { .. } | EvalError::InstructionLimit { .. } => ("limit", error.to_string()),
        EvalError::Failed { code, message, .. } => (*code, message.clone()),
    };
    Outcome::Error { code: code.to_owned(), message }
}

/// A panic is an answer as well, and the worst.
fn guarded<T>(run: impl FnOnce() -> T) -> Result<T, Outcome> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|cause| {
        let words = cause.downcast_ref::<String>().map(String::as_str);
        let words = words.or_else(|| cause.downcast_ref::<&str>().copied()).unwrap_or("no words");
        Outcome::Error { code: "panic".to_owned(), message: words.to_owned() }
    })
}
