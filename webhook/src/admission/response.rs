use std::collections::BTreeMap;

use serde::Serialize;

use crate::answer::Answer;

/// The only version that is judged.
pub(super) const API_VERSION: &str = "admission.k8s.io/v1";

/// The only kind.
pub(super) const KIND: &str = "AdmissionReview";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReviewDocument<'a> {
    api_version: &'a str,
    kind: &'a str,
    response: Response,
}

/// The `response` of an AdmissionReview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Response {
    pub(super) uid: String,
    pub(super) allowed: bool,
    pub(super) status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) patch: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) patch_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) warnings: Vec<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) audit_annotations: BTreeMap<&'static str, String>,
}

/// The part of a Kubernetes Status that a webhook fills.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Status {
    pub(super) code: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<&'static str>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) message: String,
}

impl Response {
    /// Allowed, with nothing to say.
    pub(super) fn allowed(uid: String) -> Response {
        let status = Status { code: 200, reason: None, message: String::new() };
        Response {
            uid,
            allowed: true,
            status,
            patch: None,
            patch_type: None,
            warnings: Vec::new(),
            audit_annotations: BTreeMap::new(),
        }
    }

    /// Denied.
    pub(super) fn denied(uid: String, refusal: Refusal, message: String) -> Response {
        let (code, reason) = refusal.code_and_reason();
        let status = Status { code, reason: Some(reason), message };
        Response { allowed: false, status, ..Response::allowed(uid) }
    }

    /// As the answer to a review that was understood.
    pub(super) fn into_answer(self) -> Answer {
        self.into_answer_as(200, API_VERSION)
    }

    /// As an answer with this HTTP status and version.
    pub(super) fn into_answer_as(self, status: u16, api_version: &str) -> Answer {
        Answer::json(status, &ReviewDocument { api_version, kind: KIND, response: self })
    }
}

/// Why something is refused, as `reason` of a Kubernetes Status names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    BadRequest,
    Forbidden,
    TooManyRequests,
    InternalError,
    Unavailable,
    Timeout,
}

impl Refusal {
    pub(super) fn code_and_reason(self) -> (u16, &'static str) {
        match self {
            Refusal::BadRequest => (400, "BadRequest"),
            Refusal::Forbidden => (403, "Forbidden"),
            Refusal::TooManyRequests => (429, "TooManyRequests"),
            Refusal::InternalError => (500, "InternalError"),
            Refusal::Unavailable => (503, "ServiceUnavailable"),
            Refusal::Timeout => (504, "Timeout"),
        }
    }
}
