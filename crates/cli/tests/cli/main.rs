//! Runs the real command on real files.

#![cfg(test)]

mod admission;
mod audit;
mod bad_input;
mod check;
mod eval;
mod explain;
mod guide;
mod lint;
mod mutate;
mod policies;
mod readme;
mod running;
mod seed;
mod serve;
mod test;
mod usage;

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// One run of the command.
#[derive(Debug, PartialEq)]
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// The command with arguments, in the workspace's folder.
fn edgeward(arguments: &[&str]) -> Ran {
    edgeward_reading(arguments, b"")
}

/// The same with standard input.
fn edgeward_reading(arguments: &[&str], stdin: &[u8]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_edgeward"));
    command.args(arguments).current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    run(command, stdin)
}

/// How long a rule may take in a test: a busy machine is no reason to fail.
const PATIENCE: (&str, &str) = ("EDGEWARD_EVALUATION_TIMEOUT", "20s");

/// Runs a command without the environment's say.
fn run(mut command: Command, stdin: &[u8]) -> Ran {
    for (name, _) in
        std::env::vars().filter(|(name, _)| name.starts_with("EDGEWARD_") || name.starts_with("CLICOLOR"))
    {
        command.env_remove(name);
    }
    let mut child = command
        .env(PATIENCE.0, PATIENCE.1)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    // A command that fails early reads nothing.
    let _ = child.stdin.take().expect("piped").write_all(stdin);
    let output = child.wait_with_output().expect("the command ends");
    Ran {
        code: output.status.code().expect("it was not killed"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// A folder for one test.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Folder {
        Folder(tempfile::tempdir().expect("a temporary folder"))
    }

    /// Writes a file, with the folders above it; its path.
    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("within the folder")).expect("a folder");
        std::fs::write(&path, content).expect("a file");
        path.display().to_string()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn shown(&self) -> String {
        self.0.path().display().to_string()
    }

    /// The text with the folder's random name taken out.
    fn relative(&self, text: &str) -> String {
        text.replace(&format!("{}/", self.shown()), "")
    }
}

/// The command on one file of the given content; the file's folder is cut from what it said.
fn on_file(arguments: &[&str], name: &str, content: impl AsRef<[u8]>) -> Ran {
    let folder = Folder::new();
    let file = folder.file(name, content);
    let ran = edgeward(&[arguments, &["-f", &file]].concat());
    Ran { out: folder.relative(&ran.out), err: folder.relative(&ran.err), ..ran }
}
