//! A token in three parts, and what its header says.

use std::collections::BTreeSet;

use regorus::Value;

use super::super::Failure;
use super::super::bytes::{from_base64url, unanswerable};
use super::json;

/// The parts as they are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    header: &'a str,
    payload: &'a str,
    signature: &'a str,
}

fn failed(message: impl Into<String>) -> Failure {
    Failure::Failed(message.into())
}

fn part(name: &str, encoded: &str) -> Result<Vec<u8>, Failure> {
    from_base64url(encoded).map_err(|failure| match failure {
        Failure::Failed(message) => failed(format!("JWT {name} had invalid encoding: {message}")),
        other => other,
    })
}

fn utf8(bytes: Vec<u8>) -> Result<String, Failure> {
    String::from_utf8(bytes).map_err(|_| unanswerable("a part of the token is not UTF-8"))
}

/// A JSON object.
pub(super) fn object(text: &str) -> Result<Value, Failure> {
    let value = json::read(text)?;
    if matches!(value, Value::Object(_)) {
        Ok(value)
    } else {
        Err(failed("decoded JSON type was not an Object"))
    }
}

impl<'a> Token<'a> {
    pub(super) fn parse(encoded: &'a str) -> Result<Token<'a>, Failure> {
        let parts: Vec<&str> = encoded.split('.').collect();
        match parts.as_slice() {
            [header, payload, signature] => Ok(Token { header, payload, signature }),
            [_] => Err(failed("encoded JWT had no period separators")),
            parts => Err(failed(format!("encoded JWT must have 3 sections, found {}", parts.len()))),
        }
    }

    /// What is signed.
    pub(super) fn signed(&self) -> String {
        format!("{}.{}", self.header, self.payload)
    }

    pub(super) fn header(&self) -> Result<Value, Failure> {
        let header = object(&utf8(part("header", self.header)?)?)?;
        if field(&header, "enc").is_some() {
            return Err(failed("JWT is a JWE object, which is not supported"));
        }
        Ok(header)
    }

    /// The payload's text.
    pub(super) fn payload(&self) -> Result<String, Failure> {
        utf8(part("payload", self.payload)?)
    }

    pub(super) fn signature(&self) -> Result<Vec<u8>, Failure> {
        part("signature", self.signature)
    }
}

/// A field of an object.
pub(super) fn field<'a>(object: &'a Value, name: &str) -> Option<&'a Value> {
    match object {
        Value::Object(fields) => fields.get(&name.into()),
        _ => None,
    }
}

/// The fields of a header that have a meaning here; what is not given is empty.
#[derive(Debug, Default)]
pub(super) struct Header {
    pub(super) algorithm: String,
    pub(super) key_id: String,
    pub(super) content_type: String,
    critical: BTreeSet<String>,
    unknown: Vec<String>,
}

impl Header {
    pub(super) fn read(value: &Value) -> Result<Header, Failure> {
        let mut header = Header::default();
        let Value::Object(fields) = value else { return Ok(header) };
        for (name, value) in fields.iter() {
            let Value::String(name) = name else { continue };
            let text = || match value {
                Value::String(text) => Ok(text.to_string()),
                _ => Err(failed(format!("{name}: must be a string"))),
            };
            match &**name {
                "alg" => header.algorithm = text()?,
                "kid" => header.key_id = text()?,
                "cty" => header.content_type = text()?,
                "typ" => {
                    text()?;
                }
                "crit" => header.critical = critical(value)?,
                other => header.unknown.push(other.to_owned()),
            }
        }
        Ok(header)
    }

    /// Whether there is an algorithm, and everything that must be understood is.
    pub(super) fn is_valid(&self) -> bool {
        !self.algorithm.is_empty() && !self.unknown.iter().any(|name| self.critical.contains(name))
    }
}

/// The names up to the first that is no string.
fn critical(value: &Value) -> Result<BTreeSet<String>, Failure> {
    let Value::Array(names) = value else { return Err(failed("crit: must be a list")) };
    let critical: BTreeSet<String> = names
        .iter()
        .map_while(|name| match name {
            Value::String(name) => Some(name.to_string()),
            _ => None,
        })
        .collect();
    if critical.is_empty() { Err(failed("crit: must be a nonempty list")) } else { Ok(critical) }
}
