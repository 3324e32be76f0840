//! Requests for a certificate (PKCS #10).

use std::collections::BTreeMap;

use regorus::Value;

use super::super::Failure;
use super::super::bytes::{object, unanswerable};
use super::certificate::{Extension, extension_list, key_algorithm, subject_key};
use super::der::{self, Element, Reader};
use super::extensions::printed;
use super::name::name;
use super::names::{AlternativeNames, alternative};
use super::shape::{base64, list, numbers, public_key};
use super::{malformed, public_key as keys, signature};

const EXTENSION_REQUEST: &[u32] = &[1, 2, 840, 113_549, 1, 9, 14];
/// Attributes that hold strings, of which OPA shows nothing.
const UNSTRUCTURED_NAME: &[u32] = &[1, 2, 840, 113_549, 1, 9, 2];
const CHALLENGE_PASSWORD: &[u32] = &[1, 2, 840, 113_549, 1, 9, 7];

struct Parts<'a> {
    whole: Element<'a>,
    request: Element<'a>,
    version: i64,
    subject: Element<'a>,
    key: Element<'a>,
    attributes: Reader<'a>,
    algorithm: &'a [u8],
    signature: Vec<u8>,
}

fn parts(der: &[u8]) -> Option<Parts<'_>> {
    let mut reader = Reader(der);
    let whole = reader.element(der::SEQUENCE)?;
    if !reader.is_empty() {
        return None;
    }
    let mut outer = Reader(whole.content);
    let request = outer.element(der::SEQUENCE)?;
    let algorithm = outer.content(der::SEQUENCE)?;
    let signature = der::right_aligned(outer.bits()?);
    let mut inside = Reader(request.content);
    let version = inside.small()?;
    let subject = inside.element(der::SEQUENCE)?;
    let key = inside.element(der::SEQUENCE)?;
    let attributes = inside.inside(der::constructed(0))?;
    Some(Parts { whole, request, version, subject, key, attributes, algorithm, signature })
}

/// The request as OPA prints it.
pub(super) fn read(der: &[u8]) -> Result<Value, Failure> {
    let parts = parts(der).ok_or_else(|| malformed("certificate request"))?;
    let algorithm = signature::Algorithm::of(&keys::algorithm(parts.algorithm)?)?;
    let (key_kind, key) = subject_key(parts.key)?;
    let (attributes, extensions) = attributes(parts.attributes)?;
    let names = extensions.iter().find(|extension| extension.oid == [2, 5, 29, 17]);
    let names = names.map_or(Ok(AlternativeNames::default()), |names| alternative(names.value))?;

    let mut fields: BTreeMap<&'static str, Value> = BTreeMap::new();
    names.fill(&mut fields);
    fields.remove("URIStrings");
    fields.extend([
        ("Raw", base64(parts.whole.whole)),
        ("RawTBSCertificateRequest", base64(parts.request.whole)),
        ("RawSubjectPublicKeyInfo", base64(parts.key.whole)),
        ("RawSubject", base64(parts.subject.whole)),
        ("Version", parts.version.into()),
        ("Signature", base64(&parts.signature)),
        ("SignatureAlgorithm", algorithm.number().into()),
        ("PublicKeyAlgorithm", key_algorithm(&key_kind).into()),
        ("PublicKey", key.as_ref().map(public_key).transpose()?.unwrap_or(Value::Null)),
        ("Subject", name(parts.subject.whole).map_err(|_| unusual_name())?),
        ("Attributes", list(attributes)),
        ("Extensions", list(extensions.iter().map(printed))),
        ("ExtraExtensions", Value::Null),
    ]);
    Ok(object(fields))
}

type Attributes<'a> = (Vec<Value>, Vec<Extension<'a>>);

fn attributes(mut reader: Reader<'_>) -> Result<Attributes<'_>, Failure> {
    // OPA leaves out attributes that it cannot read, by rules of their own.
    let wrong = || unanswerable("an attribute of the certificate request is malformed");
    let (mut printed, mut extensions) = (Vec::new(), Vec::new());
    while !reader.is_empty() {
        let mut attribute = reader.inside(der::SEQUENCE).ok_or_else(wrong)?;
        let oid = attribute.oid().ok_or_else(wrong)?;
        let mut values = attribute.inside(der::SET).ok_or_else(wrong)?;
        match oid.as_slice() {
            UNSTRUCTURED_NAME | CHALLENGE_PASSWORD => continue,
            EXTENSION_REQUEST if extensions.is_empty() => {}
            _ => return Err(unanswerable("this attribute of a certificate request is not supported")),
        }
        let requested = values.inside(der::SEQUENCE).ok_or_else(wrong)?;
        if !values.is_empty() {
            return Err(unanswerable("an attribute of several values is not supported"));
        }
        extensions = extension_list(requested).map_err(|_| wrong())?;
        let shown = extensions.iter().map(|extension| {
            // What follows the name is the mark if there is one, else the value.
            let value = if extension.marked { extension.critical.into() } else { base64(extension.value) };
            object([("Type", numbers(&extension.oid)), ("Value", value)])
        });
        let shown: Vec<Value> = shown.collect();
        printed.push(object([("Type", numbers(&oid)), ("Value", vec![Value::from(shown)].into())]));
    }
    Ok((printed, extensions))
}

/// Names in requests are read with other rules than those in certificates, which matters for odd ones only.
fn unusual_name() -> Failure {
    unanswerable("a subject of this form in a certificate request is not supported")
}
