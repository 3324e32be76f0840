//! `edgeward eval`: asks policies and data, with the arguments and answers of `opa eval`.

mod explain;
mod format;
pub(crate) mod load;
mod pretty;
pub(crate) mod problem;

use std::io::Read;
use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args, ValueEnum};
use edgeward_rego::{EvalError, Limits, Query, QueryOptions, QueryRow, Version};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::unit::duration;
use problem::EvalProblem;

const EXAMPLES: &str = "\
Examples:
  edgeward eval 'x := 1; y := 2; x < y'
  edgeward eval -d policy.rego -i input.json data.healthcare.healthdata.allow
  edgeward eval -d policies/ -f pretty data.admission
  edgeward eval -d policy.rego --package healthcare.healthdata --explain fails allow
  edgeward eval -b bundle.tar.gz -I -f raw data.main.allow < input.json

Exit codes are those of opa eval: with --fail 1 for an undefined result, with --fail-defined 1 for a defined one.";

/// Evaluate a Rego query, as opa eval does
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct EvalArgs {
    /// What to ask, in Rego
    #[arg(required_unless_present = "stdin", conflicts_with = "stdin")]
    query: Option<String>,
    /// Read the query from standard input
    #[arg(long, conflicts_with = "stdin_input")]
    stdin: bool,
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
    /// The package that the query stands in
    #[arg(long, value_name = "PATH")]
    package: Option<String>,
    /// What the query imports; may be repeated
    #[arg(long, value_name = "PATH")]
    import: Vec<String>,
    /// How to print the result
    #[arg(short, long, value_name = "FORMAT", default_value = "json")]
    format: Format,
    /// Say which expressions failed, and the values in them
    #[arg(long, value_name = "MODE", default_value = "off")]
    explain: Explain,
    /// Exit with 1 when the result is undefined
    #[arg(long, conflicts_with = "fail_defined")]
    fail: bool,
    /// Exit with 1 when the result is defined
    #[arg(long)]
    fail_defined: bool,
    /// Refuse what OPA's compiler refuses in its strict mode: unused variables, arguments and imports
    #[arg(short = 'S', long)]
    strict: bool,
    /// Stop at the first built-in that fails; otherwise its result is undefined
    #[arg(long)]
    strict_builtin_errors: bool,
    /// Read policies and query as Rego v0
    #[arg(long)]
    v0_compatible: bool,
    /// Read policies and query as Rego v1, as without it
    #[arg(long)]
    v1_compatible: bool,
    /// Taken for the sake of `opa eval`, which takes it and cuts nothing either
    #[arg(long, value_name = "NUMBER", hide = true, action = ArgAction::Set)]
    pretty_limit: Option<i32>,
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
    /// Whether there is a result, or the errors
    Discard,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Explain {
    /// Nothing
    Off,
    /// What failed first, in the query and in the rules that it needs
    Fails,
    #[value(hide = true)]
    Notes,
    #[value(hide = true)]
    Full,
    #[value(hide = true)]
    Debug,
}

/// An answer, and what is said beside it.
struct Answer {
    rows: Result<Vec<QueryRow>, Vec<EvalProblem>>,
    printed: Vec<String>,
    explained: Option<String>,
}

pub(crate) fn run(args: EvalArgs, stdin: &mut dyn Read, output: &mut Output) -> Result<Exit, Failure> {
    if matches!(args.explain, Explain::Notes | Explain::Full | Explain::Debug) {
        output.error("--explain knows `fails` only: the engine does not trace its steps");
        return Ok(Exit::Failed);
    }
    let input = match load::given(args.input.as_deref(), args.stdin_input, stdin) {
        Ok(input) => input,
        // As in OPA, this is none of the errors in the result.
        Err(message) => {
            output.error(&message);
            return Ok(Exit::Failed);
        }
    };
    let answer = ask(&args, input.as_ref(), stdin)?;
    for line in &answer.printed {
        output.line(line);
    }
    if let Some(explained) = &answer.explained {
        explain::write(explained, args.format == Format::Pretty, output)?;
    }
    show(&args, &answer.rows, output)
}

fn show(
    args: &EvalArgs,
    rows: &Result<Vec<QueryRow>, Vec<EvalProblem>>,
    output: &mut Output,
) -> Result<Exit, Failure> {
    match rows {
        Ok(rows) => {
            output.data(&match args.format {
                Format::Json => format::json(rows)?,
                Format::Raw => format::raw(rows),
                Format::Pretty => pretty::result(rows)?,
                Format::Values => format::values(rows)?,
                Format::Bindings => format::bindings(rows)?,
                Format::Discard => format::discarded(rows, &[])?,
            })?;
            let denied = if rows.is_empty() { args.fail } else { args.fail_defined };
            Ok(if denied { Exit::Denied } else { Exit::Clean })
        }
        Err(errors) => {
            match args.format {
                Format::Json => output.data(&format::json_errors(errors)?)?,
                Format::Discard => output.data(&format::discarded(&[], errors)?)?,
                _ => output.error(&errors.iter().map(EvalProblem::to_string).collect::<Vec<_>>().join("\n")),
            }
            Ok(Exit::Failed)
        }
    }
}

fn ask(
    args: &EvalArgs,
    input: Option<&edgeward_rego::Value>,
    stdin: &mut dyn Read,
) -> Result<Answer, Failure> {
    let failed = |errors| Answer { rows: Err(errors), printed: Vec::new(), explained: None };
    let text = match &args.query {
        Some(query) => query.clone(),
        None => {
            let mut text = String::new();
            stdin
                .read_to_string(&mut text)
                .map_err(|source| Failure::File { path: "<stdin>".to_owned(), source })?;
            text
        }
    };
    if text.is_empty() {
        return Ok(failed(vec![EvalProblem::plain("cannot evaluate empty query".to_owned())]));
    }
    let version = if args.v0_compatible { Version::V0 } else { Version::V1 };
    let documents = match load::documents(&args.data, &args.bundle, version) {
        Ok(documents) => documents,
        Err(errors) => return Ok(failed(errors)),
    };
    let options = QueryOptions {
        strict_builtin_errors: args.strict_builtin_errors,
        version,
        strict: args.strict,
        package: args.package.clone(),
        imports: args.import.clone(),
    };
    let query = match Query::with(&documents, options) {
        Ok(query) => query,
        Err(errors) => return Ok(failed(errors.iter().map(EvalProblem::from).collect())),
    };
    let limits = Limits { time: args.timeout, ..Limits::default() };
    let rows = query.rows(&text, input, &limits);
    let printed = query.printed();
    let explained = match (&rows, args.explain) {
        (_, Explain::Off) => None,
        (Err(errors), _) if errors.iter().any(|error| matches!(error, EvalError::Unreadable(_))) => None,
        _ => Some(query.failures(&text, input, &limits).iter().map(ToString::to_string).collect::<String>()),
    };
    let rows = rows.map_err(|errors| errors.iter().map(EvalProblem::from).collect());
    Ok(Answer { rows, printed, explained })
}
