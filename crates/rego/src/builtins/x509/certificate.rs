//! X.509 certificates, read as strictly as OPA reads them.

use std::collections::BTreeMap;

use num_bigint::BigUint;
use regorus::Value;

use super::super::Failure;
use super::super::bytes::object;
use super::der::{self, Element, Oid, Reader};
use super::extensions::Extensions;
use super::name::name;
use super::public_key::{self, Algorithm, PublicKey};
use super::time::Time;
use super::{extensions, malformed, shape, signature};

/// A certificate: what OPA prints of it, and what its verification needs.
#[derive(Debug, Clone)]
pub(crate) struct Certificate {
    pub(super) raw: Vec<u8>,
    pub(super) tbs: Vec<u8>,
    pub(super) issuer: Vec<u8>,
    pub(super) subject: Vec<u8>,
    pub(super) spki: Vec<u8>,
    pub(super) not_before: Time,
    pub(super) not_after: Time,
    pub(super) version: i64,
    pub(super) signature_algorithm: signature::Algorithm,
    pub(super) signature: Vec<u8>,
    pub(super) extensions: Extensions,
    /// `None` where the algorithm is not known.
    pub(crate) key: Option<PublicKey>,
    fields: BTreeMap<&'static str, Value>,
}

impl Certificate {
    /// As OPA prints it.
    pub(super) fn value(&self) -> Value {
        object(self.fields.iter().map(|(name, value)| (*name, value.clone())))
    }

    /// Reads one that has to be all of the bytes.
    pub(crate) fn from_der(der: &[u8]) -> Result<Certificate, Failure> {
        let (certificate, rest) = Certificate::first(der)?;
        if rest.is_empty() { Ok(certificate) } else { Err(malformed("certificate: trailing data")) }
    }

    /// Reads several, one after the other.
    pub(super) fn all(mut der: &[u8]) -> Result<Vec<Certificate>, Failure> {
        let mut certificates = Vec::new();
        while !der.is_empty() {
            let (certificate, rest) = Certificate::first(der)?;
            certificates.push(certificate);
            der = rest;
        }
        Ok(certificates)
    }

    fn first(der: &[u8]) -> Result<(Certificate, &[u8]), Failure> {
        let mut reader = Reader(der);
        let whole = reader.element(der::SEQUENCE).ok_or_else(|| malformed("certificate"))?;
        let mut outer = Reader(whole.content);
        let tbs = outer.element(der::SEQUENCE).ok_or_else(|| malformed("tbs certificate"))?;
        let algorithm = outer.content(der::SEQUENCE).ok_or_else(|| malformed("algorithm identifier"))?;
        let mut certificate = read(tbs, algorithm, whole)?;
        let signature = outer.bits().ok_or_else(|| malformed("signature"))?;
        certificate.signature = der::right_aligned(signature);
        certificate.fields.insert("Signature", shape::base64(&certificate.signature));
        Ok((certificate, reader.0))
    }
}

/// The version, from 1.
fn version(reader: &mut Reader<'_>) -> Option<i64> {
    let version = match reader.optional(der::constructed(0))? {
        Some(mut inside) => {
            let version = inside.small()?;
            inside.is_empty().then_some(version)?
        }
        None => 0,
    };
    (0..3).contains(&version).then(|| version.saturating_add(1))
}

