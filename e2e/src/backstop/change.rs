//! Requests that change or end what is there already.

use serde_json::Value;

use super::at::at;

/// What happens to an object that is there.
#[derive(Debug)]
pub struct Change {
    /// Whether it ends. Otherwise the subject's object is what is there, edited.
    pub(super) is_end: bool,
    /// By which part of it it is edited: `status`, `ephemeralcontainers`.
    pub(super) subresource: Option<String>,
    /// What is there: as the review tells, and once it was made as it is stored.
    pub(super) old: Value,
    /// Why it could not be made.
    pub(super) refused: Option<String>,
}

impl Change {
    /// Of the request of a review, unless it makes something; or why it cannot be put.
    pub(super) fn of(request: &Value) -> Result<Option<Change>, String> {
        let is_end = match at(request, "/operation").as_str() {
            Some("CREATE") => return Ok(None),
            Some("UPDATE") => false,
            Some("DELETE") => true,
            Some("CONNECT") => {
                return Err("a connection is no object, and there is no dry run of one".to_owned());
            }
            _ => return Err("no request to an API server is of its operation".to_owned()),
        };
        let old = at(request, "/oldObject");
        if !at(old, "/metadata/name").is_string() {
            return Err("it does not say what was there, and what is not there cannot be changed".to_owned());
        }
        let subresource = at(request, "/subResource").as_str().filter(|name| !name.is_empty());
        let subresource = subresource.map(str::to_owned);
        Ok(Some(Change { is_end, subresource, old: old.clone(), refused: None }))
    }

    /// What the API server calls it.
    pub(super) fn operation(&self) -> &'static str {
        if self.is_end { "DELETE" } else { "UPDATE" }
    }
}
