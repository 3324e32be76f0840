//! JSON Web Keys (RFC 7517).

use num_bigint::BigUint;
use regorus::Value;

use super::super::Failure;
use super::super::bytes::{from_bare_base64, from_bare_base64url, from_base64, from_base64url, unanswerable};
use super::super::crypto::signature;
use super::super::x509::{Certificate, Curve, PublicKey};
use super::json;
use super::keys::{Material, VerificationKey};
use super::token::field;

/// How many keys a set may have.
const MOST_KEYS: usize = 1000;

/// A key as it is written, checked.
#[derive(Debug, Clone)]
pub(super) struct Key {
    pub(super) algorithm: String,
    pub(super) id: String,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone)]
pub(super) enum Kind {
    Rsa {
        modulus: BigUint,
        exponent: u64,
        private: Option<RsaPrivate>,
    },
    Ec {
        curve: Curve,
        point: Vec<u8>,
        private: Option<Vec<u8>>,
    },
    Ed25519 {
        public: Vec<u8>,
        private: Option<Vec<u8>>,
    },
    /// A key to agree on a secret, not to sign.
    X25519,
    Secret(Vec<u8>),
}

#[derive(Debug, Clone)]
pub(super) struct RsaPrivate {
    pub(super) exponent: BigUint,
    pub(super) first_prime: BigUint,
    pub(super) second_prime: BigUint,
}

fn wrong(what: &str) -> Failure {
    Failure::Failed(format!("failed to parse a JWK key (set): {what}"))
}

/// The keys of a set, without those for algorithms that are unknown here.
pub(super) fn read(text: &str) -> Result<Vec<VerificationKey>, Failure> {
    let known = |key: &Key| key.algorithm.is_empty() || signature::scheme(&key.algorithm).is_some();
    Ok(parse(text)?
        .into_iter()
        .filter(known)
        .map(|key| VerificationKey { algorithm: key.algorithm, id: key.id, material: material(key.kind) })
        .collect())
}

fn material(kind: Kind) -> Material {
    let of =
        |private: bool, key: PublicKey| if private { Material::Private(key) } else { Material::Public(key) };
    match kind {
        Kind::Rsa { modulus, exponent, private } => {
            of(private.is_some(), PublicKey::Rsa { modulus, exponent })
        }
        Kind::Ec { curve, point, private } => of(private.is_some(), PublicKey::Ec { curve, point }),
        Kind::Ed25519 { public, private } => of(private.is_some(), PublicKey::Ed25519(public)),
        Kind::X25519 => Material::Public(PublicKey::Other),
        Kind::Secret(secret) => Material::Secret(secret),
    }
}

/// One key, or the keys of a set.
pub(super) fn parse(text: &str) -> Result<Vec<Key>, Failure> {
    let document = json::read(text).map_err(|failure| match failure {
        Failure::Failed(message) => wrong(&message),
        other => other,
    })?;
    if crate::value::Value::from_json(text.as_bytes()).is_err() {
        return Err(unanswerable("keys with a field given twice are not supported"));
    }
    match field(&document, "keys") {
        Some(Value::Array(keys)) if keys.len() > MOST_KEYS => Err(wrong("too many keys")),
        Some(Value::Array(keys)) => keys.iter().map(key).collect(),
        Some(_) => Err(wrong("\"keys\" is no array")),
        None => Ok(vec![key(&document)?]),
    }
}

fn text<'a>(object: &'a Value, name: &str) -> Result<Option<&'a str>, Failure> {
    match field(object, name) {
        None => Ok(None),
        Some(Value::Null) => Ok(Some("")),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(wrong(&format!("\"{name}\" is no string"))),
    }
}

/// Bytes in any of the base64 alphabets, with or without padding.
fn bytes(object: &Value, name: &str) -> Result<Option<Vec<u8>>, Failure> {
    let Some(encoded) = text(object, name)? else { return Ok(None) };
    let decoded = match (encoded.ends_with('='), encoded.contains(['+', '/'])) {
        (false, false) => from_bare_base64url(encoded),
        (true, false) => from_base64url(encoded),
        (false, true) => from_bare_base64(encoded),
        (true, true) => from_base64(encoded),
    };
    decoded.map(Some).map_err(|_| wrong(&format!("\"{name}\" is not base64")))
}

fn needed(object: &Value, name: &str) -> Result<Vec<u8>, Failure> {
    bytes(object, name)?.ok_or_else(|| wrong(&format!("missing \"{name}\" value")))
}

