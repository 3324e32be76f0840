//! Runs tests, each in a sandbox of its own.
//!
//! The test program starts itself again for each test, inside; so tests share nothing, run side by side, and one
//! that is killed or calls `abort` fails alone. What it wrote, and the logs of its cluster, are shown if it fails.

use std::error::Error;
use std::ffi::OsStr;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

use super::logs::tails;
use super::{Cluster, Edgeward, Problem, Sandbox, Walls};

/// What a test ends with.
pub type Outcome = Result<(), Box<dyn Error>>;

/// A claim, and what shows it.
#[derive(Debug, Clone, Copy)]
pub struct Test {
    /// The claim.
    pub name: &'static str,
    /// What shows it.
    pub body: fn(&Sandbox) -> Outcome,
}

/// Offers the tests to `cargo test`, or runs the one that this process was started for. The latter may also be one
/// of `others`: what tests start themselves, to see how it ends.
pub fn run(tests: &'static [Test], others: &'static [Test]) -> ExitCode {
    if let Some(sandbox) = Sandbox::entered() {
        let name = std::env::args().nth(1).unwrap_or_default();
        let test = tests.iter().chain(others).find(|test| test.name == name);
        return match test.map(|test| (test.body)(&sandbox)) {
            Some(Ok(())) => ExitCode::SUCCESS,
            Some(Err(error)) => end(&format!("failed: {error}")),
            None => end(&format!("no test is called `{name}`")),
        };
    }
    let arguments = Arguments::from_args();
    let edgeward =
        if arguments.list { Ok(PathBuf::new()) } else { Cluster::build().and_then(|()| Edgeward::build()) };
    match edgeward {
        Ok(edgeward) => {
            let trial = |test: &Test| {
                let (test, edgeward) = (*test, edgeward.clone());
                Trial::test(test.name, move || inside(test.name, &edgeward))
            };
            libtest_mimic::run(&arguments, tests.iter().map(trial).collect()).exit_code()
        }
        Err(problem) => end(&problem.to_string()),
    }
}

#[expect(clippy::print_stderr, reason = "this is where a test program says why it ends")]
fn end(message: &str) -> ExitCode {
    eprintln!("{message}");
    ExitCode::FAILURE
}

/// Runs this program again, for one test.
fn inside(name: &str, edgeward: &Path) -> Result<(), Failed> {
    let sandbox = Sandbox::new()?;
    let said = sandbox.folder().join("test.txt");
    let output = File::create(&said).map_err(Problem::file(&said))?;
    let errors = output.try_clone().map_err(Problem::file(&said))?;
    let program = std::env::current_exe()?;
    let mut command = sandbox.command(Walls::ProcessesAndNetwork, program.as_os_str());
    Edgeward::name_to(&mut command, edgeward);
    let status = command.arg(OsStr::new(name)).stdout(output).stderr(errors).status()?;
    if status.success() {
        sandbox.remove();
        return Ok(());
    }
    let said = std::fs::read_to_string(&said).unwrap_or_default();
    let logs = tails(sandbox.folder());
    Err(format!("{said}{logs}\n{status}; all of it is in {} until the next run", sandbox.folder().display())
        .into())
}
