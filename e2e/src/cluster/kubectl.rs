//! The pinned kubectl and Helm, and Edgeward itself, as one user: what a person at the cluster would run and read.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::Problem;

/// kubectl, Helm or Edgeward, with a user's kubeconfig and nothing of the person who runs the tests.
#[derive(Debug, Clone)]
pub struct Kubectl {
    program: PathBuf,
    kubeconfig: PathBuf,
    folder: PathBuf,
}

/// What it said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Whether it ended with 0.
    pub success: bool,
    /// What it ended with.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error: warnings and refusals.
    pub stderr: String,
}

impl Said {
    /// Standard output, or what went wrong.
    pub fn good(self) -> Result<String, Problem> {
        if self.success { Ok(self.stdout) } else { Err(Problem::Unexpected(self.stderr)) }
    }
}

impl Kubectl {
    pub(crate) fn new(program: PathBuf, kubeconfig: PathBuf, folder: &Path) -> Kubectl {
        Kubectl { program, kubeconfig, folder: folder.to_path_buf() }
    }

    /// Runs it with these arguments.
    pub fn run<Word: AsRef<OsStr>>(&self, arguments: &[Word]) -> Result<Said, Problem> {
        self.with_input(arguments, "")
    }

    /// Runs it with these arguments and manifests on its standard input (`-f -`).
    pub fn with_input<Word: AsRef<OsStr>>(&self, arguments: &[Word], input: &str) -> Result<Said, Problem> {
        let name = self.program.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let failed = |error: std::io::Error| Problem::program(&name, error);
        let mut child = Command::new(&self.program)
            .args(arguments)
            .env("KUBECONFIG", &self.kubeconfig)
            // What they remember of a cluster is remembered by address, and the next cluster may have the same.
            .env("HOME", &self.folder)
            .env_remove("XDG_CACHE_HOME")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        if let Some(mut stdin) = child.stdin.take() {
            // It may end without reading all of it; what it says then is what counts.
            let _ = stdin.write_all(input.as_bytes());
        }
        let output = child.wait_with_output().map_err(failed)?;
        Ok(Said {
            success: output.status.success(),
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }
}
