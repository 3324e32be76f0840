//! Small programs that OPA 1.22.2 was asked about: which it refuses, with which code and where, and what the others
//! answer.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::{
    Documents, EvalError, Limits, LoadError, Machine, Module, Place, Query, QueryOptions, Rule, RuleSource,
    Source, Value, Version,
};

#[derive(Debug, Deserialize)]
struct Program {
    name: String,
    version: String,
    modules: Vec<String>,
    query: Option<String>,
    input: Option<serde_json::Value>,
    data: Option<serde_json::Value>,
    opa: Answer,
}

#[derive(Debug, Deserialize)]
struct Answer {
    values: Option<Vec<serde_json::Value>>,
    error: Option<Fault>,
}

#[derive(Debug, Deserialize)]
struct Fault {
    code: String,
    #[serde(default)]
    file: String,
    #[serde(default)]
    row: u32,
    #[serde(default)]
    col: u32,
}

const ERRORS: &str = include_str!("../../../../../testdata/rego/compile/errors.json");
const PROGRAMS: &str = include_str!("../../../../../testdata/rego/compile/programs.json");

impl Answer {
    fn wanted(&self) -> Result<Vec<serde_json::Value>, String> {
        match (&self.values, &self.error) {
            (Some(values), _) => Ok(values.iter().map(|value| json(&Value::from(value))).collect()),
            (None, error) => Err(error.as_ref().map(|error| error.code.clone()).unwrap_or_default()),
        }
    }
}

fn programs(text: &str) -> Vec<Program> {
    serde_json::from_str(text).expect("programs")
}

impl Program {
    fn version(&self) -> Version {
        if self.version == "v0" { Version::V0 } else { Version::V1 }
    }

    fn documents(&self) -> Result<Documents, LoadError> {
        let modules = self.modules.iter().enumerate().map(|(index, text)| {
            Module::parse_as(Source { path: format!("m{index}.rego"), text: text.clone() }, self.version())
        });
        let data = self.data.clone().unwrap_or_else(|| serde_json::json!({}));
        Ok(Documents::new(modules.collect::<Result<_, _>>()?, Value::from(&data)))
    }

    /// The first error of loading.
    fn refusal(&self) -> Option<LoadError> {
        let documents = match self.documents() {
            Ok(documents) => documents,
            Err(error) => return Some(error),
        };
        let options = QueryOptions { version: self.version(), ..QueryOptions::default() };
        Query::with(&documents, options).err()?.into_iter().next()
    }

    /// The values of the query, or the code of the error.
    fn answer(&self) -> Result<Vec<serde_json::Value>, String> {
        let code = |error: &LoadError| error.code().to_owned();
        let documents = self.documents().map_err(|error| code(&error))?;
        let options = QueryOptions { version: self.version(), ..QueryOptions::default() };
        let query = Query::with(&documents, options)
            .map_err(|errors| errors.first().map(code).unwrap_or_default())?;
        let input = self.input.as_ref().map(Value::from);
        let text = self.query.as_deref().expect("a query");
        let rows = query.ask(text, input.as_ref(), &Limits::default()).map_err(|error| failure(&error))?;
        let values = rows.iter().map(|row| json(&row.expressions[0].1));
        Ok(values.collect())
    }

    /// What byte code answers; `None` where it is not for it.
    fn on_byte_code(&self) -> Option<Result<Vec<serde_json::Value>, String>> {
        let documents = self.documents().ok()?;
        let (package, name) = self.query.as_deref()?.rsplit_once('.')?;
        if !matches!(Rule::trap(&documents, package, name), Ok(None)) {
            return None;
        }
        let rule = Rule::load(package, name, RuleSource::On(&documents, Machine::ByteCode)).ok()?;
        let answer = match &self.input {
            Some(input) => rule.evaluate(&Value::from(input), documents.data(), &Limits::default()),
            None => rule.evaluate_without_input(documents.data(), &Limits::default()),
        };
        Some(answer.map(|value| value.iter().map(json).collect()).map_err(|error| failure(&error)))
    }
}

fn json(value: &Value) -> serde_json::Value {
    serde_json::to_value(value).expect("JSON")
}

fn failure(error: &EvalError) -> String {
    match error {
        EvalError::Failed { code, .. } => code.to_string(),
        EvalError::Unreadable(error) => error.code().to_owned(),
        other => other.to_string(),
    }
}

fn place(error: &LoadError) -> Option<&Place> {
    match error {
        LoadError::Parse { place, .. }
        | LoadError::Rejected { place, .. }
        | LoadError::Refused { place, .. } => Some(place),
        _ => None,
    }
}

