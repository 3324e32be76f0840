//! Networks and addresses: the `net.cidr_*` family.

mod matches;
mod merge;
mod network;

use std::collections::BTreeSet;
use std::net::IpAddr;

use regorus::Value;

use super::bytes::string_operand;
use super::{Answer, Builtin, Failure};
use network::Network;

pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin { name: "net.cidr_contains", run: contains },
    Builtin { name: "net.cidr_contains_matches", run: matches::contains_matches },
    Builtin { name: "net.cidr_expand", run: expand },
    Builtin { name: "net.cidr_intersects", run: intersects },
    Builtin { name: "net.cidr_is_valid", run: is_valid },
    Builtin { name: "net.cidr_merge", run: merge::merge },
    Builtin { name: "net.cidr_overlap", run: contains },
];

/// How many addresses one call may list. OPA lists until its time is over.
const MOST_ADDRESSES: u128 = 1 << 18;

fn network_operand(args: &[Value], index: usize) -> Result<Network, Failure> {
    parse(string_operand(args, index)?)
}

fn parse(text: &str) -> Result<Network, Failure> {
    text.parse().map_err(|network::NoNetwork| Failure::Failed(format!("invalid CIDR address: {text}")))
}

fn contains(args: &[Value]) -> Answer {
    let outer = network_operand(args, 0)?;
    let inner = string_operand(args, 1)?;
    if let Ok(address) = inner.parse::<IpAddr>() {
        return Ok(Some(outer.contains(address).into()));
    }
    let inner: Network = inner.parse().map_err(|network::NoNetwork| {
        Failure::Failed(format!("not a valid textual representation of an IP address or CIDR: {inner}"))
    })?;
    Ok(Some(outer.contains_network(&inner).into()))
}

fn intersects(args: &[Value]) -> Answer {
    let first = network_operand(args, 0)?;
    let second = network_operand(args, 1)?;
    let common = first.contains(second.address()) || second.contains(first.address());
    Ok(Some(common.into()))
}

fn is_valid(args: &[Value]) -> Answer {
    // What is no string is not valid, and no error either.
    Ok(Some(network_operand(args, 0).is_ok().into()))
}

fn expand(args: &[Value]) -> Answer {
    let network = network_operand(args, 0)?;
    let (first, last) = network.bounds();
    if last.wrapping_sub(first) >= MOST_ADDRESSES {
        return Err(Failure::Halt(
            "eval_cancel_error",
            format!("net.cidr_expand: the network has more than {MOST_ADDRESSES} addresses"),
        ));
    }
    let addresses: BTreeSet<Value> =
        (first..=last).map(|address| network.display(network.like(address)).into()).collect();
    Ok(Some(addresses.into()))
}

#[cfg(test)]
mod tests;
