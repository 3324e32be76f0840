//! What the extensions of a certificate say.

use std::collections::BTreeMap;

use regorus::Value;

use super::super::Failure;
use super::super::bytes::{object, unanswerable};
use super::certificate::Extension;
use super::der::{self, Reader};
use super::names::AlternativeNames;
use super::shape::{base64, list, numbers};
use super::{malformed, names};

/// The fields that extensions fill, and what the verification of a chain needs of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Extensions {
    pub(super) fields: BTreeMap<&'static str, Value>,
    /// Whether it is a certificate authority, if basic constraints were given.
    pub(super) authority: Option<bool>,
    pub(super) most_intermediates: Option<i64>,
    pub(super) key_usage: i64,
    pub(super) extended_usages: Vec<i64>,
    pub(super) unknown_usages: usize,
    pub(super) subject_key_id: Vec<u8>,
    pub(super) authority_key_id: Vec<u8>,
    pub(super) names: AlternativeNames,
    /// The alternative names as they are written.
    pub(super) names_raw: Option<Vec<u8>>,
    pub(super) unhandled: bool,
}

/// The purposes that have a number, by their position.
const PURPOSES: &[&[u32]] = &[
    &[2, 5, 29, 37, 0],
    &[1, 3, 6, 1, 5, 5, 7, 3, 1],
    &[1, 3, 6, 1, 5, 5, 7, 3, 2],
    &[1, 3, 6, 1, 5, 5, 7, 3, 3],
    &[1, 3, 6, 1, 5, 5, 7, 3, 4],
    &[1, 3, 6, 1, 5, 5, 7, 3, 5],
    &[1, 3, 6, 1, 5, 5, 7, 3, 6],
    &[1, 3, 6, 1, 5, 5, 7, 3, 7],
    &[1, 3, 6, 1, 5, 5, 7, 3, 8],
    &[1, 3, 6, 1, 5, 5, 7, 3, 9],
    &[1, 3, 6, 1, 4, 1, 311, 10, 3, 3],
    &[2, 16, 840, 1, 113_730, 4, 1],
    &[1, 3, 6, 1, 4, 1, 311, 2, 1, 22],
    &[1, 3, 6, 1, 4, 1, 311, 61, 1, 1],
];

const EMPTY_LISTS: &[&str] = &[
    "AuthorityKeyId",
    "CRLDistributionPoints",
    "DNSNames",
    "EmailAddresses",
    "ExcludedDNSDomains",
    "ExcludedEmailAddresses",
    "ExcludedIPRanges",
    "ExcludedURIDomains",
    "ExtKeyUsage",
    "Extensions",
    "ExtraExtensions",
    "IPAddresses",
    "IssuingCertificateURL",
    "OCSPServer",
    "PermittedDNSDomains",
    "PermittedEmailAddresses",
    "PermittedIPRanges",
    "PermittedURIDomains",
    "Policies",
    "PolicyIdentifiers",
    "PolicyMappings",
    "SubjectKeyId",
    "URIs",
    "UnhandledCriticalExtensions",
    "UnknownExtKeyUsage",
];
const ZEROES: &[&str] =
    &["InhibitAnyPolicy", "InhibitPolicyMapping", "KeyUsage", "MaxPathLen", "RequireExplicitPolicy"];
const FLAGS: &[&str] = &[
    "BasicConstraintsValid",
    "InhibitAnyPolicyZero",
    "InhibitPolicyMappingZero",
    "IsCA",
    "MaxPathLenZero",
    "PermittedDNSDomainsCritical",
    "RequireExplicitPolicyZero",
];

/// The extension as OPA prints it.
pub(super) fn printed(extension: &Extension<'_>) -> Value {
    object([
        ("Id", numbers(&extension.oid)),
        ("Critical", extension.critical.into()),
        ("Value", base64(extension.value)),
    ])
}

