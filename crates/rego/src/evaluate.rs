//! One rule, ready to be asked.

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::program::DeserializationResult;
use regorus::rvm::vm::VmError;
use regorus::rvm::{Program, RegoVM};

use crate::document::Documents;
use crate::error::{EvalError, LoadError};
use crate::machine::{self, Machine, Trap};
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
    runner: Runner,
}

enum Runner {
    ByteCode { program: Arc<Program>, idle: Mutex<Vec<RegoVM>> },
    Interpreter(Box<Prepared>),
}

/// An engine without data, and the last data document with an engine prepared for it.
struct Prepared {
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
        let runner = match source {
            RuleSource::Program(bytes) => program_runner(read_program(&path, bytes)?),
            RuleSource::Text(documents) => {
                let members = members(documents, package, name)?;
                let machine =
                    if machine::trap(&members).is_some() { Machine::Interpreter } else { Machine::ByteCode };
                text_runner(&path, &members, machine)?
            }
            RuleSource::On(documents, machine) => {
                text_runner(&path, &members(documents, package, name)?, machine)?
            }
        };
        Ok(Rule { path, runner })
    }

    /// Why the rule `package.name` may not run as byte code, if it may not.
    ///
    /// # Errors
    /// There is no such rule.
    pub fn trap(documents: &Documents, package: &str, name: &str) -> Result<Option<Trap>, LoadError> {
        Ok(machine::trap(&members(documents, package, name)?))
    }

    /// `data.<package>.<name>`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The machine that runs it.
    pub fn machine(&self) -> Machine {
        match self.runner {
            Runner::ByteCode { .. } => Machine::ByteCode,
            Runner::Interpreter(_) => Machine::Interpreter,
        }
    }

    /// The compiled program, to be kept beside the text; none on the interpreter.
    ///
    /// # Errors
    /// The program is too large to be written.
    pub fn program(&self) -> Result<Option<Vec<u8>>, LoadError> {
        match &self.runner {
            Runner::Interpreter(_) => Ok(None),
            Runner::ByteCode { program, .. } => program
                .serialize_binary()
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
        let value = match &self.runner {
            Runner::ByteCode { program, idle } => self.run_program(program, idle, input, data, limits)?,
            Runner::Interpreter(prepared) => self.interpret(prepared, input, data, limits)?,
        };
        Ok((value != regorus::Value::Undefined).then_some(Value(value)))
    }

    /// The rule's value where `input` is undefined, which is not the same as empty: `not input` holds.
    ///
    /// # Errors
    /// As [`Rule::evaluate`].
    pub fn evaluate_without_input(&self, data: &Value, limits: &Limits) -> Result<Option<Value>, EvalError> {
        self.evaluate(&Value(regorus::Value::Undefined), data, limits)
    }

    fn run_program(
        &self,
        program: &Arc<Program>,
        idle: &Mutex<Vec<RegoVM>>,
        input: &Value,
        data: &Value,
        limits: &Limits,
    ) -> Result<regorus::Value, EvalError> {
        let taken = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut vm = taken.unwrap_or_else(|| {
            let mut vm = RegoVM::new();
            vm.load_program(Arc::clone(program));
            vm
        });
        vm.set_max_instructions(limits.instructions);
        vm.set_execution_timer_config(Some(limits.timer()));
        vm.set_data(data.0.clone()).map_err(|error| EvalError::from_engine(&self.path, &error))?;
        vm.set_input(input.0.clone());
        let value = vm.execute_entry_point_by_index(0).map_err(|error| match error {
            VmError::TimeLimitExceeded { .. } => {
                EvalError::TimeLimit { rule: self.path.clone(), limit: limits.time }
            }
            VmError::InstructionLimitExceeded { limit, .. } => {
                EvalError::InstructionLimit { rule: self.path.clone(), limit }
            }
            other => EvalError::from_engine(&self.path, &other),
        })?;
        // An idle machine must not keep a caller's object alive. One that failed is dropped instead of reused.
        vm.set_input(regorus::Value::Null);
        idle.lock().unwrap_or_else(PoisonError::into_inner).push(vm);
        Ok(value)
    }

    /// Preparing an engine costs far more than asking it, and only data undoes the preparation: the last data
    /// document is kept with its engine, and each evaluation asks a clone.
    fn interpret(
        &self,
        prepared: &Prepared,
        input: &Value,
        data: &Value,
        limits: &Limits,
    ) -> Result<regorus::Value, EvalError> {
        let failed = |error: &dyn std::fmt::Display| EvalError::from_engine(&self.path, error);
        let mut slot = prepared.last.lock().unwrap_or_else(PoisonError::into_inner);
        let mut engine = match &*slot {
            Some((known, engine)) if same_document(known, data) => engine.clone(),
            _ => {
                let mut engine = prepared.bare.clone();
                engine.add_data(data.0.clone()).map_err(|error| failed(&error))?;
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

fn same_document(left: &Value, right: &Value) -> bool {
    match (&left.0, &right.0) {
        (regorus::Value::Object(left), regorus::Value::Object(right)) => regorus::Rc::ptr_eq(left, right),
        _ => false,
    }
}

fn members<'a>(
    documents: &'a Documents,
    package: &str,
    name: &str,
) -> Result<Vec<&'a crate::Module>, LoadError> {
    let module = documents.defining(package, name).ok_or_else(|| LoadError::Compile {
        file: package.to_owned(),
        message: format!("no module of this package defines the rule `{name}`"),
    })?;
    Ok(documents.closure(module))
}

fn text_runner(path: &str, members: &[&crate::Module], machine: Machine) -> Result<Runner, LoadError> {
    let empty = Value::object::<&str>([]);
    match machine {
        Machine::Interpreter => {
            let bare = Documents::engine(members, &empty)?;
            Ok(Runner::Interpreter(Box::new(Prepared { bare, last: Mutex::new(None) })))
        }
        Machine::ByteCode => {
            let lowered: Vec<_> =
                members.iter().map(|module| crate::lower::for_byte_code(module)).collect::<Result<_, _>>()?;
            let mut engine = Documents::engine(&lowered.iter().collect::<Vec<_>>(), &empty)?;
            let entry = regorus::Rc::from(path);
            let compiled = engine
                .compile_with_entrypoint(&entry)
                .and_then(|policy| Compiler::compile_from_policy(&policy, &[path]).map_err(Into::into))
                .map_err(|error| LoadError::Compile { file: path.to_owned(), message: error.to_string() })?;
            Ok(program_runner(compiled))
        }
    }
}

fn program_runner(program: Arc<Program>) -> Runner {
    Runner::ByteCode { program, idle: Mutex::new(Vec::new()) }
}

fn read_program(path: &str, bytes: &[u8]) -> Result<Arc<Program>, LoadError> {
    let failed = |message: String| LoadError::Program { rule: path.to_owned(), message };
    match Program::deserialize_binary(bytes).map_err(failed)? {
        DeserializationResult::Complete(program) => {
            if program.get_entry_point(path).is_none() {
                return Err(failed("it is the program of another rule".to_owned()));
            }
            Ok(Arc::new(program))
        }
        DeserializationResult::Partial(_) => {
            Err(failed("it was written by another version of the engine".to_owned()))
        }
    }
}

#[cfg(test)]
mod tests;
