//! Built-ins that the engine answers itself.

use std::sync::LazyLock;

use regorus::Value;
use regorus::unstable::{BUILTINS, Expr, Ref, Source, Span};

use super::{Answer, Failure};

/// Whether the engine has a built-in of this name.
pub(super) fn has(name: &str) -> bool {
    BUILTINS.contains_key(name)
}

/// What the engine answers.
pub(super) fn call(name: &str, args: &[Value]) -> Answer {
    let missing = || Failure::Failed(format!("{name}: not implemented"));
    let (run, _) = BUILTINS.get(name).ok_or_else(missing)?;
    let span = SPAN.as_ref().ok_or_else(missing)?;
    let places: Vec<Ref<Expr>> = args.iter().map(|arg| place(span, arg)).collect();
    match run(span, &places, args, true) {
        Ok(Value::Undefined) => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(error) => Err(failure(name, &error.to_string())),
    }
}

/// The engine reports an error at a place in a source text; here there is none.
static SPAN: LazyLock<Option<Span>> = LazyLock::new(|| {
    let source = Source::from_contents("built-in".to_owned(), String::new()).ok()?;
    Some(Span { source, line: 1, col: 1, start: 0, end: 0 })
});

fn place(span: &Span, value: &Value) -> Ref<Expr> {
    Ref::new(Expr::Null { span: span.clone(), value: value.clone(), eidx: 0 })
}

/// The engine does not say which kind its errors are; those about a type speak of what was expected or got.
fn failure(name: &str, error: &str) -> Failure {
    let said = error.rsplit_once("error: ").map_or(error, |(_, said)| said).trim();
    let message = format!("{name}: {said}");
    if said.contains("expects") || said.contains("Got `") {
        Failure::Operand(message)
    } else {
        Failure::Failed(message)
    }
}
