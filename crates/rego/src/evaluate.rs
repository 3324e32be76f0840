//! One rule, ready to be asked.

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use crate::byte_code;
use crate::compile::emit::dialect::Dialect;
use crate::deep;
use crate::document::Documents;
use crate::engine::{self, engine};
use crate::error::{EvalError, LoadError};
use crate::lowered::{Chosen, Lowered, Texts};
use crate::machine::{self, Machine, Trap};
use crate::stack::{Broken, Need};
use crate::value::Value;

/// How long one evaluation may take. Hitting a limit is an error, never "undefined".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Wall clock, on both machines.
    pub time: Duration,
    /// Instructions; byte code only, the interpreter counts none.
    pub instructions: usize,
    /// When whoever asks stops waiting. Many evaluations share it, and one that begins too late does not begin.
    pub until: Option<Instant>,
}

impl Default for Limits {
    /// A hundred times what the slowest rule of the default bundle needs for a pod of 20 containers, and well
    /// below the API server's patience of some seconds.
    fn default() -> Self {
        Limits { time: Duration::from_millis(500), instructions: 5_000_000, until: None }
    }
}

impl Limits {
    /// The limit that is left at this moment.
    pub(crate) fn timer(&self) -> regorus::utils::limits::ExecutionTimerConfig {
        // Reading the clock costs some 25 ns, a work unit less.
        const UNITS_BETWEEN_CLOCK_READS: NonZeroU32 = NonZeroU32::MIN.saturating_add(255);
        let left = self.until.map(|until| until.saturating_duration_since(Instant::now()));
        let limit = left.map_or(self.time, |left| left.min(self.time));
        regorus::utils::limits::ExecutionTimerConfig { limit, check_interval: UNITS_BETWEEN_CLOCK_READS }
    }
}

/// A rule with the machine that runs it. Shared between threads.
pub struct Rule {
    path: String,
    prepared: Prepared,
}

enum Prepared {
    Now(Ready),
    /// From a program, when it is first asked for: most of what there is to do when a bundle is loaded, and a
    /// data decision needs two of forty.
    Later(Arc<[u8]>, OnceLock<Result<Ready, LoadError>>),
}

struct Ready {
    runner: Runner,
    need: Need,
}

enum Runner {
    ByteCode(byte_code::Runner),
    Interpreter(Box<Engines>),
}

/// An engine without data, and the last data document with an engine prepared for it.
struct Engines {
    texts: Texts,
    bare: regorus::Engine,
    last: Mutex<Option<(Value, regorus::Engine)>>,
}

