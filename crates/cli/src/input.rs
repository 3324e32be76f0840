//! The argument that names manifests.

use std::path::PathBuf;

use clap::Args;
use edgeward_manifest::Input;

/// What to judge.
#[derive(Debug, Args)]
pub(crate) struct InputArgs {
    /// Manifests or AdmissionReviews: files, folders (all .yaml, .yml, .json in them), or - for standard input
    #[arg(short = 'f', long = "filename", value_name = "PATH", required = true, num_args = 1..)]
    paths: Vec<PathBuf>,
}

impl InputArgs {
    /// Where the documents are, in the order given.
    pub(crate) fn inputs(&self) -> Vec<Input> {
        inputs(&self.paths)
    }
}

pub(crate) fn inputs(paths: &[PathBuf]) -> Vec<Input> {
    paths.iter().map(|path| Input::from(path.as_path())).collect()
}
