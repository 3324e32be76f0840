//! Rego tests: every rule whose name starts with `test_`, as `opa test` knows them.
//!
//! ```text
//! Documents ──named──▶ Tests (compiled once) ──run(case)──▶ Ran: outcome, cases, printed lines, what was covered
//! ```
//! A test runs on the interpreter, the machine of record. What it gave to the rules under test can be captured, so
//! that the same inputs can be put to byte code and the answers compared.

mod capture;
pub(crate) mod explain;
mod named;
mod part;
mod together;

pub use capture::Captured;
pub use explain::{Failure, Observed};
pub use named::Case;
pub use part::Part;

use std::collections::BTreeSet;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use crate::compile::emit::dialect::Dialect;
use crate::document::Documents;
use crate::engine::{self, Settings};
use crate::error::{EvalError, LoadError};
use crate::evaluate::{Limits, Rule, RuleSource, is_time_limit};
use crate::lowered::{self, Lowered, Texts};
use crate::machine::Machine;
use crate::syntax::tree::Span;
use crate::value::Value;

/// What a test came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// True, or all of its cases are.
    Passed,
    /// False, undefined or no boolean, with an explanation where one was asked for.
    Failed(Vec<Failure>),
    /// It could not be run.
    Error(EvalError),
    /// It is still to be written: `todo_test_`.
    Skipped,
}

/// How tests are run.
#[derive(Debug, Clone, Copy, Default)]
pub struct RunOptions {
    /// How long one test may take.
    pub limits: Limits,
    /// Say which statement of a failed test did not hold.
    pub explain: bool,
    /// Note what was evaluated.
    pub coverage: bool,
    /// Note what was given to the rules under test.
    pub capture: bool,
}

/// A test that was run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    /// What it came to.
    pub outcome: Outcome,
    /// Its cases, by name, if it has any.
    pub parts: Vec<Part>,
    /// What it printed, a line a call.
    pub printed: Vec<String>,
    /// What was given to rules under test.
    pub captured: Vec<Captured>,
    /// How long its evaluation took.
    pub elapsed: Duration,
    /// Modules and the bytes of them that were evaluated.
    pub(crate) covered: BTreeSet<(usize, Span)>,
}

/// All tests of some modules, compiled.
#[derive(Debug)]
pub struct Tests {
    documents: Documents,
    lowered: Lowered,
    cases: Vec<Case>,
}

/// The rule that asks for a test's value.
const ASKING: &str = "edgeward_test";

impl Tests {
    /// Finds the tests of all modules, in the order of the text.
    ///
    /// # Errors
    /// Everything for which the modules are not loaded.
    pub fn new(documents: Documents) -> Result<Tests, Vec<LoadError>> {
        let (modules, cases) = named::named(documents.modules());
        let settings = lowered::Settings { print: true, cases: true, strict: false };
        let lowered = Lowered::of(modules.iter(), settings)?;
        Ok(Tests { documents, lowered, cases })
    }

    /// The tests.
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// The modules and data that they are about.
    pub fn documents(&self) -> &Documents {
        &self.documents
    }

    pub(crate) fn lowered(&self) -> &Lowered {
        &self.lowered
    }

    /// Runs one test.
    pub fn run(&self, case: &Case, options: &RunOptions) -> Ran {
        let settings =
            Settings { covered: options.coverage.then(engine::Covered::default), ..Settings::default() };
        let recorder = options.capture.then(capture::Recorder::default);
        let started = Instant::now();
        let attempt = match case.is_skipped {
            true => Ok((Outcome::Skipped, Vec::new(), None)),
            false => self.attempt(case, options, &settings, recorder.as_ref()),
        };
        let elapsed = if case.is_skipped { Duration::ZERO } else { started.elapsed() };
        let (mut outcome, parts, value) =
            attempt.unwrap_or_else(|error| (Outcome::Error(error), Vec::new(), None));
        if let Outcome::Failed(failures) = &mut outcome
            && options.explain
        {
            *failures = explain::failures(&self.documents, case, &parts, value.as_ref());
        }
        let covered = settings
            .covered
            .map(|covered| std::mem::take(&mut *covered.lock().unwrap_or_else(PoisonError::into_inner)));
        Ran {
            outcome,
            parts,
            printed: std::mem::take(&mut *settings.printed.lock().unwrap_or_else(PoisonError::into_inner)),
            captured: recorder.map(|recorder| recorder.captured()).unwrap_or_default(),
            elapsed,
            covered: covered.unwrap_or_default(),
        }
    }

