use std::error::Error;

/// Why the API server gave nothing that can be used.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It does not serve that.
    NotFound,
    /// What a watch goes on from is forgotten, or it refuses for another reason: only a new list helps.
    Refused(String),
    /// No answer, or half of one.
    Broken(String),
}

impl Failure {
    pub(super) fn of(error: &kube::Error) -> Failure {
        match error {
            kube::Error::Api(status) if status.code == 404 => Failure::NotFound,
            kube::Error::Api(status) => {
                Failure::Refused(format!("{} {}: {}", status.code, status.reason, status.message))
            }
            other => Failure::Broken(chain(other)),
        }
    }

    pub(super) fn late(what: &str) -> Failure {
        Failure::Broken(format!("{what} took too long"))
    }

    pub(crate) fn into_text(self) -> String {
        match self {
            Failure::NotFound => "404: it is not served".to_owned(),
            Failure::Refused(text) | Failure::Broken(text) => text,
        }
    }
}

/// An error and its causes: that a connection was refused is said by the last of them.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let more = cause.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        source = cause.source();
    }
    text
}
