//! Rows that cannot be tried, and why.

use serde::Deserialize;
use serde_json::Value;

use super::{document, folder};
use crate::cluster::Problem;

/// A row of the catalogue that this API server does not serve or does not show to admission.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unserved {
    /// The row.
    pub row: String,
    /// What somebody would do.
    pub attack: String,
    /// Why it is not tried, and what stands in the way instead.
    pub reason: String,
    /// A path that the API server does not serve, where that is the reason.
    #[serde(default)]
    pub path: Option<String>,
}

/// All of them, as they are written.
pub fn unserved() -> Result<Vec<Unserved>, Problem> {
    let path = folder().join("unserved.yaml");
    let unreadable = |error| Problem::Unexpected(format!("{}: {error}", path.display()));
    match document(&path)? {
        Value::Array(rows) => {
            rows.into_iter().map(|row| serde_json::from_value(row).map_err(unreadable)).collect()
        }
        _ => Err(Problem::Unexpected(format!("{}: no list", path.display()))),
    }
}
