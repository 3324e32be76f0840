//! `net.cidr_merge`: the fewest networks that cover the same addresses.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use regorus::Value;

use super::super::bytes::unanswerable;
use super::super::{Answer, Failure};
use super::network::Network;

/// Where IPv4 lies among the IPv6 addresses.
const MAPPED: u128 = 0xffff_0000_0000;
const LAST_MAPPED: u128 = MAPPED | 0xffff_ffff;

/// Consecutive addresses, as numbers among those of IPv6.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Range {
    last: u128,
    first: u128,
    /// How the range was written, until it is merged with another.
    written: Option<String>,
}

pub(super) fn merge(args: &[Value]) -> Answer {
    let ranges: Result<Vec<Range>, Failure> = match args.first() {
        Some(Value::Array(elements)) => elements.iter().map(range).collect(),
        Some(Value::Set(elements)) => elements.iter().map(range).collect(),
        _ => return Err(Failure::Failed("operand must be an array".to_owned())),
    };
    let mut networks: BTreeSet<Value> = BTreeSet::new();
    for range in joined(ranges?) {
        match range.written {
            Some(network) => {
                networks.insert(network.into());
            }
            None => networks.extend(cover(range.first, range.last)?.into_iter().map(Value::from)),
        }
    }
    Ok(Some(networks.into()))
}

fn range(element: &Value) -> Result<Range, Failure> {
    let Value::String(text) = element else {
        return Err(Failure::Failed("element must be string".to_owned()));
    };
    match text.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V4(address)) => Ok(classful(address)),
        Ok(IpAddr::V6(_)) => Err(Failure::Failed("IPv6 invalid: needs prefix length".to_owned())),
        Err(_) => {
            let network: Network = super::parse(text)?;
            let (first, last) = network.bounds();
            let written = Some(format!("{}/{}", network.address(), network.prefix()));
            match network.address() {
                IpAddr::V4(_) => Ok(Range { last: MAPPED | last, first: MAPPED | first, written }),
                IpAddr::V6(address) if address.to_ipv4_mapped().is_some() => {
                    Err(unanswerable("net.cidr_merge of an IPv4-mapped IPv6 network is not supported"))
                }
                IpAddr::V6(_) => Ok(Range { last, first, written }),
            }
        }
    }
}

/// A bare address stands for the network that its class gives it, but is written as it is.
fn classful(address: Ipv4Addr) -> Range {
    let [first_octet, ..] = address.octets();
    let (prefix, host) = match first_octet {
        ..0x80 => (8, 0x00ff_ffff),
        0x80..0xc0 => (16, 0xffff),
        0xc0.. => (24, 0xff),
    };
    let bits = address.to_bits();
    Range {
        last: MAPPED | u128::from(bits | host),
        first: MAPPED | u128::from(bits & !host),
        written: Some(format!("{address}/{prefix}")),
    }
}

/// The ranges with those that touch or overlap made one.
fn joined(mut ranges: Vec<Range>) -> Vec<Range> {
    ranges.sort();
    let mut joined: Vec<Range> = Vec::new();
    // From the last to the first: what was joined is compared with the next lower one.
    while let Some(lower) = ranges.pop() {
        match joined.last_mut() {
            Some(upper) if before(upper.first) <= lower.last => {
                upper.first = upper.first.min(lower.first);
                upper.written = None;
            }
            _ => joined.push(lower),
        }
    }
    joined
}

/// The address before, which the lowest of either family has not.
fn before(first: u128) -> u128 {
    if first == MAPPED { first } else { first.saturating_sub(1) }
}

/// The networks that cover a joined range.
fn cover(first: u128, last: u128) -> Result<Vec<String>, Failure> {
    let is_mapped = |address: u128| (MAPPED..=LAST_MAPPED).contains(&address);
    let (width, show): (u32, fn(u128) -> IpAddr) = if is_mapped(first) {
        if !is_mapped(last) {
            return Err(unanswerable("net.cidr_merge of touching IPv4 and IPv6 networks is not supported"));
        }
        (32, |address| Ipv6Addr::from_bits(address).to_canonical())
    } else {
        (128, |address| Ipv6Addr::from_bits(address).into())
    };
    let mut networks = Vec::new();
    let mut next = Some(first);
    while let Some(start) = next.filter(|start| *start <= last) {
        // The largest block that starts here and does not reach beyond the last address.
        let aligned = start.trailing_zeros().min(width);
        let length =
            (0..=aligned).rev().find(|length| last.wrapping_sub(start) >= ones(*length)).unwrap_or(0);
        networks.push(format!("{}/{}", show(start), width.saturating_sub(length)));
        next = start.checked_add(ones(length)).and_then(|end| end.checked_add(1));
    }
    // In the lowest block of IPv6 addresses OPA itself gives up, unless the range is one block from zero.
    if width == 128 && first >> 120 == 0 && !(first == 0 && networks.len() == 1) {
        return Err(unanswerable("net.cidr_merge of IPv6 networks below 100:: is not supported"));
    }
    Ok(networks)
}

/// A number of as many one bits.
fn ones(length: u32) -> u128 {
    1_u128.checked_shl(length).map_or(u128::MAX, |next| next.wrapping_sub(1))
}