fn read(tbs: Element<'_>, algorithm: &[u8], whole: Element<'_>) -> Result<Certificate, Failure> {
    let mut reader = Reader(tbs.content);
    let version = version(&mut reader).ok_or_else(|| malformed("version"))?;
    let serial = reader.integer().ok_or_else(|| malformed("serial number"))?;
    if serial.first().is_some_and(|first| first & 0x80 != 0) {
        return Err(malformed("negative serial number"));
    }
    if reader.content(der::SEQUENCE) != Some(algorithm) {
        return Err(malformed("signature algorithm identifiers that do not match"));
    }
    let signature_algorithm = signature::Algorithm::of(&public_key::algorithm(algorithm)?)?;
    let issuer = reader.element(der::SEQUENCE).ok_or_else(|| malformed("issuer"))?.whole;
    let issuer_value = name(issuer)?;
    let mut validity = reader.inside(der::SEQUENCE).ok_or_else(|| malformed("validity"))?;
    let not_before = Time::read(&mut validity)?;
    let not_after = Time::read(&mut validity)?;
    let subject = reader.element(der::SEQUENCE).ok_or_else(|| malformed("subject"))?.whole;
    let subject_value = name(subject)?;
    let spki = reader.element(der::SEQUENCE).ok_or_else(|| malformed("spki"))?;
    let (algorithm, key) = subject_key(spki)?;
    let extensions = if version > 1 { unique_ids_and_extensions(&mut reader, version)? } else { Vec::new() };
    let extensions = extensions::process(extensions)?;
    let key_value = key.as_ref().map(shape::public_key).transpose()?.unwrap_or(Value::Null);

    let mut fields = extensions.fields.clone();
    fields.extend([
        ("Raw", shape::base64(whole.whole)),
        ("RawTBSCertificate", shape::base64(tbs.whole)),
        ("RawSubjectPublicKeyInfo", shape::base64(spki.whole)),
        ("RawSubject", shape::base64(subject)),
        ("RawIssuer", shape::base64(issuer)),
        ("SignatureAlgorithm", signature_algorithm.number().into()),
        ("PublicKeyAlgorithm", key_algorithm(&algorithm).into()),
        ("PublicKey", key_value),
        ("Version", version.into()),
        ("SerialNumber", shape::integer(&BigUint::from_bytes_be(serial))?),
        ("Issuer", issuer_value),
        ("Subject", subject_value),
        ("NotBefore", not_before.text().into()),
        ("NotAfter", not_after.text().into()),
    ]);
    Ok(Certificate {
        raw: whole.whole.to_vec(),
        tbs: tbs.whole.to_vec(),
        issuer: issuer.to_vec(),
        subject: subject.to_vec(),
        spki: spki.whole.to_vec(),
        not_before,
        not_after,
        version,
        signature_algorithm,
        signature: Vec::new(),
        extensions,
        key,
        fields,
    })
}

/// The number under which OPA prints the algorithm of a public key.
pub(super) fn key_algorithm(algorithm: &Algorithm) -> i64 {
    match algorithm.oid.as_slice() {
        public_key::RSA => 1,
        public_key::DSA => 2,
        public_key::ECDSA => 3,
        public_key::ED25519 => 4,
        _ => 0,
    }
}

/// The subject's key; `None` where the algorithm is not known, which is no error.
pub(super) fn subject_key(spki: Element<'_>) -> Result<(Algorithm, Option<PublicKey>), Failure> {
    let mut reader = Reader(spki.content);
    let algorithm = reader.content(der::SEQUENCE).ok_or_else(|| malformed("public key algorithm"))?;
    let algorithm = public_key::algorithm(algorithm)?;
    let bits = reader.bits().ok_or_else(|| malformed("subjectPublicKey"))?;
    if key_algorithm(&algorithm) == 0 {
        return Ok((algorithm, None));
    }
    let key = public_key::key(&algorithm, &der::right_aligned(bits))?;
    Ok((algorithm, Some(key)))
}

/// An extension as it is written.
#[derive(Debug, Clone)]
pub(super) struct Extension<'a> {
    pub(super) oid: Oid,
    pub(super) critical: bool,
    /// Whether the mark is written; if not, it is not critical.
    pub(super) marked: bool,
    pub(super) value: &'a [u8],
}

fn unique_ids_and_extensions<'a>(
    reader: &mut Reader<'a>,
    version: i64,
) -> Result<Vec<Extension<'a>>, Failure> {
    for number in [1, 2] {
        reader.optional(der::context(number)).ok_or_else(|| malformed("unique ID"))?;
    }
    if version < 3 {
        return Ok(Vec::new());
    }
    let wrapped = reader.optional(der::constructed(3)).ok_or_else(|| malformed("extensions"))?;
    wrapped.map_or(Ok(Vec::new()), |mut wrapped| {
        let inside = wrapped.inside(der::SEQUENCE).ok_or_else(|| malformed("extensions"))?;
        extension_list(inside)
    })
}

/// The extensions, none of them twice.
pub(super) fn extension_list(mut reader: Reader<'_>) -> Result<Vec<Extension<'_>>, Failure> {
    let mut extensions: Vec<Extension<'_>> = Vec::new();
    while !reader.is_empty() {
        let extension = extension(&mut reader).ok_or_else(|| malformed("extension"))?;
        if extensions.iter().any(|other| other.oid == extension.oid) {
            return Err(malformed("duplicate extension"));
        }
        extensions.push(extension);
    }
    Ok(extensions)
}

fn extension<'a>(reader: &mut Reader<'a>) -> Option<Extension<'a>> {
    let mut inside = reader.inside(der::SEQUENCE)?;
    let oid = inside.oid()?;
    let marked = inside.peeks(der::BOOLEAN);
    let critical = if marked { inside.boolean()? } else { false };
    Some(Extension { oid, critical, marked, value: inside.content(der::OCTET_STRING)? })
}