pub(super) fn process(written: Vec<Extension<'_>>) -> Result<Extensions, Failure> {
    let mut extensions = Extensions::default();
    let fields = &mut extensions.fields;
    fields.extend(EMPTY_LISTS.iter().map(|name| (*name, Value::Null)));
    fields.extend(ZEROES.iter().map(|name| (*name, Value::from(0))));
    fields.extend(FLAGS.iter().map(|name| (*name, Value::from(false))));
    fields.insert("Extensions", list(written.iter().map(printed)));
    let mut unhandled = Vec::new();
    for extension in &written {
        let handled = extensions.take(extension)?;
        if extension.critical && !handled {
            unhandled.push(numbers(&extension.oid));
        }
    }
    extensions.unhandled = !unhandled.is_empty();
    extensions.fields.insert("UnhandledCriticalExtensions", list(unhandled));
    Ok(extensions)
}

impl Extensions {
    /// Whether the extension was understood.
    fn take(&mut self, extension: &Extension<'_>) -> Result<bool, Failure> {
        let wrong = |what: &str| malformed(what);
        match extension.oid.as_slice() {
            [2, 5, 29, 14 | 35] | [1, 3, 6, 1, 5, 5, 7, 1, 1] if extension.critical => {
                return Err(wrong("extension marked critical"));
            }
            [2, 5, 29, 14] => {
                let id = Reader(extension.value).content(der::OCTET_STRING);
                self.subject_key_id = id.ok_or_else(|| wrong("subject key identifier"))?.to_vec();
                self.fields.insert("SubjectKeyId", base64(&self.subject_key_id));
            }
            [2, 5, 29, 15] => {
                self.key_usage = key_usage(extension.value).ok_or_else(|| wrong("key usage"))?;
                self.fields.insert("KeyUsage", self.key_usage.into());
            }
            [2, 5, 29, 17] => {
                let names = names::alternative(extension.value)?;
                names.fill(&mut self.fields);
                self.names_raw = Some(extension.value.to_vec());
                let handled = !names.is_empty();
                self.names = names;
                return Ok(handled);
            }
            [2, 5, 29, 19] => {
                self.basic_constraints(extension.value).ok_or_else(|| wrong("basic constraints"))?;
            }
            [2, 5, 29, 30] => {
                return Err(unanswerable("name constraints in a certificate are not supported"));
            }
            [2, 5, 29, 31] => {
                let points =
                    distribution_points(extension.value).ok_or_else(|| wrong("CRL distribution point"))?;
                self.fields.insert("CRLDistributionPoints", locations(points)?);
            }
            [2, 5, 29, 32] => self.policies(extension.value)?,
            [2, 5, 29, 33 | 36 | 54] => {
                return Err(unanswerable("policy constraints in a certificate are not supported"));
            }
            [2, 5, 29, 35] => {
                let id =
                    authority_key_id(extension.value).ok_or_else(|| wrong("authority key identifier"))?;
                self.fields.insert("AuthorityKeyId", id.map_or(Value::Null, base64));
                self.authority_key_id = id.unwrap_or_default().to_vec();
            }
            [2, 5, 29, 37] => {
                self.purposes(extension.value).ok_or_else(|| wrong("extended key usages"))?;
            }
            [1, 3, 6, 1, 5, 5, 7, 1, 1] => {
                let (responders, issuers) =
                    authority_access(extension.value).ok_or_else(|| wrong("authority info access"))?;
                self.fields.insert("OCSPServer", locations(responders)?);
                self.fields.insert("IssuingCertificateURL", locations(issuers)?);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn basic_constraints(&mut self, value: &[u8]) -> Option<()> {
        let mut inside = Reader(value).inside(der::SEQUENCE)?;
        let authority = if inside.peeks(der::BOOLEAN) { inside.boolean()? } else { false };
        let most = if inside.peeks(der::INTEGER) { inside.small().filter(|most| *most >= 0)? } else { -1 };
        self.authority = Some(authority);
        self.most_intermediates = (most >= 0).then_some(most);
        self.fields.extend([
            ("BasicConstraintsValid", true.into()),
            ("IsCA", authority.into()),
            ("MaxPathLen", most.into()),
            ("MaxPathLenZero", (most == 0).into()),
        ]);
        Some(())
    }

    fn purposes(&mut self, value: &[u8]) -> Option<()> {
        let mut inside = Reader(value).inside(der::SEQUENCE)?;
        let mut unknown = Vec::new();
        while !inside.is_empty() {
            let oid = inside.oid()?;
            match PURPOSES.iter().position(|purpose| *purpose == oid) {
                Some(number) => self.extended_usages.push(i64::try_from(number).ok()?),
                None => unknown.push(numbers(&oid)),
            }
        }
        self.unknown_usages = unknown.len();
        let known = self.extended_usages.iter().map(|number| Value::from(*number));
        self.fields.insert("ExtKeyUsage", list(known));
        self.fields.insert("UnknownExtKeyUsage", list(unknown));
        Some(())
    }

    fn policies(&mut self, value: &[u8]) -> Result<(), Failure> {
        let oids = policy_oids(value).ok_or_else(|| malformed("certificate policies"))?;
        let (mut printed, mut identifiers) = (Vec::new(), Vec::new());
        for (index, bytes) in oids.iter().enumerate() {
            if oids.iter().take(index).any(|other| other == bytes) {
                return Err(malformed("certificate policies"));
            }
            let oid = der::oid(bytes).ok_or_else(|| unanswerable("a policy's number is too large"))?;
            let dotted: Vec<String> = oid.iter().map(u32::to_string).collect();
            printed.push(Value::from(dotted.join(".")));
            identifiers.push(numbers(&oid));
        }
        // Without any policy the one list is null and the other empty.
        self.fields.insert("PolicyIdentifiers", identifiers.into());
        self.fields.insert("Policies", list(printed));
        Ok(())
    }
}

fn key_usage(value: &[u8]) -> Option<i64> {
    let (bytes, unused) = Reader(value).bits()?;
    let length = bytes.len().checked_mul(8)?.checked_sub(usize::from(unused))?;
    let bit = |index: usize| {
        let byte = bytes.get(index / 8).copied().unwrap_or(0);
        index < length && byte.wrapping_shl(u32::try_from(index % 8).unwrap_or(0)) & 0x80 != 0
    };
    Some((0..9_usize).filter(|index| bit(*index)).map(|index| 1_i64 << index).sum())
}

fn authority_key_id(value: &[u8]) -> Option<Option<&[u8]>> {
    let mut inside = Reader(value).inside(der::SEQUENCE)?;
    Some(inside.optional(der::context(0))?.map(|id| id.0))
}

fn distribution_points(value: &[u8]) -> Option<Vec<&[u8]>> {
    let mut points = Reader(value).inside(der::SEQUENCE)?;
    let mut uris = Vec::new();
    while !points.is_empty() {
        let mut point = points.inside(der::SEQUENCE)?;
        let Some(mut name) = point.optional(der::constructed(0))? else { continue };
        let mut names = name.inside(der::constructed(0))?;
        while names.peeks(der::context(6)) {
            uris.push(names.content(der::context(6))?);
        }
    }
    Some(uris)
}

type Locations<'a> = Vec<&'a [u8]>;

/// Where to ask for revocations, and where the issuers' certificates are.
fn authority_access(value: &[u8]) -> Option<(Locations<'_>, Locations<'_>)> {
    let mut descriptions = Reader(value).inside(der::SEQUENCE)?;
    let (mut responders, mut issuers) = (Vec::new(), Vec::new());
    while !descriptions.is_empty() {
        let mut description = descriptions.inside(der::SEQUENCE)?;
        let method = description.oid()?;
        if !description.peeks(der::context(6)) {
            continue;
        }
        let location = description.content(der::context(6))?;
        match method.as_slice() {
            [1, 3, 6, 1, 5, 5, 7, 48, 1] => responders.push(location),
            [1, 3, 6, 1, 5, 5, 7, 48, 2] => issuers.push(location),
            _ => {}
        }
    }
    Some((responders, issuers))
}

fn locations(bytes: Vec<&[u8]>) -> Result<Value, Failure> {
    let texts: Result<Vec<Value>, _> =
        bytes.into_iter().map(|bytes| std::str::from_utf8(bytes).map(Value::from)).collect();
    texts.map(list).map_err(|_| unanswerable("a location in a certificate is not UTF-8"))
}

fn policy_oids(value: &[u8]) -> Option<Vec<&[u8]>> {
    let mut policies = Reader(value).inside(der::SEQUENCE)?;
    let mut oids = Vec::new();
    while !policies.is_empty() {
        oids.push(policies.inside(der::SEQUENCE)?.content(der::OBJECT_IDENTIFIER)?);
    }
    Some(oids)
}
