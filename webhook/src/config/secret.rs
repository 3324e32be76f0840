use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::cluster::ClusterAccess;

/// A CA and a serving certificate that replicas make themselves and share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsSecret {
    /// How the API server is reached.
    pub access: ClusterAccess,
    /// Where the Secret is, and the Lease that says which replica renews what is in it.
    pub namespace: String,
    /// What both are called.
    pub name: String,
    /// Whose webhooks are to trust the CA.
    pub webhooks: Vec<WebhookConfiguration>,
    /// How long a certificate lives. It is renewed at two thirds of that.
    pub lifetime: Duration,
    /// How long a CA lives, likewise.
    pub authority_lifetime: Duration,
}

impl TlsSecret {
    /// The shortest life of a certificate: what has to happen before it ends takes seconds.
    pub const LEAST_LIFETIME: Duration = Duration::from_secs(60);
}

/// A configuration that makes API servers call webhooks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WebhookConfiguration {
    /// A ValidatingWebhookConfiguration of this name.
    Validating(String),
    /// A MutatingWebhookConfiguration of this name.
    Mutating(String),
}

impl fmt::Display for WebhookConfiguration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WebhookConfiguration::Validating(name) => write!(f, "ValidatingWebhookConfiguration {name}"),
            WebhookConfiguration::Mutating(name) => write!(f, "MutatingWebhookConfiguration {name}"),
        }
    }
}

impl FromStr for WebhookConfiguration {
    type Err = String;

    fn from_str(text: &str) -> Result<WebhookConfiguration, String> {
        let is_name = |name: &str| !name.is_empty() && !name.contains('/');
        match text.split_once('/') {
            Some(("validating", name)) if is_name(name) => {
                Ok(WebhookConfiguration::Validating(name.to_owned()))
            }
            Some(("mutating", name)) if is_name(name) => Ok(WebhookConfiguration::Mutating(name.to_owned())),
            _ => Err("write validating/NAME or mutating/NAME, such as validating/edgeward".to_owned()),
        }
    }
}
