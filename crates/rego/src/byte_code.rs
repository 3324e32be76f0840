//! Compiled programs: made, read, and run with the built-ins that the engine asks us for.
//!
//! Bytes that are read may be anybody's: what would not come from compiling lowered text is refused.

mod answers;
mod calls;
mod sections;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::program::DeserializationResult;
use regorus::rvm::vm::VmError;
use regorus::rvm::{Program, RegoVM};

use crate::builtins;
use crate::compile::emit::dialect::private;
use crate::engine::{Settings, engine};
use crate::error::{EvalError, LoadError};
use crate::evaluate::Limits;
use crate::lowered::Texts;
use crate::stack::Need;
use crate::value::Value;

/// A program and the machines that ran it before.
pub(crate) struct Runner {
    program: Arc<Program>,
    idle: Mutex<Vec<Idle>>,
}

/// A machine, and what it was given last: giving takes a good part of a short evaluation.
struct Idle {
    /// In a box, because it is large and goes in and out with each evaluation.
    vm: Box<RegoVM>,
    data: Value,
    time: Option<Duration>,
}

impl Idle {
    fn new(program: &Arc<Program>) -> Idle {
        let mut vm = Box::new(RegoVM::new());
        vm.load_program(Arc::clone(program));
        Idle { vm, data: Value(regorus::Value::Undefined), time: None }
    }
}

impl Runner {
    /// Compiles the rule at `path`.
    pub(crate) fn compile(path: &str, texts: &Texts) -> Result<Runner, LoadError> {
        let failed = |message: String| LoadError::Compile { file: path.to_owned(), message };
        // The compiler is told of our built-ins by itself; the engine must not know them.
        let plain = Texts { used: std::collections::BTreeSet::new(), ..texts.clone() };
        let mut engine = engine(&plain, &Settings::default())?;
        let entry = regorus::Rc::from(path);
        let names: Vec<(String, usize)> =
            texts.used.iter().map(|(name, arity)| (private(name, *arity), *arity)).collect();
        let awaited: Vec<(&str, usize)> = names.iter().map(|(name, arity)| (name.as_str(), *arity)).collect();
        let policy = engine.compile_with_entrypoint(&entry).map_err(|error| failed(error.to_string()))?;
        let program = Compiler::compile_from_policy_with_host_await(&policy, &[path], &awaited)
            .map_err(|error| failed(error.to_string()))?;
        sound(&program).map_err(failed)?;
        Runner::new(Arc::unwrap_or_clone(program)).map_err(failed)
    }

    /// Reads a serialised program of the rule at `path`.
    pub(crate) fn read(path: &str, bytes: &[u8]) -> Result<(Runner, Need), LoadError> {
        let failed = |message: String| LoadError::Program { rule: path.to_owned(), message };
        if let Some(fault) = sections::fault(bytes) {
            return Err(failed(fault.to_owned()));
        }
        match Program::deserialize_binary(bytes).map_err(failed)? {
            DeserializationResult::Complete(program) => {
                if !program.get_entry_points().keys().eq([path]) {
                    return Err(failed("it is the program of another rule".to_owned()));
                }
                let need = sound(&program).map_err(failed)?;
                Ok((Runner::new(program).map_err(failed)?, need))
            }
            DeserializationResult::Partial(_) => {
                Err(failed("it was written by another version of the engine".to_owned()))
            }
        }
    }

    fn new(program: Program) -> Result<Runner, String> {
        let program = Arc::new(answers::called(program)?);
        Ok(Runner { program, idle: Mutex::new(Vec::new()) })
    }

    /// The program in bytes, without the text it came from and the place of each instruction: the machine looks at
    /// neither, and they are four fifths of all bytes.
    pub(crate) fn serialized(&self) -> Result<Vec<u8>, String> {
        let mut program = answers::awaited(Program::clone(&self.program));
        program.sources.clear();
        program.instruction_spans.clear();
        program.serialize_binary()
    }

    pub(crate) fn run(
        &self,
        path: &str,
        input: &Value,
        data: &Value,
        limits: &Limits,
        may_rest: bool,
    ) -> Result<regorus::Value, EvalError> {
        let taken = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut idle = taken.unwrap_or_else(|| Idle::new(&self.program));
        let Idle { vm, data: known, time } = &mut idle;
        vm.set_max_instructions(limits.instructions);
        let timer = limits.timer();
        // A machine that is given a limit looks at the clock.
        if *time != Some(timer.limit) {
            vm.set_execution_timer_config(Some(timer));
            *time = Some(timer.limit);
        }
        if !known.is_same_document(data) {
            vm.set_data(data.0.clone()).map_err(|error| EvalError::from_engine(path, &error))?;
            *known = data.clone();
        }
        vm.set_input(input.0.clone());
        let value = answers::run(vm).map_err(|error| match error {
            VmError::TimeLimitExceeded { .. } => {
                EvalError::TimeLimit { rule: path.to_owned(), limit: limits.time }
            }
            VmError::InstructionLimitExceeded { limit, .. } => {
                EvalError::InstructionLimit { rule: path.to_owned(), limit }
            }
            other => EvalError::from_engine(path, &other),
        })?;
        // An idle machine must not keep a caller's object alive. One that failed is dropped instead of reused.
        vm.set_input(regorus::Value::Null);
        // What it holds may nest as deep as the stack allowed, and dropping it takes as much again.
        if !may_rest {
            return Ok(value);
        }
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(idle);
        Ok(value)
    }
}

/// The stack that a program needs, if it is one that we might have made.
fn sound(program: &Program) -> Result<Need, String> {
    program.validate_limits()?;
    let foreign = |name: &&str| !builtins::is_asked_of_the_engine(name);
    if let Some(name) = program.builtin_info_table.iter().map(|info| info.name.as_str()).find(foreign) {
        return Err(format!("it asks the engine for `{name}`"));
    }
    let need = Need::of_calls(calls::depth(program).map_err(str::to_owned)?);
    if need.is_too_much() {
        return Err("its rules call each other too deep".to_owned());
    }
    Ok(need)
}
