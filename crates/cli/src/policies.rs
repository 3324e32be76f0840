//! The arguments that choose policies.

use std::path::{Path, PathBuf};

use clap::Args;
use edgeward_bundle::Bundle;
use edgeward_decision::PolicySet;
use edgeward_policies::{default_bundle, id};

use crate::failure::Failure;

/// Where policies come from.
#[derive(Debug, Args)]
pub(crate) struct PoliciesArgs {
    /// Policies to use instead of the built-in ones: a folder with .rego files, or an OPA bundle (.tar.gz)
    #[arg(long, value_name = "DIR|BUNDLE", env = "EDGEWARD_POLICIES")]
    policies: Option<PathBuf>,
}

/// Which of their constraints count.
#[derive(Debug, Args)]
pub(crate) struct ProfileArgs {
    /// The list of constraints to judge by: `baseline` or `strict`, or one that --policies brings
    #[arg(long, value_name = "NAME", default_value = "baseline", env = "EDGEWARD_PROFILE")]
    pub(crate) profile: String,
}

impl PoliciesArgs {
    /// The policies, ready to be asked.
    pub(crate) fn load(&self) -> Result<PolicySet, Failure> {
        match &self.policies {
            None => Ok(edgeward_policies::policies(&default_bundle()?)?),
            Some(path) => {
                let bundle = bundle(path)?;
                // Programs in a bundle from elsewhere need not be those of its text.
                Ok(PolicySet::from_text(id(&bundle), bundle.sources().to_vec(), bundle.data().clone())?)
            }
        }
    }
}

/// A bundle from a folder or an archive.
pub(crate) fn bundle(path: &Path) -> Result<Bundle, Failure> {
    /// A folder has no version of its own.
    const UNVERSIONED: &str = "0.0.0";
    if path.is_dir() {
        return Ok(Bundle::from_folder(path, UNVERSIONED)?);
    }
    let archive =
        std::fs::read(path).map_err(|source| Failure::File { path: path.display().to_string(), source })?;
    Ok(Bundle::read(&archive)?)
}
