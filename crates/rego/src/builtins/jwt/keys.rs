//! The keys that a certificate, a public key or a set of JSON Web Keys gives.

use super::super::Failure;
use super::super::bytes::unanswerable;
use super::super::crypto::signature::{Salt, Scheme, hmac_holds, holds};
use super::super::x509::{Certificate, PublicKey, from_spki, next_block};
use super::jwk;

/// What a key is made of.
#[derive(Debug, Clone)]
pub(super) enum Material {
    Public(PublicKey),
    /// A private key is good for its public part, where private keys are taken at all.
    Private(PublicKey),
    Secret(Vec<u8>),
}

/// A key, with the algorithm and the name that a set gives it; empty where it does not.
#[derive(Debug, Clone)]
pub(super) struct VerificationKey {
    pub(super) algorithm: String,
    pub(super) id: String,
    pub(super) material: Material,
}

impl VerificationKey {
    /// Whether the public key confirms the signature; keys of other kinds do not.
    pub(super) fn confirms(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> Result<bool, Failure> {
        match &self.material {
            Material::Public(key) => holds(scheme, Salt::Any, key, message, signature),
            Material::Private(_) | Material::Secret(_) => Ok(false),
        }
    }

    /// The same where any kind of key may serve.
    pub(super) fn confirms_by_any(
        &self,
        scheme: Scheme,
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool, Failure> {
        match (&self.material, scheme) {
            (Material::Secret(secret), Scheme::Hmac(digest)) => {
                Ok(hmac_holds(digest, secret, message, signature))
            }
            (
                Material::Public(PublicKey::Ec { curve, .. })
                | Material::Private(PublicKey::Ec { curve, .. }),
                _,
            ) if signature.len() != curve.size().saturating_mul(2) => Ok(false),
            (Material::Public(key) | Material::Private(key), scheme) => {
                holds(scheme, Salt::AsDigest, key, message, signature)
            }
            (Material::Secret(_), _) => Ok(false),
        }
    }
}

/// The keys that `text` gives: one in PEM, or one or several in JSON.
pub(super) fn read(text: &str) -> Result<Vec<VerificationKey>, Failure> {
    let Some((block, rest)) = next_block(text) else { return jwk::read(text) };
    if !rest.is_empty() {
        return Err(Failure::Failed("extra data after a PEM certificate block".to_owned()));
    }
    let key = match block.label.as_str() {
        "CERTIFICATE" => Certificate::from_der(&block.bytes)?
            .key
            .ok_or_else(|| unanswerable("the algorithm of the certificate's key is not supported"))?,
        "PUBLIC KEY" => from_spki(&block.bytes)?,
        _ => return Err(Failure::Failed("failed to extract a Key from the PEM certificate".to_owned())),
    };
    Ok(vec![VerificationKey { algorithm: String::new(), id: String::new(), material: Material::Public(key) }])
}

/// The key of this name.
pub(super) fn named<'a>(keys: &'a [VerificationKey], id: &str) -> Option<&'a VerificationKey> {
    keys.iter().find(|key| !id.is_empty() && key.id == id)
}
