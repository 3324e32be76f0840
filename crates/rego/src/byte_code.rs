//! Compiled programs: made, read, and run with the built-ins that the engine asks us for.
//!
//! Bytes that are read may be anybody's: what would not come from compiling lowered text is refused.

mod answers;
mod calls;
mod sections;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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

/// A program, and machines that ran it before.
pub(crate) struct Runner {
    program: Arc<Program>,
    /// Only such as hold nothing: making one takes as long as a short evaluation.
    idle: Mutex<Vec<RegoVM>>,
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
        Ok(Runner { program: Arc::new(answers::called(program)?), idle: Mutex::default() })
    }

    /// The program in bytes, without the text it came from and the place of each instruction: the machine looks at
    /// neither, and they are four fifths of all bytes.
    pub(crate) fn serialized(&self) -> Result<Vec<u8>, String> {
        let mut program = answers::awaited(Program::clone(&self.program));
        program.sources.clear();
        program.instruction_spans.clear();
        program.serialize_binary()
    }

    /// A machine holds the data of its last run. That may be an inventory, and kept machines of a busy server held many that
    /// are no more: one that was given data is dropped, and so is one that failed.
    pub(crate) fn run(
        &self,
        path: &str,
        input: &Value,
        data: &Value,
        limits: &Limits,
    ) -> Result<regorus::Value, EvalError> {
        let failed = |error: VmError| match error {
            VmError::TimeLimitExceeded { .. } => {
                EvalError::TimeLimit { rule: path.to_owned(), limit: limits.time }
            }
            VmError::InstructionLimitExceeded { limit, .. } => {
                EvalError::InstructionLimit { rule: path.to_owned(), limit }
            }
            other => EvalError::from_engine(path, &other),
        };
        let without_data = data.is_empty_object();
        let rested = if without_data { self.idle().pop() } else { None };
        let mut vm = rested.unwrap_or_else(|| {
            let mut vm = RegoVM::new();
            vm.load_program(Arc::clone(&self.program));
            vm
        });
        vm.set_max_instructions(limits.instructions);
        vm.set_execution_timer_config(Some(limits.timer()));
        vm.set_data(data.0.clone()).map_err(failed)?;
        vm.set_input(input.0.clone());
        let value = answers::run(&mut vm).map_err(failed)?;
        if without_data {
            release(&mut vm);
            self.idle().push(vm);
        }
        Ok(value)
    }

    fn idle(&self) -> MutexGuard<'_, Vec<RegoVM>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A machine at rest must not keep a caller's object alive. Its registers and caches do until the next run begins; one that
/// may do nothing begins, fails, and leaves nothing.
fn release(vm: &mut RegoVM) {
    vm.set_input(regorus::Value::Null);
    vm.set_max_instructions(0);
    drop(vm.execute_entry_point_by_index(0));
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
