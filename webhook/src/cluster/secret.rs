//! One Secret, read and written by its name.

use std::collections::BTreeMap;
use std::time::Duration;

use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::Secret as Object;
use kube::api::{Api, Patch, PatchParams};
use kube::{Client, Error};
use serde_json::json;
use tokio::time::timeout;

use super::failure::Failure;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Clone)]
pub(crate) struct Secret {
    objects: Api<Object>,
    place: String,
    name: String,
}

/// What a Secret holds, at one version of it.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) entries: BTreeMap<String, Vec<u8>>,
    version: Option<String>,
}

impl Secret {
    pub(crate) fn new(client: Client, namespace: &str, name: &str) -> Secret {
        Secret {
            objects: Api::namespaced(client, namespace),
            place: format!("{namespace}/{name}"),
            name: name.to_owned(),
        }
    }

    /// `NAMESPACE/NAME`.
    pub(crate) fn place(&self) -> &str {
        &self.place
    }

    /// What it holds. That it is not there is a failure: who may make one Secret may make any, so this one is made by
    /// whoever installs the server.
    pub(crate) async fn read(&self) -> Result<Held, String> {
        match timeout(PATIENCE, self.objects.get(&self.name)).await {
            Ok(Ok(object)) => Ok(Held {
                entries: object
                    .data
                    .unwrap_or_default()
                    .into_iter()
                    .map(|(name, one)| (name, one.0))
                    .collect(),
                version: object.metadata.resource_version,
            }),
            Ok(Err(error)) => Err(self.explained("read", &error)),
            Err(_) => Err(Failure::late("an answer").into_text()),
        }
    }

    /// Writes entries over what was read; says whether it was still that.
    pub(crate) async fn write(
        &self,
        read: &Held,
        entries: &BTreeMap<String, Vec<u8>>,
    ) -> Result<bool, String> {
        let data: BTreeMap<&String, ByteString> =
            entries.iter().map(|(name, one)| (name, ByteString(one.clone()))).collect();
        let change = Patch::Merge(json!({"metadata": {"resourceVersion": read.version}, "data": data}));
        let parameters = PatchParams::default();
        match timeout(PATIENCE, self.objects.patch(&self.name, &parameters, &change)).await {
            Ok(Ok(_)) => Ok(true),
            Ok(Err(Error::Api(status))) if status.code == 409 => Ok(false),
            Ok(Err(error)) => Err(self.explained("changed", &error)),
            Err(_) => Err(Failure::late("an answer").into_text()),
        }
    }

    fn explained(&self, action: &str, error: &Error) -> String {
        let (place, text) = (&self.place, Failure::of(error).into_text());
        match error {
            Error::Api(status) if status.code == 404 => format!(
                "there is no Secret {place}; the chart makes it with tls.mode self, or: kubectl create secret generic"
            ),
            Error::Api(status) if status.code == 403 => format!(
                "the Secret {place} cannot be {action}: {text}; the server needs get and patch on it, which the chart gives"
            ),
            _ => format!("the Secret {place} cannot be {action}: {text}"),
        }
    }
}
