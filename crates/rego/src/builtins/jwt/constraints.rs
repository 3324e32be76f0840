//! What `io.jwt.decode_verify` asks of a token.

use std::time::{SystemTime, UNIX_EPOCH};

use regorus::Value;

use super::super::Failure;
use super::super::bytes::unanswerable;
use super::super::crypto::signature::{Scheme, hmac_holds, scheme};
use super::keys::{self, VerificationKey};
use super::token::{Header, field};

const NANOSECONDS: f64 = 1e9;

/// The constraints; a string that is empty asks nothing.
#[derive(Debug)]
pub(super) struct Constraints {
    trusted: Trusted,
    pub(super) algorithm: String,
    issuer: String,
    audience: String,
    /// In nanoseconds since 1970.
    time: f64,
}

#[derive(Debug)]
enum Trusted {
    Keys(Vec<VerificationKey>),
    Secret(String),
}

fn failed(message: impl Into<String>) -> Failure {
    Failure::Failed(message.into())
}

impl Constraints {
    pub(super) fn read(object: &Value) -> Result<Constraints, Failure> {
        let Value::Object(fields) = object else {
            return Err(Failure::Operand("operand 2 must be object".to_owned()));
        };
        let (mut keys, mut time) = (None, None);
        let (mut secret, mut algorithm, mut issuer, mut audience) = Default::default();
        for (name, value) in fields.iter() {
            let Value::String(name) = name else {
                return Err(unanswerable("the names of constraints are strings"));
            };
            let text = || match value {
                Value::String(text) => Ok(text.to_string()),
                _ => Err(failed(format!("{name} constraint: must be a string"))),
            };
            match &**name {
                "cert" => keys = Some(keys::read(&text()?)?),
                "secret" => secret = text()?,
                "alg" => algorithm = text()?,
                "iss" => issuer = text()?,
                "aud" => audience = text()?,
                "time" => time = Some(nanoseconds(value)?),
                other => return Err(failed(format!("unknown token validation constraint: {other}"))),
            }
        }
        let trusted = match (keys, secret) {
            (Some(_), secret) if !String::is_empty(&secret) => {
                return Err(failed("duplicate key constraints"));
            }
            (Some(keys), _) => Trusted::Keys(keys),
            (None, secret) if secret.is_empty() => return Err(failed("no key constraint")),
            (None, secret) => Trusted::Secret(secret),
        };
        let time = match time {
            Some(time) => time,
            None => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0.0, |now| now.as_secs_f64() * NANOSECONDS),
        };
        Ok(Constraints { trusted, algorithm, issuer, audience, time })
    }

    /// Whether a trusted key made the signature.
    pub(super) fn trust(&self, header: &Header, message: &[u8], signature: &[u8]) -> Result<bool, Failure> {
        let Some(scheme) = signature_scheme(&header.algorithm)? else { return Ok(false) };
        let keys = match &self.trusted {
            Trusted::Secret(secret) => {
                return Ok(match scheme {
                    Scheme::Hmac(digest) => hmac_holds(digest, secret.as_bytes(), message, signature),
                    _ => false,
                });
            }
            Trusted::Keys(keys) => keys,
        };
        if let Some(key) = keys::named(keys, &header.key_id) {
            return key.confirms_by_any(scheme, message, signature);
        }
        for key in keys {
            let fits = key.algorithm.is_empty() || key.algorithm == header.algorithm;
            if fits && key.confirms_by_any(scheme, message, signature)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the claims are for this time and place.
    pub(super) fn admit(&self, payload: &Value) -> Result<bool, Failure> {
        if !self.issuer.is_empty() {
            match field(payload, "iss") {
                Some(Value::String(issuer)) if **issuer == *self.issuer => {}
                None | Some(Value::String(_)) => return Ok(false),
                Some(_) => return Err(unanswerable("a token's issuer has to be a string")),
            }
        }
        let is_audience = |value: &Value| matches!(value, Value::String(text) if **text == *self.audience);
        let audience = match field(payload, "aud") {
            Some(Value::Array(several)) => several.iter().any(is_audience),
            Some(one) => is_audience(one),
            None => self.audience.is_empty(),
        };
        if !audience {
            return Ok(false);
        }
        let now = Value::from(self.time / NANOSECONDS);
        match field(payload, "exp") {
            Some(expiry @ Value::Number(_)) if now >= *expiry => return Ok(false),
            None | Some(Value::Number(_)) => {}
            Some(_) => return Err(failed("exp value must be a number")),
        }
        match field(payload, "nbf") {
            Some(start @ Value::Number(_)) => Ok(now >= *start),
            None => Ok(true),
            Some(_) => Err(failed("nbf value must be a number")),
        }
    }
}

/// The scheme by the name in a token's header, which may be one more than in keys.
fn signature_scheme(name: &str) -> Result<Option<Scheme>, Failure> {
    if name.contains("_WITH_") || name == "EDDSA" {
        return Err(unanswerable("this name of an algorithm is not supported"));
    }
    Ok(if name == "Ed25519" { Some(Scheme::EdDsa) } else { scheme(name) })
}

fn nanoseconds(value: &Value) -> Result<f64, Failure> {
    let Value::Number(_) = value else {
        return Err(failed("token time constraint: must be a number"));
    };
    match value.to_string().parse::<f64>().ok() {
        Some(time) if time >= 0.0 => Ok(time),
        Some(_) => Err(failed("token time constraint: must not be negative")),
        None => Err(failed("token time constraint: unvalid float64")),
    }
}
