//! The CAs that API servers trust when they call webhooks: `caBundle` of each webhook of some configurations, and
//! nothing else of them.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::Request;
use kube::{Client, Error};
use serde_json::{Value, json};
use tokio::time::timeout;

use super::failure::Failure;
use crate::config::WebhookConfiguration;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(5);

pub(crate) struct Webhooks {
    client: Client,
    named: Vec<WebhookConfiguration>,
}

/// The configurations as they were read; those that are not there are not asked by, either.
pub(crate) struct Asked(Vec<(WebhookConfiguration, Value)>);

impl Webhooks {
    pub(crate) fn new(client: Client, named: &[WebhookConfiguration]) -> Webhooks {
        Webhooks { client, named: named.to_vec() }
    }

    pub(crate) async fn read(&self) -> Result<Asked, String> {
        let mut found = Vec::new();
        for one in &self.named {
            match self.send("GET", one, None).await {
                Ok(object) => found.push((one.clone(), object)),
                Err(Error::Api(status)) if status.code == 404 => {}
                Err(error) => return Err(explained(one, "read", &error)),
            }
        }
        Ok(Asked(found))
    }

    /// Has each webhook trust exactly these CAs; says whether all did so already. A configuration that was changed since
    /// it was read is left for the next time.
    pub(crate) async fn trust(&self, asked: &Asked, bundle: &str) -> Result<bool, String> {
        let wanted = STANDARD.encode(bundle);
        let mut did = true;
        for (one, object) in &asked.0 {
            let Some(change) = change(object, &wanted) else { continue };
            did = false;
            match self.send("PATCH", one, Some(&change)).await {
                Ok(_) => tracing::info!(configuration = %one, "the CAs of its webhooks are written anew"),
                Err(Error::Api(status)) if status.code == 409 => {}
                Err(error) => return Err(explained(one, "changed", &error)),
            }
        }
        Ok(did)
    }

    async fn send(
        &self,
        method: &str,
        configuration: &WebhookConfiguration,
        change: Option<&Value>,
    ) -> Result<Value, Error> {
        let (resource, name) = match configuration {
            WebhookConfiguration::Validating(name) => ("validatingwebhookconfigurations", name),
            WebhookConfiguration::Mutating(name) => ("mutatingwebhookconfigurations", name),
        };
        let path = format!("/apis/admissionregistration.k8s.io/v1/{resource}/{name}");
        let body = change.map(|change| change.to_string().into_bytes()).unwrap_or_default();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", "application/json-patch+json")
            .body(body)
            .map_err(Error::HttpError)?;
        // A late answer is one of the service, for whoever reads it.
        match timeout(PATIENCE, self.client.request(request)).await {
            Ok(answer) => answer,
            Err(late) => Err(Error::Service(Box::new(late))),
        }
    }
}

/// A patch for webhooks whose bundle is another; nothing where all have it. Written against the version that was read,
/// so that the places of the list are those that were seen.
fn change(object: &Value, wanted: &str) -> Option<Value> {
    let webhooks = object.pointer("/webhooks").and_then(Value::as_array)?;
    let mut operations: Vec<Value> = webhooks
        .iter()
        .enumerate()
        .filter(|(_, webhook)| {
            webhook.pointer("/clientConfig/caBundle").and_then(Value::as_str) != Some(wanted)
        })
        .map(|(index, _)| {
            json!({"op": "add", "path": format!("/webhooks/{index}/clientConfig/caBundle"), "value": wanted})
        })
        .collect();
    if operations.is_empty() {
        return None;
    }
    let version = object.pointer("/metadata/resourceVersion").cloned().unwrap_or_default();
    operations.insert(0, json!({"op": "replace", "path": "/metadata/resourceVersion", "value": version}));
    Some(Value::Array(operations))
}

fn explained(configuration: &WebhookConfiguration, action: &str, error: &Error) -> String {
    let text = Failure::of(error).into_text();
    let next = match error {
        Error::Api(status) if status.code == 403 => {
            "; the server needs get and patch on it, and its guard has to let the server write the CA: the chart gives both"
        }
        _ => "",
    };
    format!("the {configuration} cannot be {action}: {text}{next}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bundles_that_differ_are_written_and_only_over_what_was_read() {
        let object = json!({
            "metadata": {"name": "edgeward", "resourceVersion": "7"},
            "webhooks": [
                {"name": "a", "clientConfig": {"url": "https://127.0.0.1:8443/v1/admit", "caBundle": "bmV3"}},
                {"name": "b", "clientConfig": {"caBundle": "b2xk"}},
                {"name": "c", "clientConfig": {}},
            ],
        });
        assert_eq!(
            change(&object, "bmV3"),
            Some(json!([
                {"op": "replace", "path": "/metadata/resourceVersion", "value": "7"},
                {"op": "add", "path": "/webhooks/1/clientConfig/caBundle", "value": "bmV3"},
                {"op": "add", "path": "/webhooks/2/clientConfig/caBundle", "value": "bmV3"},
            ]))
        );
        assert_eq!(change(&json!({"webhooks": [{"clientConfig": {"caBundle": "bmV3"}}]}), "bmV3"), None);
        assert_eq!(change(&json!({"metadata": {}}), "bmV3"), None);
    }
}
