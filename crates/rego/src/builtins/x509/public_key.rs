//! Public keys as certificates and `PUBLIC KEY` blocks hold them.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, ECDSA_P521_SHA512_ASN1, EcdsaVerificationAlgorithm,
    ParsedPublicKey,
};
use num_bigint::BigUint;

use super::super::Failure;
use super::super::bytes::unanswerable;
use super::der::{self, Oid, Reader};
use super::malformed;

pub(super) const RSA: &[u32] = &[1, 2, 840, 113_549, 1, 1, 1];
pub(super) const DSA: &[u32] = &[1, 2, 840, 10_040, 4, 1];
pub(super) const ECDSA: &[u32] = &[1, 2, 840, 10_045, 2, 1];
pub(super) const ED25519: &[u32] = &[1, 3, 101, 112];
const X25519: &[u32] = &[1, 3, 101, 110];

/// The curves that both OPA and the cryptographic library know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Curve {
    P256,
    P384,
    P521,
}

impl Curve {
    /// How many bytes a coordinate takes.
    pub(crate) fn size(self) -> usize {
        match self {
            Curve::P256 => 32,
            Curve::P384 => 48,
            Curve::P521 => 66,
        }
    }

    /// Verification with the digest that fits the curve.
    pub(crate) fn algorithm(self) -> &'static EcdsaVerificationAlgorithm {
        match self {
            Curve::P256 => &ECDSA_P256_SHA256_ASN1,
            Curve::P384 => &ECDSA_P384_SHA384_ASN1,
            Curve::P521 => &ECDSA_P521_SHA512_ASN1,
        }
    }

    /// Whether the uncompressed point is one of the curve.
    pub(crate) fn has(self, point: &[u8]) -> bool {
        point.first() == Some(&4)
            && point.len() == self.size().saturating_mul(2).saturating_add(1)
            && ParsedPublicKey::new(self.algorithm(), point).is_ok()
    }

    pub(super) fn of(oid: &[u32]) -> Option<Curve> {
        match oid {
            [1, 2, 840, 10_045, 3, 1, 7] => Some(Curve::P256),
            [1, 3, 132, 0, 34] => Some(Curve::P384),
            [1, 3, 132, 0, 35] => Some(Curve::P521),
            _ => None,
        }
    }
}

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PublicKey {
    Rsa {
        modulus: BigUint,
        exponent: u64,
    },
    /// The uncompressed point.
    Ec {
        curve: Curve,
        point: Vec<u8>,
    },
    Ed25519(Vec<u8>),
    /// A key that verifies no signature of OPA's.
    Other,
}

/// An algorithm and its parameters, with their header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Algorithm {
    pub(super) oid: Oid,
    pub(super) parameters: Vec<u8>,
}

pub(super) fn algorithm(content: &[u8]) -> Result<Algorithm, Failure> {
    let mut reader = Reader(content);
    let oid = reader.oid().ok_or_else(|| malformed("OID"))?;
    let parameters = if reader.is_empty() {
        Vec::new()
    } else {
        reader.any().ok_or_else(|| malformed("parameters"))?.whole.to_vec()
    };
    Ok(Algorithm { oid, parameters })
}

/// Reads a SubjectPublicKeyInfo that has to be all of the bytes.
pub(crate) fn from_spki(der: &[u8]) -> Result<PublicKey, Failure> {
    let mut reader = Reader(der);
    let mut inside = reader.inside(der::SEQUENCE).ok_or_else(|| malformed("public key"))?;
    if !reader.is_empty() {
        return Err(malformed("public key: trailing data"));
    }
    let algorithm = inside.content(der::SEQUENCE).ok_or_else(|| malformed("public key algorithm"))?;
    let algorithm = self::algorithm(algorithm)?;
    let bits = inside.bits().ok_or_else(|| malformed("subjectPublicKey"))?;
    key(&algorithm, &der::right_aligned(bits))
}

/// The key of an algorithm; one that is not known is an error here.
pub(super) fn key(algorithm: &Algorithm, data: &[u8]) -> Result<PublicKey, Failure> {
    match algorithm.oid.as_slice() {
        RSA => rsa(algorithm, data).ok_or_else(|| malformed("RSA public key")),
        ECDSA => elliptic(algorithm, data),
        ED25519 if algorithm.parameters.is_empty() && data.len() == 32 => {
            Ok(PublicKey::Ed25519(data.to_vec()))
        }
        X25519 if algorithm.parameters.is_empty() && data.len() == 32 => Ok(PublicKey::Other),
        DSA => Err(unanswerable("DSA keys are not supported")),
        _ => Err(malformed("public key algorithm")),
    }
}

fn rsa(algorithm: &Algorithm, data: &[u8]) -> Option<PublicKey> {
    if algorithm.parameters != [5, 0] {
        return None;
    }
    rsa_public_key(data)
}

/// An RSAPublicKey.
pub(super) fn rsa_public_key(data: &[u8]) -> Option<PublicKey> {
    let mut inside = Reader(data).inside(der::SEQUENCE)?;
    let modulus = inside.integer().filter(|bytes| bytes.first().is_some_and(|first| first & 0x80 == 0))?;
    let modulus = BigUint::from_bytes_be(modulus);
    let exponent = u64::try_from(inside.small()?).ok().filter(|exponent| *exponent > 0)?;
    (modulus.bits() > 0).then_some(PublicKey::Rsa { modulus, exponent })
}

fn elliptic(algorithm: &Algorithm, data: &[u8]) -> Result<PublicKey, Failure> {
    let oid = Reader(&algorithm.parameters).oid().ok_or_else(|| malformed("ECDSA parameters"))?;
    if oid == [1, 3, 132, 0, 33] {
        return Err(unanswerable("keys of the curve P-224 are not supported"));
    }
    let curve = Curve::of(&oid).ok_or_else(|| malformed("unsupported elliptic curve"))?;
    if !curve.has(data) {
        return Err(malformed("point of an elliptic curve"));
    }
    Ok(PublicKey::Ec { curve, point: data.to_vec() })
}

/// An RSAPublicKey.
pub(crate) fn rsa_der(modulus: &BigUint, exponent: u64) -> Vec<u8> {
    der::sequence_of_unsigned(&[&modulus.to_bytes_be(), &exponent.to_be_bytes()])
}
