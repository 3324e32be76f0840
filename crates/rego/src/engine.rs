//! The interpreter, holding lowered text.

use std::collections::BTreeSet;
use std::num::{NonZeroU32, NonZeroUsize};
use std::sync::{Arc, Mutex, PoisonError};

use regorus::Value;
use regorus::utils::limits::PolicyLengthConfig;

use crate::builtins::{self, Failure};
use crate::compile::cases;
use crate::compile::emit::bounds::beyond;
use crate::compile::emit::dialect::{COVERED, private};
use crate::error::{EvalError, LoadError, Place};
use crate::lowered::Texts;
use crate::syntax::tree::Span;

/// What `print` printed, a line a call.
pub(crate) type Printed = Arc<Mutex<Vec<String>>>;

/// The cases of a test that were begun, in order: an array of names each.
pub(crate) type Cases = Arc<Mutex<Vec<Value>>>;

/// What was evaluated: the module's index and the bytes of its text.
pub(crate) type Covered = Arc<Mutex<BTreeSet<(usize, Span)>>>;

/// What an engine is told beside its texts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settings {
    /// A built-in that fails stops the evaluation.
    pub(crate) strict: bool,
    /// Where printed lines go.
    pub(crate) printed: Printed,
    /// Where the names of the cases of a test go.
    pub(crate) cases: Cases,
    /// Where what was evaluated is noted, for text that was written to tell it.
    pub(crate) covered: Option<Covered>,
}

/// Lowered text has long lines, and more text than its author wrote; the author's is limited where it is read.
const LENGTHS: PolicyLengthConfig = PolicyLengthConfig {
    // Beyond 65,535 the engine cannot say where a fault is.
    max_col: NonZeroU32::MIN.saturating_add(65_500),
    max_file_bytes: NonZeroUsize::MIN.saturating_add(1 << 24),
    max_lines: NonZeroUsize::MIN.saturating_add(1 << 20),
};

/// An error of a built-in on its way through the engine.
#[derive(Debug, thiserror::Error)]
#[error("{code}: {message}")]
struct Stopped {
    code: &'static str,
    message: String,
}

/// An interpreter with the given texts.
pub(crate) fn engine(texts: &Texts, settings: &Settings) -> Result<regorus::Engine, LoadError> {
    let mut engine = regorus::Engine::new();
    engine.set_strict_builtin_errors(texts.errors_stop);
    engine.set_policy_length_config(LENGTHS);
    for file in &texts.files {
        if let Some((what, line, column)) = beyond(&file.lowered.text) {
            return Err(LoadError::beyond(what, texts, Place { file: file.name.clone(), line, column }));
        }
        engine
            .add_policy(file.name.clone(), file.lowered.text.clone())
            .map_err(|error| LoadError::unwritable(texts, &error.to_string()))?;
    }
    for (name, arity) in &texts.used {
        let arguments = u8::try_from(*arity).unwrap_or(u8::MAX);
        let (called, settings) = (name.clone(), settings.clone());
        let answer = move |args: Vec<Value>| match call(&called, &args, &settings) {
            Ok(value) => Ok(value),
            Err(stopped) => Err(stopped.into()),
        };
        engine
            .add_extension(private(name, *arity), arguments, Box::new(answer))
            .map_err(|error| LoadError::Compile { file: name.clone(), message: error.to_string() })?;
    }
    if let Some(covered) = &settings.covered {
        let covered = Arc::clone(covered);
        let note = move |args: Vec<Value>| {
            if let [module, start, end, _] = args.as_slice() {
                let number = |value: &Value| value.as_u32().unwrap_or_default();
                let span = Span { start: number(start), end: number(end) };
                let module = usize::try_from(number(module)).unwrap_or_default();
                covered.lock().unwrap_or_else(PoisonError::into_inner).insert((module, span));
            }
            Ok(Value::Bool(true))
        };
        engine
            .add_extension(COVERED.to_owned(), 4, Box::new(note))
            .map_err(|error| LoadError::Compile { file: COVERED.to_owned(), message: error.to_string() })?;
    }
    Ok(engine)
}

fn call(name: &str, args: &[Value], settings: &Settings) -> Result<Value, Stopped> {
    if name == "internal.print" {
        let lines = builtins::printed_lines(args);
        settings.printed.lock().unwrap_or_else(PoisonError::into_inner).extend(lines);
        return Ok(Value::Bool(true));
    }
    if name == cases::REPORT {
        settings.cases.lock().unwrap_or_else(PoisonError::into_inner).extend(args.first().cloned());
        return Ok(Value::Bool(true));
    }
    match builtins::call(name, args) {
        Ok(Some(value)) => Ok(value),
        Ok(None) => Ok(Value::Undefined),
        Err(Failure::Halt(code, message)) => Err(Stopped { code, message }),
        Err(Failure::Operand(message)) if settings.strict => {
            Err(Stopped { code: "eval_type_error", message })
        }
        Err(Failure::Failed(message)) if settings.strict => {
            Err(Stopped { code: "eval_builtin_error", message })
        }
        Err(_) => Ok(Value::Undefined),
    }
}

/// An evaluation's error, with its place in the author's text.
pub(crate) fn failure(rule: &str, texts: &Texts, error: &dyn std::fmt::Display) -> EvalError {
    match EvalError::from_engine(rule, error) {
        EvalError::Failed { rule, code, place, message } => {
            let place: Option<Place> = place.and_then(|place| texts.origin(&place));
            EvalError::Failed { rule, code, place, message }
        }
        other => other,
    }
}
