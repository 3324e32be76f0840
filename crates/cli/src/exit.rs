//! How the command ends.

use std::process::{ExitCode, Termination};

/// The exit codes of every subcommand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Everything asked for was done, and no policy denies.
    Clean = 0,
    /// A policy said no.
    Denied = 1,
    /// The command could not do its work: wrong usage, unreadable input, a policy that fails.
    Failed = 2,
    /// There was input, and no rule judges any of it.
    NothingEvaluated = 3,
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(self as u8)
    }
}
