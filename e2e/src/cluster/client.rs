//! A client of the API server that hides nothing: objects are JSON as they are on the wire, the status and the
//! warnings of an answer are the test's to judge. Typed clients drop fields that they do not know, and would be
//! most of what the tests compile.

mod answer;
mod resource;

use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::aws_lc_rs;
use serde_json::Value;
use ureq::Agent;
use ureq::http::Request;
use ureq::tls::{Certificate, ClientCert, PrivateKey, RootCerts, TlsConfig, TlsProvider};

pub use answer::Answer;

use super::authority::{Authority, Pair};
use super::credentials::Credentials;
use super::{Problem, User};

/// Longer than the API server waits for a webhook.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// How a patch is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patch {
    /// RFC 6902: a list of operations.
    Json,
    /// RFC 7386: what changes; null removes.
    Merge,
    /// Kubernetes' own: lists are merged by key.
    Strategic,
    /// Server-side apply; the path names `fieldManager`.
    Apply,
}

/// Speaks to the API server as one user.
#[derive(Debug, Clone)]
pub struct Client {
    agent: Agent,
    address: String,
    /// `Bearer …`, of a user without a certificate.
    authorization: Option<String>,
}

impl Client {
    pub(crate) fn new(address: &str, authority: &Authority, user: &User) -> Result<Client, Problem> {
        let (shown, authorization) = match Credentials::of(user, authority, address)? {
            Credentials::Certificate(pair) => (Some(pair), None),
            Credentials::Token(token) => (None, Some(format!("Bearer {token}"))),
        };
        let agent = agent(&[certificate(authority.certificate())?], shown.as_ref())?;
        Ok(Client { agent, address: address.to_owned(), authorization })
    }

    /// Reads what is at a path, such as `/api/v1/namespaces/default`.
    pub fn get(&self, path: &str) -> Result<Answer, Problem> {
        self.send("GET", path, None)
    }

    /// Creates in a collection, or asks a subresource such as `…/pods/p/exec?command=sh`.
    pub fn post(&self, path: &str, object: &Value) -> Result<Answer, Problem> {
        self.send("POST", path, Some(("application/json", object)))
    }

    /// Replaces what is at a path.
    pub fn put(&self, path: &str, object: &Value) -> Result<Answer, Problem> {
        self.send("PUT", path, Some(("application/json", object)))
    }

    /// Changes what is at a path.
    pub fn patch(&self, path: &str, patch: Patch, change: &Value) -> Result<Answer, Problem> {
        let content_type = match patch {
            Patch::Json => "application/json-patch+json",
            Patch::Merge => "application/merge-patch+json",
            Patch::Strategic => "application/strategic-merge-patch+json",
            Patch::Apply => "application/apply-patch+yaml",
        };
        self.send("PATCH", path, Some((content_type, change)))
    }

    /// Deletes what is at a path.
    pub fn delete(&self, path: &str) -> Result<Answer, Problem> {
        self.send("DELETE", path, None)
    }

    /// Creates an object in its own collection, in the namespace that it names.
    pub fn create(&self, object: &Value) -> Result<Answer, Problem> {
        self.post(&resource::collection(self, object)?, object)
    }

    /// Where objects of this one's kind are made, in the namespace that it names.
    pub fn collection(&self, object: &Value) -> Result<String, Problem> {
        resource::collection(self, object)
    }

    /// The path of an object that has a name.
    pub fn path(&self, object: &Value) -> Result<String, Problem> {
        let name = object.pointer("/metadata/name").and_then(Value::as_str).unwrap_or_default();
        Ok(format!("{}/{name}", resource::collection(self, object)?))
    }

    fn send(
        &self,
        method: &'static str,
        path: &str,
        content: Option<(&str, &Value)>,
    ) -> Result<Answer, Problem> {
        let failed =
            |error: ureq::Error| Problem::Request { method, path: path.to_owned(), source: Box::new(error) };
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.address));
        if let Some(authorization) = &self.authorization {
            request = request.header("authorization", authorization);
        }
        let response = match content {
            Some((content_type, body)) => {
                let request = request.header("content-type", content_type).body(body.to_string());
                self.agent.run(request.map_err(|error| failed(error.into()))?)
            }
            None => self.agent.run(request.body(()).map_err(|error| failed(error.into()))?),
        };
        Answer::read(response.map_err(failed)?).map_err(failed)
    }
}

/// Trusts these CAs, and shows this.
fn agent(authorities: &[Certificate<'static>], shown: Option<&Pair>) -> Result<Agent, Problem> {
    let mut tls = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(Arc::new(aws_lc_rs::default_provider()))
        .root_certs(RootCerts::new_with_certs(authorities));
    if let Some(pair) = shown {
        let key = PrivateKey::from_pem(pair.key.as_bytes()).map_err(unreadable)?;
        tls = tls.client_cert(Some(ClientCert::new_with_certs(&[certificate(&pair.certificate)?], key)));
    }
    let config = Agent::config_builder()
        .tls_config(tls.build())
        .http_status_as_error(false)
        .proxy(None)
        .timeout_global(Some(TIME_LIMIT));
    Ok(config.build().new_agent())
}

/// The status of an answer, over a connection of its own.
pub(super) fn ask(url: &str, authorities: &str, user: Option<(&User, &Authority)>) -> Result<u16, Problem> {
    let end = "-----END CERTIFICATE-----\n";
    let authorities: Vec<_> = authorities.split_inclusive(end).map(certificate).collect::<Result<_, _>>()?;
    let shown = match user {
        Some((User::Certified { name, groups }, authority)) => Some(authority.user(name, groups)?),
        _ => None,
    };
    let failed = |error: ureq::Error| Problem::Request {
        method: "GET",
        path: url.to_owned(),
        source: Box::new(error),
    };
    Ok(agent(&authorities, shown.as_ref())?.get(url).call().map_err(failed)?.status().as_u16())
}

fn certificate(text: &str) -> Result<Certificate<'static>, Problem> {
    Certificate::from_pem(text.as_bytes()).map_err(unreadable)
}

fn unreadable(error: ureq::Error) -> Problem {
    Problem::Unexpected(format!("a certificate made a moment ago cannot be read: {error}"))
}
