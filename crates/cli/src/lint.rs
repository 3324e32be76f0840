//! `edgeward lint`: static checks of policies.

mod result;
mod sarif;
mod text;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use edgeward_bundle::{Bundle, BundleError};

use crate::emit;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use result::LintResult;

const EXAMPLES: &str = "\
Examples:
  edgeward lint policies/
  edgeward lint policies/ -o sarif > lint.sarif
  edgeward explain unused-rule      what a lint is about

A lint is switched off for a line, and the next, by `# edgeward-lint: allow(id) reason`.";

/// Find what loads in policies and is not meant
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct LintArgs {
    /// A folder with .rego files and data, laid out as a bundle: its folders are the packages
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// How to print the findings
    #[arg(short, long, value_name = "FORMAT", default_value = "text", env = "EDGEWARD_OUTPUT")]
    output: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One versioned document: apiVersion edgeward.io/v1, kind LintResult
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

pub(crate) fn run(args: &LintArgs, output: &mut Output) -> Result<Exit, Failure> {
    let (sources, data) = match Bundle::folder_with_tests(&args.folder) {
        Err(error @ BundleError::NoPolicy(_)) => {
            output.error(&error.to_string());
            return Ok(Exit::NothingEvaluated);
        }
        read => read?,
    };
    let result = LintResult::new(&prefix(&args.folder), &sources, edgeward_lint::lint(sources.clone(), data));
    match args.output {
        Format::Text => output.data(&text::render(&result, output.width()))?,
        Format::Json => output.data(&emit::json(&result)?)?,
        Format::Sarif => output.data(&emit::json(&sarif::log(&result))?)?,
    }
    Ok(if result.findings.is_empty() { Exit::Clean } else { Exit::Denied })
}

/// What stands before the path of a file: the folder as it was named, with forward slashes.
fn prefix(folder: &Path) -> String {
    let parts = folder.components().filter(|part| !matches!(part, std::path::Component::CurDir));
    let parts: Vec<_> = parts.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    match parts.split_first() {
        None => String::new(),
        // The root is a component that is its own separator.
        Some((root, rest)) if root == "/" => {
            rest.iter().fold("/".to_owned(), |path, part| format!("{path}{part}/"))
        }
        Some(_) => format!("{}/", parts.join("/")),
    }
}