fn key(object: &Value) -> Result<Key, Failure> {
    let Value::Object(fields) = object else { return Err(wrong("a key is no object")) };
    let odd = |name: &Value| matches!(name, Value::String(name) if matches!(&**name, "Kty" | "KTy" | "KtY" | "KTY" | "kTy" | "kTY" | "ktY" | "D"));
    if fields.iter().any(|(name, _)| odd(name)) {
        return Err(unanswerable("the names of a key's fields are written in lower case"));
    }
    let algorithm = text(object, "alg")?;
    if algorithm.is_some_and(|name| !ALGORITHMS.contains(&name)) {
        return Err(wrong("invalid algorithm"));
    }
    common_fields(object)?;
    let private = field(object, "d").is_some();
    let kind = match text(object, "kty")? {
        Some("RSA") => rsa(object, private)?,
        Some("EC") => elliptic(object, private)?,
        Some("OKP") => octet_pair(object, private)?,
        Some("oct") => match needed(object, "k")? {
            secret if secret.is_empty() => return Err(wrong("missing \"k\" value")),
            secret => Kind::Secret(secret),
        },
        _ => return Err(wrong("invalid key type")),
    };
    Ok(Key {
        algorithm: algorithm.unwrap_or_default().to_owned(),
        id: text(object, "kid")?.unwrap_or_default().to_owned(),
        kind,
    })
}

/// The fields without a meaning here that have to be well formed all the same.
fn common_fields(object: &Value) -> Result<(), Failure> {
    for name in ["use", "x5t", "x5t#S256", "x5u"] {
        text(object, name)?;
    }
    let name = |value: &Value| matches!(value, Value::String(_) | Value::Null);
    match field(object, "key_ops") {
        None | Some(Value::Null) => {}
        Some(Value::Array(names)) if names.iter().all(name) => {}
        Some(_) => return Err(wrong("\"key_ops\" is no list of strings")),
    }
    match field(object, "x5c") {
        None => Ok(()),
        Some(Value::Array(chain)) => chain.iter().try_for_each(|certificate| {
            let Value::String(certificate) = certificate else {
                return Err(wrong("\"x5c\" is no list of strings"));
            };
            Certificate::from_der(&from_base64(certificate)?).map(|_| ())
        }),
        Some(_) => Err(wrong("\"x5c\" is no array")),
    }
}

fn rsa(object: &Value, private: bool) -> Result<Kind, Failure> {
    let modulus = BigUint::from_bytes_be(&needed(object, "n")?);
    let exponent = BigUint::from_bytes_be(&needed(object, "e")?);
    let exponent = u64::try_from(exponent).ok().filter(|e| e % 2 == 1 && i64::try_from(*e).is_ok());
    let exponent = exponent.ok_or_else(|| wrong("invalid rsa public exponent"))?;
    if modulus.bits() == 0 {
        return Err(wrong("missing \"n\" value"));
    }
    let number = |name: &str| needed(object, name).map(|bytes| BigUint::from_bytes_be(&bytes));
    let private = private
        .then(|| {
            Ok(RsaPrivate { exponent: number("d")?, first_prime: number("p")?, second_prime: number("q")? })
        })
        .transpose()?;
    Ok(Kind::Rsa { modulus, exponent, private })
}

fn elliptic(object: &Value, private: bool) -> Result<Kind, Failure> {
    let curve = match text(object, "crv")? {
        Some("P-256") => Curve::P256,
        Some("P-384") => Curve::P384,
        Some("P-521") => Curve::P521,
        _ => return Err(wrong("invalid curve")),
    };
    let coordinate = |name: &str| match needed(object, name)? {
        bytes if bytes.len() == curve.size() => Ok(bytes),
        _ => Err(wrong(&format!("invalid \"{name}\" length"))),
    };
    let point = [vec![4], coordinate("x")?, coordinate("y")?].concat();
    if !curve.has(&point) {
        return Err(wrong("the point is not on the curve"));
    }
    let private = private.then(|| coordinate("d")).transpose()?;
    Ok(Kind::Ec { curve, point, private })
}

fn octet_pair(object: &Value, private: bool) -> Result<Kind, Failure> {
    let half = |name: &str| match needed(object, name)? {
        bytes if bytes.len() == 32 => Ok(bytes),
        _ => Err(wrong(&format!("wrong size of \"{name}\""))),
    };
    let public = half("x")?;
    let private = private.then(|| half("d")).transpose()?;
    match text(object, "crv")? {
        Some("Ed25519") => Ok(Kind::Ed25519 { public, private }),
        Some("X25519") => Ok(Kind::X25519),
        _ => Err(wrong("invalid curve")),
    }
}

/// All algorithms that a key may name, for signatures and for encryption.
const ALGORITHMS: &[&str] = &[
    "A128CBC-HS256",
    "A128GCM",
    "A128GCMKW",
    "A128KW",
    "A192CBC-HS384",
    "A192GCM",
    "A192GCMKW",
    "A192KW",
    "A256CBC-HS512",
    "A256GCM",
    "A256GCMKW",
    "A256KW",
    "ECDH-ES",
    "ECDH-ES+A128KW",
    "ECDH-ES+A192KW",
    "ECDH-ES+A256KW",
    "ES256",
    "ES256K",
    "ES384",
    "ES512",
    "Ed25519",
    "EdDSA",
    "HS256",
    "HS384",
    "HS512",
    "PBES2-HS256+A128KW",
    "PBES2-HS384+A192KW",
    "PBES2-HS512+A256KW",
    "PS256",
    "PS384",
    "PS512",
    "RS256",
    "RS384",
    "RS512",
    "RSA-OAEP",
    "RSA-OAEP-256",
    "RSA-OAEP-384",
    "RSA-OAEP-512",
    "RSA1_5",
    "dir",
    "none",
];
