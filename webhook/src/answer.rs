//! What goes back over HTTP.

use serde::Serialize;

/// An HTTP status and a JSON body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    /// HTTP status. Never one of 300 to 399: the API server follows redirects with its own credentials.
    pub(crate) status: u16,
    /// JSON.
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// An error to somebody who did not send a review.
    pub(crate) fn error(status: u16, message: &str) -> Answer {
        #[derive(Serialize)]
        struct Error<'a> {
            code: u16,
            message: &'a str,
        }
        Answer::json(status, &Error { code: status, message })
    }

    /// A document on one line.
    pub(crate) fn json(status: u16, document: &impl Serialize) -> Answer {
        Answer::of(status, serde_json::to_vec(document))
    }

    /// A document on many lines.
    pub(crate) fn pretty(status: u16, document: &impl Serialize) -> Answer {
        Answer::of(status, serde_json::to_vec_pretty(document))
    }

    /// The same with a newline at the end of its body, for a terminal.
    pub(crate) fn ended_by_newline(mut self) -> Answer {
        self.body.push(b'\n');
        self
    }

    fn of(status: u16, body: serde_json::Result<Vec<u8>>) -> Answer {
        // Text, numbers and values that came from JSON, so it cannot fail; if it does, it is not an allow.
        body.map_or(Answer { status: 500, body: Vec::new() }, |body| Answer { status, body })
    }
}
