//! The subject's alternative names.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, Ipv6Addr};

use regorus::Value;

use super::super::Failure;
use super::super::bytes::{object, unanswerable};
use super::der::{self, Reader};
use super::malformed;
use super::shape::list;

#[derive(Debug, Clone, Default)]
pub(super) struct AlternativeNames {
    pub(super) hosts: Vec<String>,
    mailboxes: Vec<String>,
    pub(super) addresses: Vec<String>,
    locations: Vec<Location>,
}

#[derive(Debug, Clone)]
struct Location {
    scheme: String,
    host: String,
    path: String,
}

impl AlternativeNames {
    pub(super) fn is_empty(&self) -> bool {
        self.hosts.is_empty()
            && self.mailboxes.is_empty()
            && self.addresses.is_empty()
            && self.locations.is_empty()
    }

    /// Fills the fields in which OPA prints them.
    pub(super) fn fill(&self, fields: &mut BTreeMap<&'static str, Value>) {
        let texts = |texts: &[String]| list(texts.iter().map(|text| Value::from(text.as_str())));
        fields.insert("DNSNames", texts(&self.hosts));
        fields.insert("EmailAddresses", texts(&self.mailboxes));
        fields.insert("IPAddresses", texts(&self.addresses));
        fields.insert("URIs", list(self.locations.iter().map(Location::printed)));
        fields.insert("URIStrings", list(self.locations.iter().map(Location::text)));
    }
}

pub(super) fn alternative(value: &[u8]) -> Result<AlternativeNames, Failure> {
    let wrong = || malformed("subject alternative names");
    let mut reader = Reader(value).inside(der::SEQUENCE).ok_or_else(wrong)?;
    let mut names = AlternativeNames::default();
    while !reader.is_empty() {
        let name = reader.any().ok_or_else(wrong)?;
        let text = || -> Result<String, Failure> {
            let ascii = name.content.is_ascii().then_some(name.content).ok_or_else(wrong)?;
            Ok(ascii.iter().copied().map(char::from).collect())
        };
        match name.tag ^ 0x80 {
            1 => names.mailboxes.push(text()?),
            2 => names.hosts.push(text()?),
            6 => names.locations.push(Location::parse(&text()?)?),
            7 => names.addresses.push(address(name.content).ok_or_else(wrong)?),
            _ => {}
        }
    }
    Ok(names)
}

fn address(bytes: &[u8]) -> Option<String> {
    if let Ok(octets) = <[u8; 4]>::try_from(bytes) {
        return Some(Ipv4Addr::from(octets).to_string());
    }
    let octets = <[u8; 16]>::try_from(bytes).ok()?;
    Some(Ipv6Addr::from(octets).to_canonical().to_string())
}

impl Location {
    /// Only the plain form `scheme://host/path` is read; what else there is would have fields of its own.
    fn parse(text: &str) -> Result<Location, Failure> {
        let plain =
            |text: &str, more: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c));
        let parsed = text.split_once("://").and_then(|(scheme, rest)| {
            let (host, path) = rest.find('/').and_then(|at| rest.split_at_checked(at)).unwrap_or((rest, ""));
            let first = scheme.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
            let labels = !host.is_empty() && host.split('.').all(|label| !label.is_empty());
            let valid =
                first && plain(scheme, "+-.") && labels && plain(host, "-._") && plain(path, "-._~/=+@");
            valid.then(|| Location {
                scheme: scheme.to_ascii_lowercase(),
                host: host.to_owned(),
                path: path.to_owned(),
            })
        });
        parsed.ok_or_else(|| unanswerable("a URI of this form in a certificate is not supported"))
    }

    fn text(&self) -> Value {
        let Location { scheme, host, path } = self;
        format!("{scheme}://{host}{path}").into()
    }

    fn printed(&self) -> Value {
        object([
            ("Scheme", self.scheme.as_str().into()),
            ("Opaque", "".into()),
            ("User", Value::Null),
            ("Host", self.host.as_str().into()),
            ("Path", self.path.as_str().into()),
            ("RawPath", "".into()),
            ("OmitHost", false.into()),
            ("ForceQuery", false.into()),
            ("RawQuery", "".into()),
            ("Fragment", "".into()),
            ("RawFragment", "".into()),
        ])
    }
}
