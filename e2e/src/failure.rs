//! Why a judge could not judge.

/// A judge without what it needs. Not a judgement.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("{path}: {problem}")]
    File { path: String, problem: String },
    #[error("the real OPA is not there: {0}")]
    Build(String),
    #[error("the real OPA does not answer: {0}")]
    Server(String),
    #[error("our own policies: {0}")]
    Policies(String),
    #[error("{0}")]
    Usage(String),
}

impl Failure {
    pub(crate) fn file(path: &std::path::Path, problem: &dyn std::fmt::Display) -> Failure {
        Failure::File { path: path.display().to_string(), problem: problem.to_string() }
    }
}