    fn attempt(
        &self,
        case: &Case,
        options: &RunOptions,
        settings: &Settings,
        recorder: Option<&capture::Recorder>,
    ) -> Result<(Outcome, Vec<Part>, Option<Value>), EvalError> {
        let rule = format!("{}.{}", case.package, case.name);
        if case.is_function {
            return Err(EvalError::Failed {
                rule,
                code: "rego_type_error",
                place: Some(case.place.clone()),
                message: "a test takes no arguments".to_owned(),
            });
        }
        let texts = self.texts(case, options);
        let engine = match recorder {
            Some(recorder) => recorder.engine(&texts, &self.documents, settings),
            None => engine::engine(&texts, settings),
        };
        let mut engine = engine.map_err(EvalError::Unreadable)?;
        let failed = |error: &dyn std::fmt::Display| engine::failure(&rule, &texts, error);
        engine.add_data(texts.with_packages(self.documents.data()).0).map_err(|error| failed(&error))?;
        engine.set_execution_timer_config(options.limits.timer());
        let value = engine.eval_rule(format!("data.{ASKING}.value")).map_err(|error| {
            if is_time_limit(&error) {
                EvalError::TimeLimit { rule: rule.clone(), limit: options.limits.time }
            } else {
                failed(&error)
            }
        })?;
        let value = Value(value);
        if case.is_parameterised {
            let begun = std::mem::take(&mut *settings.cases.lock().unwrap_or_else(PoisonError::into_inner));
            let (fails, parts) = part::parts(&value, &begun);
            let outcome = if fails { Outcome::Failed(Vec::new()) } else { Outcome::Passed };
            return Ok((outcome, parts, None));
        }
        let passes = value.as_bool() == Some(true);
        let outcome = if passes { Outcome::Passed } else { Outcome::Failed(Vec::new()) };
        let value = (value.0 != regorus::Value::Undefined).then_some(value);
        Ok((outcome, Vec::new(), value))
    }

    /// The text of what the test may need, and the question for its value.
    fn texts(&self, case: &Case, options: &RunOptions) -> Texts {
        let path: Vec<&str> = std::iter::once("data").chain(case.path.iter().map(String::as_str)).collect();
        let chosen = self.lowered.reached(&path);
        let coverage = options.coverage.then_some(0);
        let dialect = Dialect { coverage, ..self.lowered.interpreted(Some(&chosen)) };
        let mut texts = self.lowered.texts(Some(&chosen), &dialect);
        texts.ask(ASKING, &case.path);
        texts
    }

    /// Modules and bytes of the rules that name a rule, or another of its path.
    pub(crate) fn callers(&self, module: usize, rule: usize) -> Vec<(usize, Span)> {
        let flats = self.lowered.flats(None);
        let spans: Vec<(usize, Span)> = flats
            .iter()
            .flat_map(|(module, rules)| rules.iter().map(|flat| (*module, flat.rule.span)))
            .collect();
        let wanted = self.documents.modules().get(module).and_then(|module| module.tree.rules.get(rule));
        let Some(index) = wanted.and_then(|rule| spans.iter().position(|own| *own == (module, rule.span)))
        else {
            return Vec::new();
        };
        let edges = self.lowered.compiled.edges.iter().zip(spans);
        edges.filter(|(names, _)| names.contains(&index)).map(|(_, span)| span).collect()
    }

    /// Whether byte code says what the interpreter says; of a test that replaces no input, that passed, and whose
    /// name no other has.
    ///
    /// # Errors
    /// They differ.
    pub fn agree(&self, case: &Case, limits: &Limits) -> Result<(), String> {
        if case.is_skipped || case.is_function || case.is_parameterised || case.is_repeated {
            return Ok(());
        }
        let (package, name) = (case.package.as_str(), case.name.as_str());
        let trapped = Rule::trap(&self.documents, package, name).map_err(|error| error.to_string())?;
        if trapped.is_some() {
            return Ok(());
        }
        let rule = Rule::load(package, name, RuleSource::On(&self.documents, Machine::ByteCode))
            .map_err(|error| error.to_string())?;
        match rule.evaluate_without_input(self.documents.data(), limits) {
            Ok(Some(value)) if value.as_bool() == Some(true) => Ok(()),
            other => Err(format!("{}: true on the interpreter, but byte code answers {other:?}", case.place)),
        }
    }
}

#[cfg(test)]
mod tests;
