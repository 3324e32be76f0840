//! The `edgeward` command: manifests, reviews and policies from files, answers on the terminal.
//!
//! ```text
//! Args (clap) ──▶ config ──▶ manifest, bundle, decision, rego ──▶ Output (stdout: data, stderr: talk) ──▶ Exit
//! ```
//!
//! One file a subcommand, its arguments beside its function. All judging is done by `edgeward-decision`, which
//! the webhook asks too.

mod audit;
mod check;
mod command;
mod emit;
mod eval;
mod exit;
mod explain;
mod failure;
mod found;
mod input;
mod kinds;
mod limits;
mod lint;
mod moment;
mod mutate;
mod output;
mod policies;
mod sarif;
mod serve;
mod shown;
mod subject;
mod test;
mod unit;
mod wrap;
mod xml;

pub use command::Cli;
pub use exit::Exit;
pub use output::Output;