/// The names of the programs for which `differs` holds are those of the list.
fn only(programs: &[Program], list: &str, differs: impl Fn(&Program) -> bool) {
    let found: BTreeSet<&str> =
        programs.iter().filter(|program| differs(program)).map(|program| program.name.as_str()).collect();
    let known: BTreeSet<&str> = list.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(found, known);
}

#[test]
fn what_opa_refuses_is_refused() {
    // What the types of rules and of functions would tell, and those of comprehensions and of keys that are no
    // strings.
    let accepted = r#"
        p if { walk(input, [path, value]); path == 1; value == 1; value == "a" }
        p if { walk({"a": 1}, [path, value]); path.x }
        p if { x := [1, 2]; i := "a"; x[i] }
        p if { x := {"a": 1}; x[["a"]] }
        p if { x := numbers.range(1, 2)[0].a; x }
        type builtin result ref
        p if { x := {1: 2}; x.a }
        p if { x := {1: 2}; x[2] }
        p if { x := {true: 2}; x[true]; x.a }
        q contains 1 / p if { x := q; x == 1; x == "a" }
        type compr elem
        type fn result
        type fn result ref
        type pkg ref
        type rule eq
        type rule ref
        type rule ref call
    "#;
    only(&programs(ERRORS), accepted, |program| program.refusal().is_none());
}

#[test]
fn what_opa_refuses_has_its_code() {
    // Refused too, and for reasons of this engine's own.
    let refused = r#"
        op assign rule
        op eq bind
        p if { eq := 4; some x in [1]; x }
        p if { eq := 4; x := 1; x == 1; x = 1 }
        some data
        some in collection self
        with target unsafe index
        with var index
    "#;
    only(&programs(ERRORS), refused, |program| {
        let wanted = program.opa.error.as_ref().expect("an error").code.as_str();
        program.refusal().is_some_and(|error| error.code() != wanted)
    });
}

#[test]
fn what_opa_refuses_has_its_line() {
    let elsewhere = r#"
        every key value same
    "#;
    only(&programs(ERRORS), elsewhere, |program| {
        let wanted = program.opa.error.as_ref().expect("an error");
        let refusal = program.refusal();
        let Some(place) = refusal.as_ref().filter(|error| error.code() == wanted.code).and_then(place) else {
            return false;
        };
        (place.file.as_str(), place.line) != (wanted.file.as_str(), wanted.row)
    });
}

#[test]
fn what_opa_refuses_has_its_column() {
    // OPA points to a part of the statement, to a `with`, or to a variable.
    let elsewhere = r#"
        conflict other file ref
        conflict package rule
        conflict package rule deep
        conflict package rule empty
        default fn twice
        default twice
        default twice files
        default twice same
        fn arg nested ref
        fn arg ref nested
        fn as value arg
        p if { x := {"a": 1}; not x.b }
        rec else
        unsafe contains obj
        unsafe every domain
        unsafe template
        with builtin in
        with fn arity
        with fn value arity
        with partial rule
        with target eq
        with target internal
        with target partial doc
        with target print
        with target unknown fn
        with target walk
    "#;
    only(&programs(ERRORS), elsewhere, |program| {
        let wanted = program.opa.error.as_ref().expect("an error");
        let refusal = program.refusal();
        let Some(place) = refusal.as_ref().filter(|error| error.code() == wanted.code).and_then(place) else {
            return false;
        };
        place.line == wanted.row && place.column != wanted.col
    });
}

#[test]
fn what_opa_accepts_is_refused_for_reasons_of_this_engine_only() {
    let refused = r#"
        data edgeward builtins
        data edgeward query
        fn arg obj key other arg
        fn arg set var
        fn arg set var2
        fn obj key var
        fn obj key var2
        op eq rule
        p if { x := http.send({"method":"get","url":"a"}); x.nope }
        p if { x := opa.runtime(); x.env.foo }
        package edgeward builtins
        package edgeward builtins var
        package edgeward query
        package edgeward query q
        rule edgeward count
        rule edgeward count var
        rule named eq
        some input
        v0 every
        v0 if contains
        v0 rule input
        v0 shadow in
        with http
    "#;
    only(&programs(PROGRAMS), refused, |program| {
        program.opa.error.is_none() && program.answer().is_err_and(|code| code == "edgeward_refused")
    });
}

#[test]
fn what_is_answered_is_what_opa_answers() {
    // OPA has decimals where the engine has floats; keys that turn out to be the same are an error here.
    let different = r#"
        div
        neg zero
        obj dup keys var
    "#;
    only(&programs(PROGRAMS), different, |program| {
        let wanted = program.opa.wanted();
        let answer = program.answer();
        let is_refused = answer.as_ref().is_err_and(|code| code == "edgeward_refused");
        !is_refused && answer != wanted || program.on_byte_code().is_some_and(|answer| answer != wanted)
    });
}
