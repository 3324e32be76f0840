//! What somebody asks of the API server.

use serde::Deserialize;
use serde_json::Value;

use super::found::Found;
use super::good;
use crate::cluster::{Answer, Client, Kubectl, Patch, Problem};

/// One request.
#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "lowercase", deny_unknown_fields)]
pub(super) enum Step {
    /// Creates an object in its collection.
    Create {
        object: Value,
        /// Such as `fieldValidation=Ignore`.
        #[serde(default)]
        query: String,
    },
    /// Changes what is at a path.
    Patch {
        path: String,
        #[serde(rename = "as")]
        how: Way,
        body: Value,
    },
    /// Replaces what is at a path.
    Put { path: String, body: Value },
    /// Sends something to a path.
    Post { path: String, body: Value },
    /// Reads, or connects to, what is at a path.
    Get { path: String },
    /// Deletes what is at a path.
    Delete { path: String },
    /// Runs kubectl, with an object on its standard input.
    Kubectl {
        arguments: Vec<String>,
        #[serde(default)]
        input: Value,
    },
}

/// How a patch is written.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Way {
    Json,
    Merge,
    Strategic,
    Apply,
}

impl Step {
    /// Does it as this user.
    pub(super) fn take(&self, client: &Client, kubectl: &Kubectl, namespace: &str) -> Result<Found, Problem> {
        let answer = match self {
            Step::Create { object, query } => {
                let object = good::object(object, namespace)?;
                let path = client.path(&object)?;
                let (collection, _) = path.rsplit_once('/').unwrap_or_default();
                client.post(&format!("{collection}?{query}"), &object)?
            }
            Step::Patch { path, how, body } => {
                client.patch(path, how.patch(), &good::object(body, namespace)?)?
            }
            Step::Put { path, body } => client.put(path, &good::object(body, namespace)?)?,
            Step::Post { path, body } => client.post(path, &good::object(body, namespace)?)?,
            Step::Get { path } => client.get(path)?,
            Step::Delete { path } => client.delete(path)?,
            Step::Kubectl { arguments, input } => {
                let said = kubectl.with_input(arguments, &input.to_string())?;
                let warnings = said.stderr.lines().filter_map(|line| line.strip_prefix("Warning: "));
                return Ok(Found {
                    refused: !said.success,
                    warnings: warnings.map(str::to_owned).collect(),
                    message: said.stderr,
                });
            }
        };
        Ok(read(&answer))
    }
}

impl Way {
    fn patch(self) -> Patch {
        match self {
            Way::Json => Patch::Json,
            Way::Merge => Patch::Merge,
            Way::Strategic => Patch::Strategic,
            Way::Apply => Patch::Apply,
        }
    }
}

fn read(answer: &Answer) -> Found {
    Found { refused: !answer.is_success(), message: answer.text(), warnings: answer.warnings.clone() }
}
