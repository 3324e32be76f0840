//! Certificates and keys: the `crypto.x509.*` family and `crypto.parse_private_keys`.

mod certificate;
mod chain;
mod der;
mod extensions;
mod host;
mod name;
mod names;
mod pem;
mod private_key;
mod public_key;
mod request;
mod shape;
mod signature;
mod time;

use regorus::Value;

use super::bytes::{from_base64, object, string_operand};
use super::{Answer, Builtin, Failure};
pub(super) use certificate::Certificate;
pub(super) use der::sequence_of_unsigned;
pub(super) use pem::next_block;
pub(super) use public_key::{Curve, PublicKey, from_spki, rsa_der};

pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin { name: "crypto.parse_private_keys", run: parse_private_keys },
    Builtin { name: "crypto.x509.parse_and_verify_certificates", run: parse_and_verify },
    Builtin {
        name: "crypto.x509.parse_and_verify_certificates_with_options",
        run: parse_and_verify_with_options,
    },
    Builtin { name: "crypto.x509.parse_certificate_request", run: parse_certificate_request },
    Builtin { name: "crypto.x509.parse_certificates", run: parse_certificates },
    Builtin { name: "crypto.x509.parse_keypair", run: parse_keypair },
    Builtin { name: "crypto.x509.parse_rsa_private_key", run: parse_rsa_private_key },
];

fn malformed(what: &str) -> Failure {
    Failure::Failed(format!("x509: malformed {what}"))
}

fn parse_certificates(args: &[Value]) -> Answer {
    let certificates = certificates(string_operand(args, 0)?)?;
    Ok(Some(certificates.iter().map(with_uri_strings).collect::<Vec<_>>().into()))
}

/// PEM, PEM in base64 or DER in base64.
fn certificates(text: &str) -> Result<Vec<Certificate>, Failure> {
    if text.starts_with("-----BEGIN") {
        return certificates_in_pem(text);
    }
    let bytes = from_base64(text)?;
    match std::str::from_utf8(&bytes) {
        Ok(text) if text.starts_with("-----BEGIN") => certificates_in_pem(text),
        _ => Certificate::all(&bytes),
    }
}

fn certificates_in_pem(mut text: &str) -> Result<Vec<Certificate>, Failure> {
    let mut der = Vec::new();
    while let Some((block, rest)) = next_block(text) {
        if block.label != "CERTIFICATE" {
            let message = format!("PEM block type is '{}', expected CERTIFICATE", block.label);
            return Err(Failure::Failed(message));
        }
        der.extend(block.bytes);
        text = rest;
    }
    Certificate::all(&der)
}

/// The certificate with one field of OPA's own.
fn with_uri_strings(certificate: &Certificate) -> Value {
    let mut value = certificate.value();
    let name = Value::from("URIStrings");
    if let Ok(fields) = value.as_object_mut()
        && !fields.contains_key(&name)
    {
        fields.insert(name, Value::Null);
    }
    value
}

fn parse_certificate_request(args: &[Value]) -> Answer {
    let text = string_operand(args, 0)?;
    let bytes = if text.starts_with("-----BEGIN CERTIFICATE REQUEST-----") {
        text.as_bytes().to_vec()
    } else {
        from_base64(text)?
    };
    let block = std::str::from_utf8(&bytes).ok().and_then(next_block).map(|(block, _)| block);
    match block {
        Some(block) if block.label != "CERTIFICATE REQUEST" => {
            Err(Failure::Failed("invalid PEM-encoded certificate signing request".to_owned()))
        }
        Some(block) => request::read(&block.bytes).map(Some),
        None => request::read(&bytes).map(Some),
    }
}

fn parse_private_keys(args: &[Value]) -> Answer {
    let text = string_operand(args, 0)?;
    if text.is_empty() {
        return Ok(Some(Value::Null));
    }
    let keys = private_key::in_pem(text)?;
    let keys: Result<Vec<Value>, Failure> = keys.iter().map(private_key::PrivateKey::value).collect();
    Ok(Some(keys?.into()))
}

