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
        let child = command
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .spawn()
            .map_err(|error| Problem::program(name, error))?;
        Ok(Process { name: name.to_owned(), child })
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
        // It may have ended by itself; then there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
