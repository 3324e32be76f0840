//! How a running program gets the answers of built-ins that are ours.
//!
//! A program in bytes awaits them: it names no function of this process, and may be anybody's. A machine that meets an
//! await stops, is answered and goes on, on a slower road of its own from the first instruction to the last. So before a
//! program runs, each await becomes a call of one function that answers them all.

use std::cell::Cell;

use regorus::rvm::instructions::BuiltinCallParams;
use regorus::rvm::program::BuiltinInfo;
use regorus::rvm::vm::VmError;
use regorus::rvm::{Instruction, Program, RegoVM};
use regorus::unstable::{Expr, Ref, Span};
use regorus::{LimitError, Value};

use crate::builtins::{self, Failure};

/// What the function is called in a program's table: no name that a policy could call.
const NAME: &str = "edgeward answers";

/// Identifier and array of arguments, as an await has them.
const ARGUMENTS: u8 = 2;

/// The program with calls for its awaits.
pub(super) fn called(mut program: Program) -> Result<Program, String> {
    program.initialize_resolved_builtins().map_err(|error| error.to_string())?;
    if !program.has_host_await {
        return Ok(program);
    }
    let many = || "it calls too many built-ins".to_owned();
    let builtin_index = u16::try_from(program.builtin_info_table.len()).map_err(|_| many())?;
    program.builtin_info_table.push(BuiltinInfo { name: NAME.to_owned(), num_args: u16::from(ARGUMENTS) });
    program.resolved_builtins.push((answers, ARGUMENTS));
    for instruction in &mut program.instructions {
        if let Instruction::HostAwait { dest, arg, id } = *instruction {
            let calls = &mut program.instruction_data.builtin_call_params;
            let params_index = u16::try_from(calls.len()).map_err(|_| many())?;
            let args = [id, arg, 0, 0, 0, 0, 0, 0];
            calls.push(BuiltinCallParams { dest, builtin_index, num_args: ARGUMENTS, args });
            *instruction = Instruction::BuiltinCall { params_index };
        }
    }
    program.has_host_await = false;
    Ok(program)
}

/// The program with awaits for calls that [`called`] made.
pub(super) fn awaited(mut program: Program) -> Program {
    let Some(own) = program.builtin_info_table.iter().position(|info| info.name == NAME) else {
        return program;
    };
    let calls = &mut program.instruction_data.builtin_call_params;
    for instruction in &mut program.instructions {
        let Instruction::BuiltinCall { params_index } = *instruction else { continue };
        if let Some(BuiltinCallParams { dest, builtin_index, args: [id, arg, ..], .. }) =
            calls.get(usize::from(params_index))
            && usize::from(*builtin_index) == own
        {
            *instruction = Instruction::HostAwait { dest: *dest, arg: *arg, id: *id };
        }
    }
    calls.retain(|call| usize::from(call.builtin_index) != own);
    program.builtin_info_table.truncate(own);
    program.has_host_await = true;
    program
}

thread_local! {
    /// Why a built-in ended the evaluation that runs on this thread.
    static ENDED: Cell<Option<String>> = const { Cell::new(None) };
}

/// Runs a machine whose program was prepared by [`called`].
pub(super) fn run(vm: &mut RegoVM) -> Result<Value, VmError> {
    ENDED.set(None);
    let value = vm.execute_entry_point_by_index(0);
    match ENDED.take() {
        Some(message) => Err(VmError::Internal { message, pc: 0 }),
        None => value,
    }
}

/// What the built-in of this private name answers. A failure is undefined: strict mode is the interpreter's.
fn answers(_: &Span, _: &[Ref<Expr>], args: &[Value], _: bool) -> anyhow::Result<Value> {
    let answer = match args {
        [Value::String(name), Value::Array(args)] => builtins::by_private_name(name)
            .map(|builtin| builtins::call(builtin, args.as_slice()))
            .ok_or_else(|| format!("the program calls `{name}`, which does not exist here")),
        _ => Err("the program calls something that has no name".to_owned()),
    };
    match answer {
        Ok(Ok(Some(value))) => Ok(value),
        Ok(Err(Failure::Halt(code, message))) => Err(end(format!("{code}: {message}"))),
        Ok(Ok(None) | Err(_)) => Ok(Value::Undefined),
        Err(message) => Err(end(message)),
    }
}

/// The machine takes every failure of a built-in for undefined, except a limit that was hit: that ends it.
fn end(message: String) -> anyhow::Error {
    ENDED.set(Some(message));
    LimitError::RegexSizeLimitExceeded { limit: 0 }.into()
}
