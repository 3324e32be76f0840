//! Judges Edgeward by the real OPA. `just conformance` runs all of it; `just opa` builds what it needs.

mod arguments;
mod conformance;
mod equal;
mod exception;
mod failure;
mod generated;
mod judgement;
mod oracle;
mod outcome;
mod parallel;
mod place;
mod policies;
mod report;
mod semantics;
mod subject;

use std::process::ExitCode;

use arguments::{Arguments, Judge};
use failure::Failure;
use report::{Report, say};

fn main() -> ExitCode {
    let run = Arguments::read(std::env::args().skip(1)).and_then(|arguments| judge(&arguments));
    match run {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            say(&format!("FAILED {failure}"));
            ExitCode::from(2)
        }
    }
}

/// Whether all judges asked for are content.
fn judge(arguments: &Arguments) -> Result<bool, Failure> {
    // A panic of the engine is caught and counted as an answer; its backtrace would only hide the rest.
    std::panic::set_hook(Box::new(|_| {}));
    let mut report = Report::default();
    for judge in &arguments.judges {
        match judge {
            Judge::Recorded => semantics::judge(&mut report)?,
            Judge::Conformance => conformance::judge(&mut report, arguments.check)?,
            Judge::Policies => policies::judge(&mut report)?,
            Judge::Generated => generated::judge(&mut report, &arguments.generated)?,
        }
    }
    Ok(report.end())
}
