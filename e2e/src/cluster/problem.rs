//! Why a cluster could not do what it was asked to.

use std::path::{Path, PathBuf};
use std::time::Duration;

/// A cluster that is not there, or an answer that never came. Not a test's verdict.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// A file or folder could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A program could not be started, or did not do its work.
    #[error("{program}: {problem}")]
    Program {
        /// Its name.
        program: String,
        /// What went wrong.
        problem: String,
    },
    /// A process ended that has to run.
    #[error("{process} ended before {what}: {status}")]
    Ended {
        /// Its name.
        process: String,
        /// What was waited for.
        what: String,
        /// How it ended.
        status: String,
    },
    /// Something did not come true in time.
    #[error("not true after {}s: {what}; last seen: {last}", waited.as_secs())]
    Late {
        /// The claim.
        what: String,
        /// For how long it was asked.
        waited: Duration,
        /// What was there instead.
        last: String,
    },
    /// A key or certificate could not be made.
    #[error("certificate: {0}")]
    Certificate(#[from] rcgen::Error),
    /// The API server did not answer.
    #[error("{method} {path}: {source}")]
    Request {
        /// GET, POST, …
        method: &'static str,
        /// What was asked for.
        path: String,
        /// Why there is no answer.
        source: Box<ureq::Error>,
    },
    /// What the API server serves, or was given, is not what was expected.
    #[error("{0}")]
    Unexpected(String),
}

impl Problem {
    pub(crate) fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Problem {
        let path = path.to_path_buf();
        move |source| Problem::File { path, source }
    }

    pub(crate) fn program(program: &str, problem: impl ToString) -> Problem {
        Problem::Program { program: program.to_owned(), problem: problem.to_string() }
    }
}