/// What a rule is made from.
#[derive(Debug, Clone, Copy)]
pub enum RuleSource<'a> {
    /// Text; looking at it decides the machine.
    Text(&'a Documents),
    /// Text, on a machine chosen by the caller: for comparing the two.
    On(&'a Documents, Machine),
    /// A program that [`Rule::program`] made.
    Program(&'a [u8]),
}

impl Ready {
    fn read(path: &str, program: &[u8]) -> Result<Ready, LoadError> {
        let (runner, need) = byte_code::Runner::read(path, program)?;
        Ok(Ready { runner: Runner::ByteCode(runner), need })
    }
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rule")
            .field("path", &self.path)
            .field("machine", &self.machine())
            .finish_non_exhaustive()
    }
}

impl Rule {
    /// Prepares the rule `data.<package>.<name>`.
    ///
    /// # Errors
    /// There is no such rule, it does not compile, or the program is of another version.
    pub fn load(package: &str, name: &str, source: RuleSource<'_>) -> Result<Rule, LoadError> {
        let path = format!("{package}.{name}");
        let (documents, machine) = match source {
            RuleSource::Program(bytes) => {
                let ready = Ready::read(&path, bytes)?;
                return Ok(Rule { path, prepared: Prepared::Now(ready) });
            }
            RuleSource::Text(documents) => (documents, None),
            RuleSource::On(documents, machine) => (documents, Some(machine)),
        };
        let (lowered, chosen) = reached(documents, package, name)?;
        let need = Need::of(&lowered, &chosen);
        let failed = |message: &str| LoadError::Compile { file: path.clone(), message: message.to_owned() };
        if need.is_too_much() {
            return Err(failed("the rules that it needs call each other too deep"));
        }
        let prepare = || match machine {
            Some(Machine::Interpreter) => interpreter(&lowered, &chosen),
            Some(Machine::ByteCode) => byte_code_runner(&path, &lowered, &chosen),
            None => match machine::trap(&lowered, &chosen) {
                None => {
                    byte_code_runner(&path, &lowered, &chosen).or_else(|_| interpreter(&lowered, &chosen))
                }
                Some(_) => interpreter(&lowered, &chosen),
            },
        };
        let runner = need.run(prepare).map_err(|Broken(message)| failed(&message))??;
        Ok(Rule { path, prepared: Prepared::Now(Ready { runner, need }) })
    }

    /// The rule `data.<package>.<name>` of a program that [`Rule::program`] made. The program is read when the rule is
    /// first asked or by [`Rule::prepare`]; one that cannot be read fails every evaluation.
    pub fn later(package: &str, name: &str, program: Arc<[u8]>) -> Rule {
        Rule { path: format!("{package}.{name}"), prepared: Prepared::Later(program, OnceLock::new()) }
    }

    /// Does now what the first evaluation would do.
    ///
    /// # Errors
    /// The program is of another version, or none.
    pub fn prepare(&self) -> Result<(), LoadError> {
        self.ready().map(|_| ()).map_err(LoadError::clone)
    }

    fn ready(&self) -> Result<&Ready, &LoadError> {
        match &self.prepared {
            Prepared::Now(ready) => Ok(ready),
            Prepared::Later(program, ready) => {
                ready.get_or_init(|| Ready::read(&self.path, program)).as_ref()
            }
        }
    }

    /// Why the rule `package.name` may not run as byte code, if it may not.
    ///
    /// # Errors
    /// There is no such rule.
    pub fn trap(documents: &Documents, package: &str, name: &str) -> Result<Option<Trap>, LoadError> {
        let (lowered, chosen) = reached(documents, package, name)?;
        Ok(machine::trap(&lowered, &chosen))
    }

    /// `data.<package>.<name>`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The machine that runs it.
    pub fn machine(&self) -> Machine {
        match &self.prepared {
            Prepared::Now(Ready { runner: Runner::Interpreter(_), .. }) => Machine::Interpreter,
            Prepared::Now(_) | Prepared::Later(..) => Machine::ByteCode,
        }
    }

    /// The compiled program, to be kept beside the text; none on the interpreter.
    ///
    /// # Errors
    /// The program is too large to be written.
    pub fn program(&self) -> Result<Option<Vec<u8>>, LoadError> {
        match &self.ready().map_err(LoadError::clone)?.runner {
            Runner::Interpreter(_) => Ok(None),
            Runner::ByteCode(runner) => runner
                .serialized()
                .map(Some)
                .map_err(|message| LoadError::Program { rule: self.path.clone(), message }),
        }
    }

    /// The rule's value, or `None` where it is undefined.
    ///
    /// # Errors
    /// A limit was hit, or the policy contradicts itself. Whoever asked has to deny.
    pub fn evaluate(&self, input: &Value, data: &Value, limits: &Limits) -> Result<Option<Value>, EvalError> {
        // The engine looks at the clock now and then only: a short evaluation would run to its end after the time.
        if limits.timer().limit.is_zero() {
            return Err(EvalError::TimeLimit { rule: self.path.clone(), limit: limits.time });
        }
        let ready = self.ready();
        let Ready { runner, need } =
            ready.map_err(|error| EvalError::broken(&self.path, Broken(error.to_string())))?;
        let run = || {
            let value = match runner {
                Runner::ByteCode(runner) => runner.run(&self.path, input, data, limits)?,
                Runner::Interpreter(engines) => self.interpret(engines, input, data, limits)?,
            };
            // One that is refused is dropped here, where there is room for it.
            deep::fault(&value).map_or(Ok(value), |fault| Err(EvalError::broken(&self.path, Broken(fault))))
        };
        let value = need.run(run).map_err(|broken| EvalError::broken(&self.path, broken))??;
        Ok((value != regorus::Value::Undefined).then_some(Value(value)))
    }

    /// The rule's value where `input` is undefined, which is not the same as empty: `not input` holds.
    ///
    /// # Errors
    /// As [`Rule::evaluate`].
    pub fn evaluate_without_input(&self, data: &Value, limits: &Limits) -> Result<Option<Value>, EvalError> {
        self.evaluate(&Value(regorus::Value::Undefined), data, limits)
    }

    /// Preparing an engine costs far more than asking it, and only data undoes the preparation: the last data
    /// document is kept with its engine, and each evaluation asks a clone.
    fn interpret(
        &self,
        engines: &Engines,
        input: &Value,
        data: &Value,
        limits: &Limits,
    ) -> Result<regorus::Value, EvalError> {
        let failed = |error: &dyn std::fmt::Display| engine::failure(&self.path, &engines.texts, error);
        let mut slot = engines.last.lock().unwrap_or_else(PoisonError::into_inner);
        let mut engine = match &*slot {
            Some((known, engine)) if known.is_same_document(data) => engine.clone(),
            _ => {
                let mut engine = engines.bare.clone();
                let known = if engines.texts.adds_packages() {
                    engines.texts.with_packages(data)
                } else {
                    data.clone()
                };
                engine.add_data(known.0).map_err(|error| failed(&error))?;
                // Asks for nothing, and analyses all modules on the way.
                engine.eval_query("true".to_owned(), false).map_err(|error| failed(&error))?;
                *slot = Some((data.clone(), engine.clone()));
                engine
            }
        };
        drop(slot);
        engine.set_execution_timer_config(limits.timer());
        engine.set_input(input.0.clone());
        engine.eval_rule(self.path.clone()).map_err(|error| {
            if is_time_limit(&error) {
                EvalError::TimeLimit { rule: self.path.clone(), limit: limits.time }
            } else {
                failed(&error)
            }
        })
    }
}

pub(crate) fn is_time_limit(error: &(impl std::fmt::Display + ?Sized)) -> bool {
    // The engine wraps its limit error in text on some paths, so the type alone does not tell.
    error.to_string().contains("exceeded time limit")
}

/// The rules that the rule `package.name` may need, itself included.
fn reached(documents: &Documents, package: &str, name: &str) -> Result<(Arc<Lowered>, Chosen), LoadError> {
    let module = documents.defining(package, name).ok_or_else(|| LoadError::Compile {
        file: package.to_owned(),
        message: format!("no module of this package defines the rule `{name}`"),
    })?;
    let lowered = if module.is_test() { documents.with_tests() } else { documents.policies() };
    let lowered = lowered.map_err(|errors| first(errors, package))?;
    let path: Vec<&str> = std::iter::once("data")
        .chain(module.tree.package.iter().map(String::as_str))
        .chain(std::iter::once(name))
        .collect();
    let chosen = lowered.reached(&path);
    Ok((lowered, chosen))
}

pub(crate) fn first(errors: Vec<LoadError>, what: &str) -> LoadError {
    errors.into_iter().next().unwrap_or_else(|| LoadError::Compile {
        file: what.to_owned(),
        message: "it does not compile".to_owned(),
    })
}

fn interpreter(lowered: &Lowered, chosen: &Chosen) -> Result<Runner, LoadError> {
    let texts = lowered.texts(Some(chosen), &lowered.interpreted(Some(chosen)));
    let bare = engine(&texts, &engine::Settings::default())?;
    Ok(Runner::Interpreter(Box::new(Engines { texts, bare, last: Mutex::new(None) })))
}

fn byte_code_runner(path: &str, lowered: &Lowered, chosen: &Chosen) -> Result<Runner, LoadError> {
    let dialect = Dialect { byte_code: true, replaced: lowered.replaced(Some(chosen)), ..Dialect::default() };
    let texts = lowered.texts(Some(chosen), &dialect);
    byte_code::Runner::compile(path, &texts).map(Runner::ByteCode)
}

#[cfg(test)]
mod tests;
