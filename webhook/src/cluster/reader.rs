//! Questions to the API server that have one answer.

use std::time::Duration;

use edgeward_decision::InventoryKind;
use edgeward_rego::Value;
use hyper::Request;
use kube::Client;
use tokio::time::timeout;

use super::failure::Failure;
use super::page::{Page, Trim};
use super::served::{self, Served, discovery, find};

/// How long an answer may take, apart from what a watch waits for.
pub(super) const PATIENCE: Duration = Duration::from_secs(15);

/// Objects of one answer to a list. They are whole until they are read, so few of them are there at once.
const PAGE: usize = 100;

/// Asks the API server as one client.
#[derive(Clone)]
pub(crate) struct Reader {
    pub(super) client: Client,
}

/// All objects of a kind.
pub(crate) struct Listed {
    pub(crate) served: Served,
    /// From where a watch goes on.
    pub(super) version: String,
    pub(crate) objects: Vec<Value>,
}

impl Reader {
    pub(crate) fn new(client: Client) -> Reader {
        Reader { client }
    }

    /// Where a kind is served; nothing where it is not.
    async fn served(&self, kind: &InventoryKind) -> Result<Option<Served>, Failure> {
        let text = match self.get(&discovery(&kind.api_version)).await {
            Ok(text) => text,
            Err(Failure::NotFound) => return Ok(None),
            Err(failure) => return Err(failure),
        };
        find(&text, kind).map_err(unreadable)
    }

    /// The named groups, and the versions of each, the preferred one first.
    pub(crate) async fn groups(&self) -> Result<Vec<(String, Vec<String>)>, Failure> {
        served::groups(&self.get("/apis").await?).map_err(unreadable)
    }

    /// All kinds of a version that can be listed.
    pub(crate) async fn listable(&self, api_version: &str) -> Result<Vec<(String, Served)>, Failure> {
        let text = self.get(&discovery(api_version)).await?;
        served::kinds(&text, api_version, &["list"]).map_err(unreadable)
    }

    /// All objects of a kind, trimmed; nothing where it is not served.
    pub(crate) async fn all(&self, trim: &mut Trim) -> Result<Option<Listed>, Failure> {
        let Some(served) = self.served(&trim.kind).await? else {
            return Ok(None);
        };
        let mut objects = Vec::new();
        let mut more = String::new();
        loop {
            let page = self.page(&served.path, PAGE, &more).await?;
            let items = page.items.unwrap_or_default();
            objects.extend(items.into_iter().map(|object| trim.trim(object)));
            more = page.metadata.more;
            if more.is_empty() {
                return Ok(Some(Listed { served, version: page.metadata.resource_version, objects }));
            }
        }
    }

    /// Part of a list: its first objects, or those after the part whose `continue` this is.
    pub(crate) async fn page(&self, path: &str, limit: usize, more: &str) -> Result<Page, Failure> {
        let sign = if path.contains('?') { '&' } else { '?' };
        let path = match more {
            "" => format!("{path}{sign}limit={limit}"),
            more => format!("{path}{sign}limit={limit}&continue={}", escaped(more)),
        };
        serde_json::from_str(&self.get(&path).await?)
            .map_err(|error| Failure::Broken(format!("a list that cannot be read: {error}")))
    }

    /// The text at a path.
    pub(crate) async fn get(&self, path: &str) -> Result<String, Failure> {
        // Read as text: the client itself would write an answer that cannot be read into the log.
        match timeout(PATIENCE, self.client.request_text(request(path)?)).await {
            Ok(Ok(text)) => Ok(text),
            Ok(Err(error)) => Err(Failure::of(&error)),
            Err(_) => Err(Failure::late("an answer")),
        }
    }
}

fn unreadable(error: serde_json::Error) -> Failure {
    Failure::Broken(format!("discovery: {error}"))
}

pub(super) fn request(path: &str) -> Result<Request<Vec<u8>>, Failure> {
    Request::get(path).body(Vec::new()).map_err(|error| Failure::Broken(format!("{path}: {error}")))
}

/// A value of a query, as a URL has it: what `continue` carries is up to the server.
pub(super) fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
