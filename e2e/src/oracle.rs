//! The real OPA, built from its Go module.

pub(crate) mod server;

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::failure::Failure;
use crate::place::repository;

/// The version whose answers count.
pub(crate) const OPA: &str = "v1.22.2";

/// The folder of a part of `e2e/opa`, built where it is not there yet.
pub(crate) fn part(name: &str) -> Result<PathBuf, Failure> {
    let script = repository("e2e/opa/build");
    // What the build has to say goes to the terminal; it takes a minute or two the first time.
    let output = Command::new("bash")
        .arg(&script)
        .arg(name)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Failure::Build(format!("{} does not run: {error}", script.display())))?;
    if !output.status.success() {
        return Err(Failure::Build(format!("{} {name} failed", script.display())));
    }
    Ok(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()))
}

/// The program `opa`.
pub(crate) fn opa() -> Result<PathBuf, Failure> {
    part(OPA).map(|folder| folder.join("opa"))
}
