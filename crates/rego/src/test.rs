//! Rego tests: every rule whose name starts with `test_`.
//!
//! A test runs on the interpreter, the machine of record. What it gave to the rules under test is captured, so
//! that the same inputs can be put to byte code and the answers compared.

mod capture;
pub(crate) mod explain;

pub use capture::Captured;
pub use explain::{Failure, Observed};

use crate::compile::emit::dialect::Dialect;
use crate::document::Documents;
use crate::engine;
use crate::error::{LoadError, Place};
use crate::evaluate::{Limits, Rule, RuleSource};
use crate::machine::Machine;
use crate::module::rule_name;

/// One `test_` rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Package with `data.` in front.
    pub package: String,
    /// The rule.
    pub name: String,
    /// Where it is defined.
    pub place: Place,
}

/// What a test came to.
#[derive(Debug)]
pub enum Outcome {
    /// True, with what it gave to rules under test.
    Passed(Vec<Captured>),
    /// False or undefined.
    Failed(Box<Failure>),
    /// It could not be run, or both machines disagree.
    Error(String),
}

/// All tests of the modules.
///
/// # Errors
/// A name is used twice in one file: the second would hide behind the first.
pub fn cases(documents: &Documents) -> Result<Vec<Case>, Vec<LoadError>> {
    let mut cases: Vec<Case> = Vec::new();
    let mut failures = Vec::new();
    for module in documents.modules() {
        for rule in &module.tree.rules {
            let Some(name) = rule_name(rule).filter(|name| name.starts_with("test_")) else {
                continue;
            };
            let case = Case {
                package: module.package().to_owned(),
                name: name.to_owned(),
                place: module.source().place(rule.span),
            };
            if cases.iter().any(|other| (&other.package, &other.name) == (&case.package, &case.name)) {
                failures.push(LoadError::Refused {
                    place: case.place,
                    construct: format!("a second test called `{}`", case.name),
                    advice: "give it a name of its own".to_owned(),
                });
            } else {
                cases.push(case);
            }
        }
    }
    if failures.is_empty() { Ok(cases) } else { Err(failures) }
}

/// Runs one test.
pub fn run(documents: &Documents, case: &Case, limits: &Limits) -> Outcome {
    match attempt(documents, case, limits) {
        Ok(outcome) => outcome,
        Err(message) => Outcome::Error(message),
    }
}

fn attempt(documents: &Documents, case: &Case, limits: &Limits) -> Result<Outcome, String> {
    let module = documents
        .defining(&case.package, &case.name)
        .ok_or_else(|| format!("{}: no such test: {}", case.place, case.name))?;
    let lowered = documents
        .with_tests()
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
    let path: Vec<&str> = std::iter::once("data")
        .chain(module.tree.package.iter().map(String::as_str))
        .chain(std::iter::once(case.name.as_str()))
        .collect();
    let chosen = lowered.reached(&path);
    let dialect = Dialect { replaced: lowered.replaced(Some(&chosen)), ..Dialect::default() };
    let texts = lowered.texts(Some(&chosen), &dialect);
    let recorder = capture::Recorder::default();
    let mut engine = recorder.engine(&texts, documents).map_err(|error| error.to_string())?;
    engine.set_execution_timer_config(limits.timer());
    let rule = format!("{}.{}", case.package, case.name);
    let value = engine
        .eval_rule(rule.clone())
        .map_err(|error| format!("{}: {}", case.place, engine::failure(&rule, &texts, &error)))?;
    if value != regorus::Value::Bool(true) {
        return Ok(Outcome::Failed(Box::new(explain::failure(documents, module, case))));
    }
    agree_without_input(documents, case, limits)?;
    Ok(Outcome::Passed(recorder.captured()))
}

/// A test that replaces no input can be put to byte code as it is.
fn agree_without_input(documents: &Documents, case: &Case, limits: &Limits) -> Result<(), String> {
    let trapped = Rule::trap(documents, &case.package, &case.name).map_err(|error| error.to_string())?;
    if trapped.is_some() {
        return Ok(());
    }
    let rule = Rule::load(&case.package, &case.name, RuleSource::On(documents, Machine::ByteCode))
        .map_err(|error| error.to_string())?;
    match rule.evaluate_without_input(documents.data(), limits) {
        Ok(Some(value)) if value.as_bool() == Some(true) => Ok(()),
        other => Err(format!("{}: true on the interpreter, but byte code answers {other:?}", case.place)),
    }
}

#[cfg(test)]
mod tests;
