//! What a user shows to the API server.

use serde_json::json;

use super::authority::{Authority, Pair};
use super::{Client, Problem, User};

/// A client certificate, or a token.
#[derive(Debug)]
pub(crate) enum Credentials {
    Certificate(Pair),
    Token(String),
}

impl Credentials {
    /// Makes a certificate, or asks for a token.
    pub(crate) fn of(user: &User, authority: &Authority, address: &str) -> Result<Credentials, Problem> {
        match user {
            User::Certified { name, groups } => authority.user(name, groups).map(Credentials::Certificate),
            User::ServiceAccount { namespace, name } => {
                let admin = Client::new(address, authority, &User::admin())?;
                let path = format!("/api/v1/namespaces/{namespace}/serviceaccounts/{name}/token");
                let request = json!({"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest"});
                let answer = admin.post(&path, &request)?;
                let token = answer.body.pointer("/status/token").and_then(|token| token.as_str());
                match token {
                    Some(token) => Ok(Credentials::Token(token.to_owned())),
                    None => {
                        Err(Problem::Unexpected(format!("no token for {}: {}", user.name(), answer.text())))
                    }
                }
            }
        }
    }
}
