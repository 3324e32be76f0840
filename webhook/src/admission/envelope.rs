use edgeward_rego::Value;
use serde::Deserialize;

use super::response::{API_VERSION, KIND, Refusal, Response};
use crate::answer::Answer;
use crate::log::escaped;

/// The request of a review, with the uid that every answer repeats.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) uid: String,
    pub(super) document: Value,
}

/// Opens the envelope.
///
/// # Errors
/// The answer to something that is no review of version v1.
pub(super) fn open(body: &[u8]) -> Result<Request, Answer> {
    let review = Value::from_json(body).map_err(|error| unreadable(body, &error.to_string()))?;
    if review.get_str("kind").as_deref() != Some(KIND) {
        return Err(Answer::error(400, "the body is no AdmissionReview: its `kind` says otherwise"));
    }
    let request = review.get("request").filter(Value::is_object);
    let uid = request.as_ref().and_then(|request| request.get_str("uid")).unwrap_or_default();
    let api_version = review.get_str("apiVersion").unwrap_or_default();
    if api_version != API_VERSION {
        return Err(other_version(&api_version, uid));
    }
    let document = request.ok_or_else(|| Answer::error(400, "the AdmissionReview has no `request`"))?;
    if uid.is_empty() {
        return Err(Answer::error(400, "`request.uid` of the AdmissionReview is missing, empty or no text"));
    }
    Ok(Request { uid, document })
}

fn other_version(api_version: &str, uid: String) -> Answer {
    let message = format!(
        "only apiVersion `{API_VERSION}` is judged; list it first in `admissionReviewVersions` of the webhook"
    );
    if uid.is_empty() || !api_version.starts_with("admission.k8s.io/") {
        return Answer::error(400, &message);
    }
    // Whoever asks in another version reads answers of that version only.
    Response::denied(uid, Refusal::BadRequest, message).into_answer_as(400, api_version)
}

fn unreadable(body: &[u8], error: &str) -> Answer {
    let message = format!("the review cannot be read: {}", escaped(error));
    match peek_uid(body) {
        Some(uid) => Response::denied(uid, Refusal::BadRequest, message).into_answer(),
        None => Answer::error(400, &message),
    }
}

/// The uid of a v1 review, read without building anything else: for answers to requests that are not judged.
/// Skips what it does not look at without recursion, so depth is no danger.
pub(super) fn peek_uid(body: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Peeked {
        api_version: String,
        kind: String,
        request: PeekedRequest,
    }
    #[derive(Deserialize)]
    struct PeekedRequest {
        uid: String,
    }
    let peeked: Peeked = serde_json::from_slice(body).ok()?;
    (peeked.api_version == API_VERSION && peeked.kind == KIND && !peeked.request.uid.is_empty())
        .then_some(peeked.request.uid)
}
