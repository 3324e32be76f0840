//! The programs a cluster is made of, built or unpacked by `e2e/cluster/build`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::Problem;

const BUILD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/cluster/build");

/// Folders of the programs.
#[derive(Debug)]
pub(crate) struct Programs {
    kubernetes: PathBuf,
    kine: PathBuf,
    kwok: PathBuf,
    kubectl: PathBuf,
    definitions: PathBuf,
}

impl Programs {
    /// Finds them; builds what is not there yet.
    pub(crate) fn find() -> Result<Programs, Problem> {
        // What the build has to say goes to the terminal: the first time it takes many minutes.
        let output = Command::new("bash")
            .arg(BUILD)
            .args(["kubernetes", "kine", "kwok", "kubectl", "crds"])
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| Problem::program(BUILD, error))?;
        let said = String::from_utf8_lossy(&output.stdout);
        let folders: Vec<PathBuf> = said.lines().map(PathBuf::from).collect();
        match <[PathBuf; 5]>::try_from(folders) {
            Ok([kubernetes, kine, kwok, kubectl, definitions]) if output.status.success() => {
                Ok(Programs { kubernetes, kine, kwok, kubectl, definitions })
            }
            _ => Err(Problem::program(BUILD, output.status)),
        }
    }

    pub(crate) fn kubernetes(&self, program: &str) -> PathBuf {
        self.kubernetes.join(program)
    }

    pub(crate) fn kine(&self) -> PathBuf {
        self.kine.join("kine")
    }

    pub(crate) fn kubectl(&self) -> PathBuf {
        self.kubectl.join("kubectl")
    }

    pub(crate) fn helm(&self) -> PathBuf {
        self.kubectl.join("helm")
    }

    /// Definitions of kinds that the API server does not bring.
    pub(crate) fn definitions(&self) -> &Path {
        &self.definitions
    }

    pub(crate) fn kwok(&self) -> PathBuf {
        self.kwok.join("kwok")
    }
}
