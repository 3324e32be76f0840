use edgeward_rego::LoadError;

/// A bundle that cannot be read, checked or built.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// A file or folder cannot be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// A folder without any policy.
    #[error("{0} holds no policy: no file ends in .rego")]
    NoPolicy(String),
    /// A file that is not what its name says.
    #[error("{path}: {message}")]
    Malformed {
        /// Which file.
        path: String,
        /// What is wrong.
        message: String,
    },
    /// The archive is damaged or not a gzipped tar.
    #[error("not a readable bundle archive: {0}")]
    Archive(std::io::Error),
    /// The archive is larger than any bundle has to be.
    #[error("the bundle archive is refused: {0}")]
    TooLarge(String),
    /// An entry outside the manifest's roots, or outside the archive.
    #[error("{path} is refused: {reason}")]
    Refused {
        /// Which entry.
        path: String,
        /// Why.
        reason: String,
    },
    /// Two data files give one path different values.
    #[error("two data files disagree on `{0}`")]
    Conflict(String),
    /// Policies that do not load; all of them.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Load(Vec<LoadError>),
}
