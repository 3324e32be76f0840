//! Making tokens: `io.jwt.encode_sign` and `io.jwt.encode_sign_raw`.

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    self, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED_SIGNING,
    EcdsaKeyPair, Ed25519KeyPair, RsaEncoding, RsaKeyPair,
};
use num_bigint::BigUint;
use regorus::Value;

use super::super::bytes::{string_operand, to_bare_base64url, unanswerable};
use super::super::crypto::signature::{Digest, Scheme, scheme};
use super::super::x509::{Curve, sequence_of_unsigned};
use super::super::{Answer, Failure};
use super::json;
use super::jwk::{self, Kind, RsaPrivate};
use super::token::field;

fn failed(message: impl Into<String>) -> Failure {
    Failure::Failed(message.into())
}

pub(super) fn encode_sign(args: &[Value]) -> Answer {
    let [headers, payload, key] = args else { return Err(failed("three operands are needed")) };
    signed(&json::write(headers)?, &json::write(payload)?, &json::write(key)?)
}

pub(super) fn encode_sign_raw(args: &[Value]) -> Answer {
    let key = string_operand(args, 2)?;
    signed(string_operand(args, 0)?, string_operand(args, 1)?, key)
}

fn signed(headers: &str, payload: &str, key: &str) -> Answer {
    let key = jwk::parse(key)?.into_iter().next().ok_or_else(|| failed("no keys found in JWK set"))?;
    let written = json::read(headers)?;
    let text = |name: &str| match field(&written, name) {
        Some(Value::String(text)) => Some(text.to_string()),
        _ => None,
    };
    let name = text("alg").ok_or_else(|| failed("missing or invalid 'alg' header"))?;
    let scheme = scheme(&name).ok_or_else(|| failed(format!("unknown JWS algorithm: {name}")))?;
    if text("typ").is_none_or(|kind| kind == "JWT") {
        match json::read(payload) {
            Ok(_) | Err(Failure::Halt(..)) => {}
            Err(_) => return Err(failed("type is JWT but payload is not JSON")),
        }
    }
    let message =
        format!("{}.{}", to_bare_base64url(headers.as_bytes()), to_bare_base64url(payload.as_bytes()));
    let signature = sign(scheme, &key.kind, message.as_bytes())?;
    Ok(Some(format!("{message}.{}", to_bare_base64url(&signature)).into()))
}

fn sign(scheme: Scheme, key: &Kind, message: &[u8]) -> Result<Vec<u8>, Failure> {
    match (scheme, key) {
        (Scheme::Hmac(digest), Kind::Secret(secret)) => {
            Ok(hmac::sign(&hmac::Key::new(digest.hmac(), secret), message).as_ref().to_vec())
        }
        (Scheme::Pkcs1(digest), Kind::Rsa { modulus, exponent, private: Some(private) }) => {
            let encoding: &'static dyn RsaEncoding = match digest {
                Digest::Sha256 => &signature::RSA_PKCS1_SHA256,
                Digest::Sha384 => &signature::RSA_PKCS1_SHA384,
                Digest::Sha512 => &signature::RSA_PKCS1_SHA512,
            };
            rsa(modulus, *exponent, private, encoding, message)
        }
        (Scheme::Pss(digest), Kind::Rsa { modulus, exponent, private: Some(private) }) => {
            let encoding: &'static dyn RsaEncoding = match digest {
                Digest::Sha256 => &signature::RSA_PSS_SHA256,
                Digest::Sha384 => &signature::RSA_PSS_SHA384,
                Digest::Sha512 => &signature::RSA_PSS_SHA512,
            };
            rsa(modulus, *exponent, private, encoding, message)
        }
        (Scheme::Ecdsa(digest), Kind::Ec { curve, point, private: Some(private) }) => {
            let algorithm = match (curve, digest) {
                (Curve::P256, Digest::Sha256) => &ECDSA_P256_SHA256_FIXED_SIGNING,
                (Curve::P384, Digest::Sha384) => &ECDSA_P384_SHA384_FIXED_SIGNING,
                (Curve::P521, Digest::Sha512) => &ECDSA_P521_SHA512_FIXED_SIGNING,
                _ => return Err(unanswerable("this algorithm is not supported on this curve")),
            };
            EcdsaKeyPair::from_private_key_and_public_key(algorithm, private, point)
                .map_err(|_| failed("invalid EC key"))?
                .sign(&SystemRandom::new(), message)
                .map(|signature| signature.as_ref().to_vec())
                .map_err(|_| failed("failed to sign"))
        }
        (Scheme::EdDsa, Kind::Ed25519 { public, private: Some(seed) }) => {
            let pair = Ed25519KeyPair::from_seed_and_public_key(seed, public);
            pair.map(|pair| pair.sign(message).as_ref().to_vec()).map_err(|_| failed("invalid Ed25519 key"))
        }
        _ => Err(failed("the key is not one for this algorithm")),
    }
}

fn rsa(
    modulus: &BigUint,
    exponent: u64,
    private: &RsaPrivate,
    encoding: &'static dyn RsaEncoding,
    message: &[u8],
) -> Result<Vec<u8>, Failure> {
    if !(2048..=8192).contains(&modulus.bits()) {
        return Err(unanswerable("RSA keys of this size are not supported"));
    }
    let der = private_der(modulus, exponent, private).ok_or_else(|| failed("invalid RSA key"))?;
    let pair = RsaKeyPair::from_der(&der).map_err(|_| failed("invalid RSA key"))?;
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(encoding, &SystemRandom::new(), message, &mut signature)
        .map_err(|_| failed("failed to sign"))?;
    Ok(signature)
}

/// An RSAPrivateKey. What speeds the computation up is computed anew.
fn private_der(modulus: &BigUint, exponent: u64, private: &RsaPrivate) -> Option<Vec<u8>> {
    let RsaPrivate { exponent: d, first_prime: p, second_prime: q } = private;
    let one = BigUint::from(1_u8);
    let largest = [d, p, q].into_iter().map(BigUint::bits).max();
    if *p <= one || *q <= one || largest > Some(modulus.bits()) {
        return None;
    }
    let inverse = q.modinv(p)?;
    let numbers = [
        BigUint::ZERO,
        modulus.clone(),
        exponent.into(),
        d.clone(),
        p.clone(),
        q.clone(),
        d % (p - &one),
        d % (q - &one),
        inverse,
    ];
    let bytes: Vec<Vec<u8>> = numbers.iter().map(BigUint::to_bytes_be).collect();
    Some(sequence_of_unsigned(&bytes.iter().map(Vec::as_slice).collect::<Vec<_>>()))
}
