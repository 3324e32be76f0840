//! The interpreter, holding lowered text.

use std::num::{NonZeroU32, NonZeroUsize};
use std::sync::{Arc, Mutex, PoisonError};

use regorus::Value;
use regorus::utils::limits::PolicyLengthConfig;

use crate::builtins::{self, Failure};
use crate::compile::emit::bounds::beyond;
use crate::compile::emit::dialect::private;
use crate::error::{EvalError, LoadError, Place};
use crate::lowered::Texts;

/// What `print` printed, a line a call.
pub(crate) type Printed = Arc<Mutex<Vec<String>>>;

/// What an engine is told beside its texts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settings {
    /// A built-in that fails stops the evaluation.
    pub(crate) strict: bool,
    /// Where printed lines go.
    pub(crate) printed: Printed,
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
    engine.set_strict_builtin_errors(false);
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
    Ok(engine)
}

fn call(name: &str, args: &[Value], settings: &Settings) -> Result<Value, Stopped> {
    if name == "internal.print" {
        let lines = builtins::printed_lines(args);
        settings.printed.lock().unwrap_or_else(PoisonError::into_inner).extend(lines);
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
