//! Signatures of tokens and certificates, and the names of the algorithms.

use aws_lc_rs::signature::{self, RsaParameters, RsaPssSaltLength, UnparsedPublicKey};
use aws_lc_rs::{digest, hmac};
use num_bigint::BigUint;

use super::super::Failure;
use super::super::bytes::unanswerable;
use super::super::x509::{Curve, PublicKey, rsa_der, sequence_of_unsigned};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Digest {
    Sha256,
    Sha384,
    Sha512,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    Hmac(Digest),
    Pkcs1(Digest),
    Pss(Digest),
    Ecdsa(Digest),
    EdDsa,
}

/// The scheme of an algorithm that OPA knows by this name in a token or a key.
pub(crate) fn scheme(name: &str) -> Option<Scheme> {
    let (family, size) = name.split_at_checked(2)?;
    if name == "EdDSA" {
        return Some(Scheme::EdDsa);
    }
    let digest = match size {
        "256" => Digest::Sha256,
        "384" => Digest::Sha384,
        "512" => Digest::Sha512,
        _ => return None,
    };
    match family {
        "HS" => Some(Scheme::Hmac(digest)),
        "RS" => Some(Scheme::Pkcs1(digest)),
        "PS" => Some(Scheme::Pss(digest)),
        "ES" => Some(Scheme::Ecdsa(digest)),
        _ => None,
    }
}

impl Digest {
    fn of(self, message: &[u8]) -> Vec<u8> {
        let algorithm = match self {
            Digest::Sha256 => &digest::SHA256,
            Digest::Sha384 => &digest::SHA384,
            Digest::Sha512 => &digest::SHA512,
        };
        digest::digest(algorithm, message).as_ref().to_vec()
    }

    pub(crate) fn hmac(self) -> hmac::Algorithm {
        match self {
            Digest::Sha256 => hmac::HMAC_SHA256,
            Digest::Sha384 => hmac::HMAC_SHA384,
            Digest::Sha512 => hmac::HMAC_SHA512,
        }
    }
}

/// Which salts a PSS signature may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Salt {
    /// As long as the digest.
    AsDigest,
    /// Of the lengths in use.
    Any,
}

pub(crate) fn hmac_holds(digest: Digest, secret: &[u8], message: &[u8], signature: &[u8]) -> bool {
    hmac::verify(&hmac::Key::new(digest.hmac(), secret), message, signature).is_ok()
}

/// Whether a public key confirms the signature; a key of another kind does not.
pub(crate) fn holds(
    scheme: Scheme,
    salt: Salt,
    key: &PublicKey,
    message: &[u8],
    signature: &[u8],
) -> Result<bool, Failure> {
    match (scheme, key) {
        (Scheme::Pkcs1(digest), PublicKey::Rsa { modulus, exponent }) => {
            Rsa { modulus, exponent: *exponent }.pkcs1(digest, message, signature)
        }
        (Scheme::Pss(digest), PublicKey::Rsa { modulus, exponent }) => {
            Rsa { modulus, exponent: *exponent }.pss(digest, salt, message, signature)
        }
        (Scheme::Ecdsa(digest), PublicKey::Ec { curve, point }) => {
            Ok(ecdsa(digest, *curve, point, message, signature))
        }
        (Scheme::EdDsa, PublicKey::Ed25519(key)) => {
            Ok(UnparsedPublicKey::new(&signature::ED25519, key).verify(message, signature).is_ok())
        }
        _ => Ok(false),
    }
}

struct Rsa<'a> {
    modulus: &'a BigUint,
    exponent: u64,
}

impl Rsa<'_> {
    fn confirms(&self, parameters: &'static RsaParameters, message: &[u8], signature: &[u8]) -> bool {
        let key = rsa_der(self.modulus, self.exponent);
        UnparsedPublicKey::new(parameters, key).verify(message, signature).is_ok()
    }

    fn pkcs1(&self, digest: Digest, message: &[u8], signature: &[u8]) -> Result<bool, Failure> {
        let parameters = match (self.modulus.bits(), digest) {
            (..1024, _) => return Ok(false),
            (1024..2048, Digest::Sha256) => &signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
            (1024..2048, Digest::Sha512) => &signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
            (2048..=8192, Digest::Sha256) => &signature::RSA_PKCS1_2048_8192_SHA256,
            (2048..=8192, Digest::Sha384) => &signature::RSA_PKCS1_2048_8192_SHA384,
            (2048..=8192, Digest::Sha512) => &signature::RSA_PKCS1_2048_8192_SHA512,
            _ => return Err(unusual_size()),
        };
        Ok(self.confirms(parameters, message, signature))
    }

    fn pss(&self, digest: Digest, salt: Salt, message: &[u8], signature: &[u8]) -> Result<bool, Failure> {
        match self.modulus.bits() {
            ..1024 => return Ok(false),
            2048..=8192 => {}
            _ => return Err(unusual_size()),
        }
        let [as_digest, others @ ..] = pss_parameters(digest);
        Ok(self.confirms(as_digest, message, signature)
            || (salt == Salt::Any && others.iter().any(|other| self.confirms(other, message, signature))))
    }
}

fn unusual_size() -> Failure {
    unanswerable("RSA keys of this size are not supported")
}

/// For each salt length in use, the digest's first.
fn pss_parameters(digest: Digest) -> [&'static RsaParameters; 7] {
    macro_rules! with_salts {
        ($parameters:expr) => {
            [
                &$parameters,
                &const { $parameters.with_pss_salt_length(RsaPssSaltLength::Max) },
                &const { $parameters.with_pss_salt_length(RsaPssSaltLength::Custom(0)) },
                &const { $parameters.with_pss_salt_length(RsaPssSaltLength::Custom(20)) },
                &const { $parameters.with_pss_salt_length(RsaPssSaltLength::Custom(32)) },
                &const { $parameters.with_pss_salt_length(RsaPssSaltLength::Custom(48)) },
                &const { $parameters.with_pss_salt_length(RsaPssSaltLength::Custom(64)) },
            ]
        };
    }
    match digest {
        Digest::Sha256 => with_salts!(signature::RSA_PSS_2048_8192_SHA256),
        Digest::Sha384 => with_salts!(signature::RSA_PSS_2048_8192_SHA384),
        Digest::Sha512 => with_salts!(signature::RSA_PSS_2048_8192_SHA512),
    }
}

/// The signature is the two numbers, each in half of the bytes.
fn ecdsa(digest: Digest, curve: Curve, point: &[u8], message: &[u8], signature: &[u8]) -> bool {
    signature
        .split_at_checked(signature.len() / 2)
        .is_some_and(|(r, s)| ecdsa_holds(digest, curve, point, message, &sequence_of_unsigned(&[r, s])))
}

/// Whether a signature of two numbers in DER holds.
pub(crate) fn ecdsa_holds(
    digest: Digest,
    curve: Curve,
    point: &[u8],
    message: &[u8],
    signature: &[u8],
) -> bool {
    // Any digest may be signed on any curve: of a longer one the first bits count, a shorter one is a smaller number.
    let expected = match curve {
        Curve::P256 => &digest::SHA256,
        Curve::P384 => &digest::SHA384,
        Curve::P521 => &digest::SHA512,
    };
    let computed = digest.of(message);
    let length = expected.output_len();
    let mut fitted = vec![0; length.saturating_sub(computed.len())];
    fitted.extend(computed.into_iter().take(length));
    let Ok(fitted) = digest::Digest::import_less_safe(&fitted, expected) else { return false };
    UnparsedPublicKey::new(curve.algorithm(), point).verify_digest(&fitted, signature).is_ok()
}
