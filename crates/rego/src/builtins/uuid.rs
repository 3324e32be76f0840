//! `uuid.parse`: what a UUID says of itself.

use regorus::Value;

use super::bytes::{hex_pair, string_operand, to_hex};
use super::{Answer, Builtin};

pub(crate) const BUILTINS: &[Builtin] = &[Builtin { name: "uuid.parse", run: parse }];

/// The time of version 1 and 2 counts from the start of the Gregorian calendar, in units of 100 ns.
const GREGORIAN_TO_UNIX: i64 = 122_192_928_000_000_000;

fn parse(args: &[Value]) -> Answer {
    // What is no UUID is undefined, without an error.
    Ok(octets(string_operand(args, 0)?.as_bytes()).map(describe))
}

/// The four ways to write one: bare digits, with dashes, with one character around, as a URN.
fn octets(text: &[u8]) -> Option<[u8; 16]> {
    const DASHES: [usize; 4] = [8, 13, 18, 23];
    let dashed = match text.len() {
        32 => {
            let mut octets = [0; 16];
            for (octet, pair) in octets.iter_mut().zip(text.chunks(2)) {
                *octet = hex_pair(pair)?;
            }
            return Some(octets);
        }
        36 => text,
        38 => text.get(1..37)?,
        45 => {
            let (scheme, rest) = text.split_at_checked(9)?;
            scheme.eq_ignore_ascii_case(b"urn:uuid:").then_some(rest)?
        }
        _ => return None,
    };
    let mut octets = [0; 16];
    let mut at = 0;
    for octet in &mut octets {
        if DASHES.contains(&at) {
            (dashed.get(at) == Some(&b'-')).then_some(())?;
            at += 1;
        }
        *octet = hex_pair(dashed.get(at..at + 2)?)?;
        at += 2;
    }
    Some(octets)
}

fn describe(octets: [u8; 16]) -> Value {
    let [t0, t1, t2, t3, t4, t5, t6, t7, c0, c1, node @ ..] = octets;
    let version = t6 >> 4;
    let variant = match c0 {
        0xe0.. => "Future",
        0xc0.. => "Microsoft",
        0x80.. => "RFC4122",
        _ => "Reserved",
    };
    let mut fields: Vec<(&str, Value)> =
        vec![("version", u64::from(version).into()), ("variant", variant.into())];
    if matches!(version, 1 | 2) {
        let ticks = i64::from_be_bytes([t6 & 0xf, t7, t4, t5, t0, t1, t2, t3]);
        fields.push(("time", ticks.wrapping_sub(GREGORIAN_TO_UNIX).wrapping_mul(100).into()));
        let node_id: Vec<String> = node.iter().map(|octet| to_hex(&[*octet])).collect();
        fields.push(("nodeid", node_id.join("-").into()));
        let [first, ..] = node;
        let address = match first & 0b11 {
            0b11 => "local:multicast",
            0b01 => "global:multicast",
            0b10 => "local:unicast",
            _ => "global:unicast",
        };
        fields.push(("macvariables", address.into()));
        fields.push(("clocksequence", u64::from(u16::from_be_bytes([c0 & 0x3f, c1])).into()));
    }
    if version == 2 {
        fields.push(("id", u64::from(u32::from_be_bytes([t0, t1, t2, t3])).into()));
        let domain = match c1 {
            0 => "Person".to_owned(),
            1 => "Group".to_owned(),
            2 => "Org".to_owned(),
            other => format!("Domain{other}"),
        };
        fields.push(("domain", domain.into()));
    }
    super::bytes::object(fields)
}
