//! A process of the cluster: it writes to a log, and ends with whoever started it.

use std::fs::OpenOptions;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::Problem;

/// A running program, killed when it is dropped.
#[derive(Debug)]
pub(crate) struct Process {
    name: String,
    child: Child,
    /// What it was started with, so that it can be started again. Its output goes to the end of the same log.
    command: Command,
}

impl Process {
    /// Starts a program, with its output in `FOLDER/NAME.log`.
    ///
    /// `setpriv` asks the kernel to kill the program when the thread that started it is gone, also by SIGKILL.
    /// The code that would do so between fork and exec is unsafe, and house rules forbid it.
    pub(crate) fn start(
        name: &str,
        program: &Path,
        folder: &Path,
        configure: impl FnOnce(&mut Command),
    ) -> Result<Process, Problem> {
        let log = folder.join(format!("{name}.log"));
        // What it wrote before it was started anew stays.
        let output = OpenOptions::new().create(true).append(true).open(&log).map_err(Problem::file(&log))?;
        let errors = output.try_clone().map_err(Problem::file(&log))?;
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL"]).arg(program);
        configure(&mut command);
        command.current_dir(folder).stdin(Stdio::null()).stdout(output).stderr(errors);
        let child = command.spawn().map_err(|error| Problem::program(name, error))?;
        Ok(Process { name: name.to_owned(), child, command })
    }

    /// Ends it without a farewell.
    pub(crate) fn kill(&mut self) {
        // It may have ended by itself; then there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Starts it as it was started before.
    pub(crate) fn start_again(&mut self) -> Result<(), Problem> {
        self.kill();
        self.child = self.command.spawn().map_err(|error| Problem::program(&self.name, error))?;
        Ok(())
    }

    /// Sends it a signal, such as `STOP`.
    pub(crate) fn signal(&self, signal: &str) -> Result<(), Problem> {
        let id = self.child.id().to_string();
        // The shell's own: not every machine has another.
        let status = Command::new("sh").args(["-c", "kill -s \"$0\" \"$1\"", signal, &id]).status();
        match status {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(Problem::program("kill", status)),
            Err(error) => Err(Problem::program("sh", error)),
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// How it ended, if it did.
    pub(crate) fn ended(&mut self) -> Option<String> {
        self.child.try_wait().ok().flatten().map(|status| status.to_string())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}