/// The first private key as a JSON Web Key, of whatever kind it is.
fn parse_rsa_private_key(args: &[Value]) -> Answer {
    let text = string_operand(args, 0)?;
    if text.is_empty() {
        return Err(Failure::Failed("input PEM data was empty".to_owned()));
    }
    let keys = if text.starts_with("-----BEGIN") {
        private_key::in_pem(text)?
    } else {
        private_key::in_pem(&String::from_utf8_lossy(&from_base64(text)?))?
    };
    Ok(Some(keys.first().map_or(Value::Null, private_key::PrivateKey::jwk)))
}

fn parse_keypair(args: &[Value]) -> Answer {
    let found = blocks(string_operand(args, 0)?, "CERTIFICATE")?;
    let keys = blocks(string_operand(args, 1)?, "PRIVATE KEY")?;
    let certificates: Vec<Vec<u8>> =
        found.into_iter().filter(|block| block.label == "CERTIFICATE").map(|block| block.bytes).collect();
    let missing = |what: &str| Failure::Failed(format!("tls: failed to find {what}"));
    let leaf = certificates.first().ok_or_else(|| missing("any PEM data in certificate input"))?;
    let is_key = |block: &pem::Block| block.label == "PRIVATE KEY" || block.label.ends_with(" PRIVATE KEY");
    let key = keys.into_iter().find(is_key).ok_or_else(|| missing("any PEM data in key input"))?;
    let leaf = Certificate::from_der(leaf)?;
    let key = private_key::in_der(&key.bytes)?;
    if leaf.key != Some(key.public()) {
        return Err(Failure::Failed("tls: private key does not match public key".to_owned()));
    }
    Ok(Some(object([
        ("Certificate", shape::list(certificates.iter().map(|certificate| shape::base64(certificate)))),
        ("PrivateKey", key.value()?),
        ("SupportedSignatureAlgorithms", Value::Null),
        ("OCSPStaple", Value::Null),
        ("SignedCertificateTimestamps", Value::Null),
        ("Leaf", without_uri_strings(&leaf)),
    ])))
}

/// The blocks of a text, which may be in base64; bytes that are no PEM are one block of this label.
fn blocks(text: &str, label: &str) -> Result<Vec<pem::Block>, Failure> {
    const BEGIN: &[u8] = b"-----BEGIN ";
    let bytes =
        if text.as_bytes().starts_with(BEGIN) { text.as_bytes().to_vec() } else { from_base64(text)? };
    if !bytes.starts_with(BEGIN) {
        return Ok(vec![pem::Block { label: label.to_owned(), bytes }]);
    }
    let text = String::from_utf8_lossy(&bytes);
    let mut rest: &str = &text;
    let mut blocks = Vec::new();
    while let Some((block, after)) = next_block(rest) {
        blocks.push(block);
        rest = after;
    }
    Ok(blocks)
}

/// The certificate in the shape of its own.
fn without_uri_strings(certificate: &Certificate) -> Value {
    let mut value = certificate.value();
    if let Ok(fields) = value.as_object_mut() {
        fields.remove(&Value::from("URIStrings"));
    }
    value
}

fn parse_and_verify(args: &[Value]) -> Answer {
    verified(args, &chain::Options::default(), with_uri_strings)
}

fn parse_and_verify_with_options(args: &[Value]) -> Answer {
    let text = string_operand(args, 0)?;
    // Options are looked at only once the certificates are read.
    match certificates(text) {
        Err(Failure::Failed(_)) => Ok(Some(unverified())),
        Err(halted) => Err(halted),
        Ok(_) => {
            let options = chain::options(args.get(1).unwrap_or(&Value::Undefined))?;
            verified(args, &options, without_uri_strings)
        }
    }
}

fn unverified() -> Value {
    vec![false.into(), Value::new_array()].into()
}

fn verified(args: &[Value], options: &chain::Options, shown: fn(&Certificate) -> Value) -> Answer {
    let certificates = match certificates(string_operand(args, 0)?) {
        Ok(certificates) => certificates,
        Err(Failure::Failed(_)) => return Ok(Some(unverified())),
        Err(halted) => return Err(halted),
    };
    Ok(Some(match chain::verify(&certificates, options)? {
        Some(chain) => {
            let chain: Vec<Value> = chain.into_iter().map(shown).collect();
            vec![true.into(), chain.into()].into()
        }
        None => unverified(),
    }))
}

#[cfg(test)]
mod tests;
