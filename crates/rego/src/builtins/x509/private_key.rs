//! Private keys in PEM and DER.

use aws_lc_rs::agreement::{ECDH_P256, ECDH_P384, ECDH_P521, PrivateKey as Scalar};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use num_bigint::BigUint;
use regorus::Value;

use super::super::Failure;
use super::super::bytes::{from_base64, object, to_bare_base64url, unanswerable};
use super::der::{self, Reader};
use super::public_key::{self, Curve, PublicKey};
use super::shape::{base64, coordinates, integer};
use super::{malformed, next_block};

/// A private key.
#[derive(Debug, Clone)]
pub(super) enum PrivateKey {
    Rsa(Rsa),
    Ec { curve: Curve, scalar: Vec<u8>, point: Vec<u8> },
    Ed25519 { seed: Vec<u8>, public: Vec<u8> },
}

#[derive(Debug, Clone)]
pub(super) struct Rsa {
    modulus: BigUint,
    public_exponent: u64,
    exponent: BigUint,
    primes: [BigUint; 2],
    /// The exponents for the primes, and the inverse of the second for the first.
    precomputed: [BigUint; 3],
}

/// Computing with larger numbers would take too long.
const MOST_BITS: u64 = 1 << 14;

/// The keys in a text, perhaps in base64 as a whole; blocks of other kinds are skipped.
pub(super) fn in_pem(text: &str) -> Result<Vec<PrivateKey>, Failure> {
    let decoded = from_base64(text).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let text = decoded.unwrap_or_else(|_| text.to_owned());
    let mut keys = Vec::new();
    let mut rest = text.as_str();
    while let Some((block, after)) = next_block(rest) {
        match block.label.as_str() {
            "RSA PRIVATE KEY" => keys.push(pkcs1(&block.bytes)?),
            "PRIVATE KEY" => keys.push(pkcs8(&block.bytes)?),
            "EC PRIVATE KEY" => keys.push(sec1(&block.bytes, None)?),
            _ => {}
        }
        rest = after;
    }
    Ok(keys)
}

/// A key in any of the three forms.
pub(super) fn in_der(der: &[u8]) -> Result<PrivateKey, Failure> {
    let halted = |failure: &Failure| matches!(failure, Failure::Halt(..));
    for parse in [pkcs1, pkcs8, |der: &[u8]| sec1(der, None)] {
        match parse(der) {
            Err(failure) if !halted(&failure) => {}
            found => return found,
        }
    }
    Err(malformed("private key"))
}

fn pkcs1(der: &[u8]) -> Result<PrivateKey, Failure> {
    rsa(der)?.map(PrivateKey::Rsa).ok_or_else(|| malformed("RSA private key"))
}

fn rsa(der: &[u8]) -> Result<Option<Rsa>, Failure> {
    let mut reader = Reader(der);
    let Some(mut inside) = reader.inside(der::SEQUENCE) else { return Ok(None) };
    if !reader.is_empty() {
        return Ok(None);
    }
    let mut number = || {
        let bytes = inside.integer().filter(|bytes| bytes.first().is_some_and(|first| first & 0x80 == 0))?;
        Some(BigUint::from_bytes_be(bytes))
    };
    let read: Option<Vec<BigUint>> = (0..9).map(|_| number()).collect();
    let Some(Ok([version, modulus, public, exponent, p, q, dp, dq, inverse])) =
        read.map(<[BigUint; 9]>::try_from)
    else {
        return Ok(None);
    };
    if version != BigUint::ZERO {
        return Err(unanswerable("RSA keys of more than two primes are not supported"));
    }
    let largest =
        [&modulus, &public, &exponent, &p, &q, &dp, &dq, &inverse].into_iter().map(BigUint::bits).max();
    if largest > Some(MOST_BITS) {
        return Err(unanswerable("RSA keys of this size are not supported"));
    }
    let one = BigUint::from(1_u8);
    let Ok(public_exponent) = u64::try_from(&public) else { return Ok(None) };
    if p <= one || q <= one || modulus.bits() < 1024 {
        return Ok(None);
    }
    let (p_order, q_order) = (&p - &one, &q - &one);
    let consistent = &p * &q == modulus
        && (&exponent * &public) % &p_order == one
        && (&exponent * &public) % &q_order == one
        && &exponent % &p_order == dp
        && &exponent % &q_order == dq
        && (&inverse * &q) % &p == one;
    Ok(consistent.then_some(Rsa {
        modulus,
        public_exponent,
        exponent,
        primes: [p, q],
        precomputed: [dp, dq, inverse],
    }))
}

fn pkcs8(der: &[u8]) -> Result<PrivateKey, Failure> {
    let parts = || {
        let mut inside = Reader(der).inside(der::SEQUENCE)?;
        inside.small()?;
        Some((inside.content(der::SEQUENCE)?, inside.content(der::OCTET_STRING)?))
    };
    let (algorithm, key) = parts().ok_or_else(|| malformed("private key"))?;
    let algorithm = public_key::algorithm(algorithm)?;
    match algorithm.oid.as_slice() {
        public_key::RSA => pkcs1(key),
        public_key::ECDSA => sec1(key, Reader(&algorithm.parameters).oid()),
        public_key::ED25519 if algorithm.parameters.is_empty() => {
            let seed =
                Reader(key).content(der::OCTET_STRING).ok_or_else(|| malformed("Ed25519 private key"))?;
            let pair = Ed25519KeyPair::from_seed_unchecked(seed);
            let pair = pair.map_err(|_| malformed("Ed25519 private key"))?;
            Ok(PrivateKey::Ed25519 { seed: seed.to_vec(), public: pair.public_key().as_ref().to_vec() })
        }
        [1, 3, 101, 110] => Err(unanswerable("X25519 keys are not supported")),
        _ => Err(malformed("private key with unknown algorithm")),
    }
}

