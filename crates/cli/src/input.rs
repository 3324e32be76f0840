//! The argument that names manifests.

use std::io::Read;
use std::path::PathBuf;

use clap::Args;
use edgeward_manifest::{Document, Input, read};

use crate::failure::Failure;

/// What to judge.
#[derive(Debug, Args)]
pub(crate) struct InputArgs {
    /// Manifests or AdmissionReviews: files, folders (all .yaml, .yml, .json in them), or - for standard input
    #[arg(short = 'f', long = "filename", value_name = "PATH", required = true, num_args = 1..)]
    paths: Vec<PathBuf>,
}

impl InputArgs {
    /// All documents, in the order given.
    pub(crate) fn read(&self, stdin: &mut dyn Read) -> Result<Vec<Document>, Failure> {
        let inputs: Vec<Input> = self.paths.iter().map(|path| Input::from(path.as_path())).collect();
        Ok(read(&inputs, stdin)?)
    }
}
