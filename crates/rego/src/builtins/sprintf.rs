//! `sprintf`: the formatting of Go's `fmt`, on the Go values that OPA makes of terms.

use regorus::Value;

use super::argument::{string, text, wrong};
use super::{Answer, Builtin};

mod big;
mod directive;
mod flags;
mod float;
mod integer;
mod operand;
mod printable;
mod printer;
mod quote;
pub(super) mod term;
mod words;

pub(super) use operand::Operand;
pub(super) use printable::is_printable;
pub(super) use printer::{print, printf};
pub(super) use quote::quoted;

pub(crate) const BUILTINS: &[Builtin] = &[Builtin { name: "sprintf", run: sprintf }];

fn sprintf(args: &[Value]) -> Answer {
    let format = text(args, 0)?;
    let Some(Value::Array(values)) = args.get(1) else {
        return Err(wrong(1, "array", args.get(1)));
    };
    let operands: Vec<Operand> = values.iter().map(Operand::from_term).collect();
    string(printf(format, &operands)?)
}

#[cfg(test)]
mod tests;