fn sec1(der: &[u8], curve: Option<der::Oid>) -> Result<PrivateKey, Failure> {
    let wrong = || malformed("EC private key");
    let parts = || {
        let mut inside = Reader(der).inside(der::SEQUENCE)?;
        let version = inside.small()?;
        Some((version, inside.content(der::OCTET_STRING)?, inside))
    };
    let (version, scalar, rest) = parts().ok_or_else(wrong)?;
    // Of what is optional OPA takes some that is malformed.
    let own = optional_parts(rest).ok_or_else(|| unanswerable("an EC key of this form is not supported"))?;
    let oid = curve.or(own).filter(|_| version == 1).ok_or_else(wrong)?;
    if oid == [1, 3, 132, 0, 33] {
        return Err(unanswerable("keys of the curve P-224 are not supported"));
    }
    let curve = Curve::of(&oid).ok_or_else(wrong)?;
    // Zeros in front may be too many or too few.
    let significant: Vec<u8> = scalar.iter().copied().skip_while(|byte| *byte == 0).collect();
    let missing = curve.size().checked_sub(significant.len()).ok_or_else(wrong)?;
    let scalar = [vec![0; missing], significant].concat();
    let agreement = match curve {
        Curve::P256 => &ECDH_P256,
        Curve::P384 => &ECDH_P384,
        Curve::P521 => &ECDH_P521,
    };
    let key = Scalar::from_private_key(agreement, &scalar).map_err(|_| wrong())?;
    let point = key.compute_public_key().map_err(|_| wrong())?.as_ref().to_vec();
    Ok(PrivateKey::Ec { curve, scalar, point })
}

/// The curve that an EC key names itself, before its public key.
fn optional_parts(mut rest: Reader<'_>) -> Option<Option<der::Oid>> {
    let curve = match rest.optional(der::constructed(0))? {
        Some(mut inside) => Some(inside.oid()?),
        None => None,
    };
    if let Some(mut public) = rest.optional(der::constructed(1))? {
        public.bits()?;
    }
    rest.is_empty().then_some(curve)
}

impl PrivateKey {
    pub(super) fn public(&self) -> PublicKey {
        match self {
            PrivateKey::Rsa(rsa) => {
                PublicKey::Rsa { modulus: rsa.modulus.clone(), exponent: rsa.public_exponent }
            }
            PrivateKey::Ec { curve, point, .. } => PublicKey::Ec { curve: *curve, point: point.clone() },
            PrivateKey::Ed25519 { public, .. } => PublicKey::Ed25519(public.clone()),
        }
    }

    /// As OPA prints it.
    pub(super) fn value(&self) -> Result<Value, Failure> {
        Ok(match self {
            PrivateKey::Rsa(rsa) => {
                let [dp, dq, inverse] = &rsa.precomputed;
                let [p, q] = &rsa.primes;
                let precomputed = object([
                    ("Dp", integer(dp)?),
                    ("Dq", integer(dq)?),
                    ("Qinv", integer(inverse)?),
                    ("CRTValues", Value::new_array()),
                ]);
                object([
                    ("N", integer(&rsa.modulus)?),
                    ("E", rsa.public_exponent.into()),
                    ("D", integer(&rsa.exponent)?),
                    ("Primes", vec![integer(p)?, integer(q)?].into()),
                    ("Precomputed", precomputed),
                ])
            }
            PrivateKey::Ec { curve, scalar, point } => {
                let (x, y) = coordinates(point, curve.size());
                let scalar = integer(&BigUint::from_bytes_be(scalar))?;
                object([
                    ("Curve", Value::new_object()),
                    ("X", integer(&x)?),
                    ("Y", integer(&y)?),
                    ("D", scalar),
                ])
            }
            PrivateKey::Ed25519 { seed, public } => base64(&[seed.as_slice(), public].concat()),
        })
    }

    /// As a JSON Web Key.
    pub(super) fn jwk(&self) -> Value {
        let bytes = |bytes: &[u8]| Value::from(to_bare_base64url(bytes));
        let number = |number: &BigUint| bytes(&number.to_bytes_be());
        match self {
            PrivateKey::Rsa(rsa) => {
                let [dp, dq, inverse] = &rsa.precomputed;
                let [p, q] = &rsa.primes;
                object([
                    ("kty", "RSA".into()),
                    ("n", number(&rsa.modulus)),
                    ("e", number(&rsa.public_exponent.into())),
                    ("d", number(&rsa.exponent)),
                    ("p", number(p)),
                    ("q", number(q)),
                    ("dp", number(dp)),
                    ("dq", number(dq)),
                    ("qi", number(inverse)),
                ])
            }
            PrivateKey::Ec { curve, scalar, point } => {
                let (x, y) =
                    point.get(1..).and_then(|both| both.split_at_checked(curve.size())).unwrap_or_default();
                let name = match curve {
                    Curve::P256 => "P-256",
                    Curve::P384 => "P-384",
                    Curve::P521 => "P-521",
                };
                object([
                    ("kty", "EC".into()),
                    ("crv", name.into()),
                    ("x", bytes(x)),
                    ("y", bytes(y)),
                    ("d", bytes(scalar)),
                ])
            }
            PrivateKey::Ed25519 { seed, public } => object([
                ("kty", "OKP".into()),
                ("crv", "Ed25519".into()),
                ("x", bytes(public)),
                ("d", bytes(seed)),
            ]),
        }
    }
}
