//! What a document of a golden case asks of an API server.

use serde_json::Value;

use super::at::at;
use super::change::Change;

/// What a document brings: an object, by whom, and what happens to it where it is there already.
#[derive(Debug)]
pub(super) struct Request<'a> {
    pub(super) object: &'a Value,
    pub(super) user: Option<&'a Value>,
    /// Or why it cannot be put.
    pub(super) change: Result<Option<Change>, String>,
}

impl Request<'_> {
    pub(super) fn of(document: &Value) -> Request<'_> {
        if at(document, "/kind") != "AdmissionReview" {
            return Request { object: document, user: None, change: Ok(None) };
        }
        let request = at(document, "/request");
        let user = request.get("userInfo").filter(|user| at(user, "/username").is_string());
        let change = Change::of(request);
        let is_end = matches!(&change, Ok(Some(change)) if change.is_end);
        Request { object: at(request, if is_end { "/oldObject" } else { "/object" }), user, change }
    }
}

/// Group and kind.
pub(super) fn kind_of(object: &Value) -> (String, String) {
    let version = at(object, "/apiVersion").as_str().unwrap_or_default();
    let group = version.split_once('/').map_or("", |(group, _)| group);
    (group.to_owned(), at(object, "/kind").as_str().unwrap_or_default().to_owned())
}

pub(super) fn namespace_of(object: &Value) -> String {
    match at(object, "/metadata/namespace").as_str() {
        Some(name) if !name.is_empty() => name.to_owned(),
        _ => "default".to_owned(),
    }
}
