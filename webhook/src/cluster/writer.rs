//! What is written to the cluster.

use hyper::Request;
use kube::Client;
use tokio::time::timeout;

use super::failure::Failure;
use super::reader::{PATIENCE, Reader};

/// Who we are among those who write fields of an object.
const MANAGER: &str = "edgeward";

/// Writes as one client.
#[derive(Clone)]
pub(crate) struct Writer {
    client: Client,
}

impl Writer {
    /// As the client that reads.
    pub(crate) fn beside(reader: &Reader) -> Writer {
        Writer { client: reader.client.clone() }
    }

    /// Makes the object at a path, or makes its fields what is given (server-side apply).
    pub(crate) async fn apply(&self, path: &str, object: &serde_json::Value) -> Result<(), Failure> {
        let request = Request::patch(format!("{path}?fieldManager={MANAGER}&force=true"))
            .header("content-type", "application/apply-patch+yaml")
            .body(object.to_string().into_bytes());
        self.send(request).await
    }

    /// Removes the object at a path. One that is gone already is what is wanted.
    pub(crate) async fn delete(&self, path: &str) -> Result<(), Failure> {
        match self.send(Request::delete(path).body(Vec::new())).await {
            Err(Failure::NotFound) => Ok(()),
            other => other,
        }
    }

    async fn send(&self, request: Result<Request<Vec<u8>>, hyper::http::Error>) -> Result<(), Failure> {
        let request = request.map_err(|error| Failure::Broken(error.to_string()))?;
        match timeout(PATIENCE, self.client.request_text(request)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(Failure::of(&error)),
            Err(_) => Err(Failure::late("an answer")),
        }
    }
}
