//! `edgeward eval`: asks policies and data, with the arguments and answers of `opa eval`.

mod format;
mod load;
mod pretty;

use std::io::Read;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use edgeward_rego::{Limits, Query, QueryRow};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::unit::duration;
use format::EvalProblem;

const EXAMPLES: &str = "\
Examples:
  edgeward eval 'x := 1; y := 2; x < y'
  edgeward eval -d policy.rego -i input.json data.healthcare.healthdata.allow
  edgeward eval -d policies/ -f pretty data.admission
  edgeward eval -b bundle.tar.gz -I -f raw data.main.allow < input.json

Exit codes are those of opa eval: with --fail 1 for an undefined result, with --fail-defined 1 for a defined one.";

/// Evaluate a Rego query, as opa eval does
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct EvalArgs {
    /// What to ask, in Rego
    query: String,
    /// Policies (.rego) and data (.json, .yaml): files or folders, `prefix:file` to root data at a path
    #[arg(short, long, value_name = "PATH")]
    data: Vec<String>,
    /// OPA bundles: folders or .tar.gz
    #[arg(short, long, value_name = "PATH")]
    bundle: Vec<PathBuf>,
    /// The input document: a .json or .yaml file
    #[arg(short, long, value_name = "FILE", conflicts_with = "stdin_input")]
    input: Option<PathBuf>,
    /// Read the input document from standard input
    #[arg(short = 'I', long)]
    stdin_input: bool,
    /// How to print the result
    #[arg(short, long, value_name = "FORMAT", default_value = "json")]
    format: Format,
    /// Exit with 1 when the result is undefined
    #[arg(long, conflicts_with = "fail_defined")]
    fail: bool,
    /// Exit with 1 when the result is defined
    #[arg(long)]
    fail_defined: bool,
    /// Stop after this time
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = duration)]
    timeout: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// All of the result
    Json,
    /// Values of the expressions, a line a result
    Raw,
    /// For people
    Pretty,
    /// Values of the expressions as JSON
    Values,
    /// Variables as JSON
    Bindings,
}

pub(crate) fn run(args: EvalArgs, stdin: &mut dyn Read, output: &mut Output) -> Result<Exit, Failure> {
    let format = args.format;
    let (fail, fail_defined) = (args.fail, args.fail_defined);
    match ask(args, stdin) {
        Ok(rows) => {
            output.data(&match format {
                Format::Json => format::json(&rows)?,
                Format::Raw => format::raw(&rows),
                Format::Pretty => pretty::table(&rows)?,
                Format::Values => format::values(&rows)?,
                Format::Bindings => format::bindings(&rows)?,
            })?;
            let defined = !rows.is_empty();
            Ok(if fail && !defined || fail_defined && defined { Exit::Denied } else { Exit::Clean })
        }
        Err(errors) => {
            match format {
                Format::Json => output.data(&format::json_errors(&errors)?)?,
                _ => output.error(&errors.iter().map(format::error_line).collect::<Vec<_>>().join("\n")),
            }
            Ok(Exit::Failed)
        }
    }
}

fn ask(args: EvalArgs, stdin: &mut dyn Read) -> Result<Vec<QueryRow>, Vec<EvalProblem>> {
    let documents = load::documents(&args.data, &args.bundle)?;
    let input = match &args.input {
        Some(path) => Some(load::input(path)?),
        None if args.stdin_input => Some(load::stream(stdin)?),
        None => None,
    };
    let query = Query::new(&documents).map_err(|error| vec![(&error).into()])?;
    let limits = Limits { time: args.timeout, ..Limits::default() };
    query.ask(&args.query, input.as_ref(), &limits).map_err(|error| vec![(&error).into()])
}
