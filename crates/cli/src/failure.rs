//! Why a subcommand could not do its work.

use std::error::Error;

use edgeward_bundle::BundleError;
use edgeward_controls::CatalogueError;
use edgeward_decision::{Fault, PoliciesError};
use edgeward_manifest::ReadErrors;

/// Ends a subcommand with exit code 2. Each line of its text is one error.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Input that cannot be read.
    #[error(transparent)]
    Input(#[from] ReadErrors),
    /// Documents that were read and make no sense.
    #[error("{}", .0.join("\n"))]
    Documents(Vec<String>),
    /// Policies that cannot be read.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// Policies that cannot be put to work.
    #[error(transparent)]
    Policies(#[from] PoliciesError),
    /// A control catalogue that cannot be read.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// A file besides input and policies.
    #[error("{path}: cannot be read: {source}")]
    File {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// A policy that failed where no verdict is asked for.
    #[error("{}: {}", .0.rule, .0.message)]
    Fault(Fault),
    /// A rule id that does not exist.
    #[error("there is no rule `{id}`{suggestion}; `edgeward explain` lists all")]
    UnknownRule {
        /// What was asked for.
        id: String,
        /// The nearest one, as a clause.
        suggestion: String,
    },
    /// An answer that cannot be written as asked.
    #[error("cannot write the result: {0}")]
    Emit(String),
    /// A server that cannot start; each line is a reason.
    #[error("{0}")]
    Serve(String),
    /// A cluster that cannot be audited; each line is a reason.
    #[error("{0}")]
    Cluster(String),
    /// The result could not be written to standard output.
    #[error("cannot write to standard output: {0}")]
    Output(#[from] std::io::Error),
}

/// An error and its causes, on one line.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(&format!(": {error}"));
        source = error.source();
    }
    text
}
