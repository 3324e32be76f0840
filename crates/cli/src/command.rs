//! The command line: subcommands and what they share.

use std::io::Read;

use anstream::ColorChoice;
use clap::{Parser, Subcommand, ValueEnum};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::{audit, check, eval, explain, lint, mutate, serve, test};

const EXIT_CODES: &str = "\
Exit codes:
  0  clean: nothing denies
  1  policy said no, or tests failed
  2  the command could not do its work (usage, input, a policy that fails)
  3  nothing was evaluated";

/// Policy for health data at the edge: judge manifests, run policies, serve admission.
#[derive(Debug, Parser)]
#[command(name = "edgeward", version, after_help = EXIT_CODES, max_term_width = 100)]
pub struct Cli {
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", env = "EDGEWARD_COLOR")]
    color: Color,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::CheckArgs),
    Audit(audit::AuditArgs),
    Explain(explain::ExplainArgs),
    Mutate(mutate::MutateArgs),
    Eval(eval::EvalArgs),
    Test(test::TestArgs),
    Lint(lint::LintArgs),
    Serve(Box<serve::ServeArgs>),
}

impl Cli {
    /// Reads the process's arguments; on wrong usage or `--help` the process ends here.
    pub fn read() -> Cli {
        let cli = Cli::parse();
        match cli.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        }
        .write_global();
        cli
    }

    /// Does what was asked for.
    pub fn run(self, stdin: &mut dyn Read, output: &mut Output) -> Exit {
        let done = match self.command {
            Command::Check(args) => check::run(args, stdin, output),
            Command::Audit(args) => audit::run(args, stdin, output),
            Command::Explain(args) => explain::run(args, output),
            Command::Mutate(args) => mutate::run(args, stdin, output),
            Command::Eval(args) => eval::run(args, stdin, output),
            Command::Test(args) => test::run(args, output),
            Command::Lint(args) => lint::run(&args, output),
            Command::Serve(args) => serve::run(*args, stdin, output),
        };
        done.unwrap_or_else(|failure: Failure| {
            output.error(&failure.to_string());
            Exit::Failed
        })
    }
}
