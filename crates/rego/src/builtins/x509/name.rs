//! Names in certificates, and the strings they are made of.

use regorus::Value;

use super::super::Failure;
use super::super::bytes::object;
use super::der::{self, Reader};
use super::malformed;
use super::shape::{list, numbers};

/// The name as OPA prints one.
pub(super) fn name(whole: &[u8]) -> Result<Value, Failure> {
    let attributes = attributes(whole).ok_or_else(|| malformed("RDNSequence"))?;
    let last = |kind: u32| -> Value {
        attributes
            .iter()
            .rev()
            .find(|(oid, _)| *oid == [2, 5, 4, kind])
            .map_or("", |(_, text)| text.as_str())
            .into()
    };
    let all = |kind: u32| -> Value {
        list(
            attributes
                .iter()
                .filter(|(oid, _)| *oid == [2, 5, 4, kind])
                .map(|(_, text)| Value::from(text.as_str())),
        )
    };
    let names = attributes
        .iter()
        .map(|(oid, text)| object([("Type", numbers(oid)), ("Value", text.as_str().into())]));
    Ok(object([
        ("CommonName", last(3)),
        ("SerialNumber", last(5)),
        ("Country", all(6)),
        ("Locality", all(7)),
        ("Province", all(8)),
        ("StreetAddress", all(9)),
        ("Organization", all(10)),
        ("OrganizationalUnit", all(11)),
        ("PostalCode", all(17)),
        ("Names", list(names)),
        ("ExtraNames", Value::Null),
    ]))
}

fn attributes(whole: &[u8]) -> Option<Vec<(der::Oid, String)>> {
    let mut sets = Reader(whole).inside(der::SEQUENCE)?;
    let mut attributes = Vec::new();
    while !sets.is_empty() {
        let mut set = sets.inside(der::SET)?;
        while !set.is_empty() {
            let mut attribute = set.inside(der::SEQUENCE)?;
            let oid = attribute.oid()?;
            let value = attribute.any()?;
            attributes.push((oid, string(value.tag, value.content)?));
        }
    }
    Some(attributes)
}

fn string(tag: u8, bytes: &[u8]) -> Option<String> {
    let of = |allowed: fn(u8) -> bool| -> Option<String> {
        bytes.iter().all(|byte| allowed(*byte)).then(|| bytes.iter().copied().map(char::from).collect())
    };
    match tag {
        // UTF8String
        0x0c => String::from_utf8(bytes.to_vec()).ok(),
        // NumericString
        0x12 => of(|byte| byte.is_ascii_digit() || byte == b' '),
        // PrintableString; the asterisk and the ampersand are common though not allowed.
        0x13 => of(|byte| byte.is_ascii_alphanumeric() || b" '()+,-./:=?*&".contains(&byte)),
        // T61String, read as Latin-1
        0x14 => of(|_| true),
        // IA5String
        0x16 => of(|byte| byte.is_ascii()),
        // BMPString: no surrogates, no characters reserved for ever, perhaps a zero at the end
        0x1e => {
            let pairs = bytes.chunks(2).map(|pair| <[u8; 2]>::try_from(pair).ok().map(u16::from_be_bytes));
            let mut units: Vec<u16> = pairs.collect::<Option<_>>()?;
            units.pop_if(|unit| *unit == 0);
            let reserved = |unit: &u16| matches!(unit, 0xfffe | 0xffff | 0xfdd0..=0xfdef | 0xd800..=0xdfff);
            if units.iter().any(reserved) {
                return None;
            }
            String::from_utf16(&units).ok()
        }
        _ => None,
    }
}
