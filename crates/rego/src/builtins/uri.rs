//! `uri.parse` and `uri.is_valid`: what Go's `net/url` takes for a URL, and its parts.

use std::collections::BTreeMap;
use std::net::Ipv6Addr;

use regorus::Value;

use super::argument::{failed, text};
use super::url::{Part, escape, readable, unescape};
use super::{Answer, Builtin, Failure};

pub(crate) const BUILTINS: &[Builtin] =
    &[Builtin { name: "uri.is_valid", run: is_valid }, Builtin { name: "uri.parse", run: parse }];

/// The parts of a URL that are answered; bytes where decoding may leave no text.
#[derive(Default)]
struct Parts<'a> {
    scheme: String,
    host: Vec<u8>,
    path: Vec<u8>,
    raw_path: &'a str,
    query: &'a str,
    fragment: Vec<u8>,
}

fn is_valid(args: &[Value]) -> Answer {
    let valid = matches!(args.first(), Some(Value::String(text)) if !text.is_empty() && split(text).is_ok());
    Ok(Some(Value::Bool(valid)))
}

fn parse(args: &[Value]) -> Answer {
    let parts = split(text(args, 0)?)?;
    let host = readable(parts.host)?;
    let (hostname, port) = host_and_port(&host);
    let raw_path = if parts.path.is_empty() || escape(&parts.path, Part::Path) == parts.raw_path {
        readable(parts.path.clone())?
    } else {
        parts.raw_path.to_owned()
    };
    let answer: BTreeMap<Value, Value> = [
        ("scheme", parts.scheme),
        ("hostname", hostname.to_owned()),
        ("port", port.to_owned()),
        ("path", readable(parts.path)?),
        ("raw_path", raw_path),
        ("raw_query", parts.query.to_owned()),
        ("fragment", readable(parts.fragment)?),
    ]
    .into_iter()
    .filter(|(_, part)| !part.is_empty())
    .map(|(name, part)| (Value::from(name), Value::from(part)))
    .collect();
    Ok(Some(Value::from(answer)))
}

fn split(url: &str) -> Result<Parts<'_>, Failure> {
    let (rest, fragment) = url.split_once('#').unwrap_or((url, ""));
    let mut parts = Parts { fragment: Vec::new(), ..before_fragment(rest)? };
    parts.fragment = unescape(fragment, Part::Fragment)?;
    Ok(parts)
}

fn before_fragment(url: &str) -> Result<Parts<'_>, Failure> {
    if url.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
        return Err(failed("invalid control character in URL"));
    }
    let mut parts = Parts::default();
    if url == "*" {
        parts.path = b"*".to_vec();
        parts.raw_path = url;
        return Ok(parts);
    }
    let (scheme, rest) = scheme(url)?;
    parts.scheme = scheme.to_ascii_lowercase();
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    parts.query = query;
    if !rest.starts_with('/') {
        if !scheme.is_empty() {
            return Ok(parts);
        }
        if rest.split('/').next().is_some_and(|segment| segment.contains(':')) {
            return Err(failed("first path segment in URL cannot contain colon"));
        }
    }
    parts.raw_path = rest;
    if (!scheme.is_empty() || !rest.starts_with("///"))
        && let Some(rest) = rest.strip_prefix("//")
    {
        let end = rest.find('/').unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
        parts.host = authority_host(&parts.scheme, authority)?;
        parts.raw_path = path;
    }
    parts.path = unescape(parts.raw_path, Part::Path)?;
    Ok(parts)
}

/// The scheme, empty where there is none, and what follows it.
fn scheme(url: &str) -> Result<(&str, &str), Failure> {
    let is_scheme = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    let end = url.bytes().position(|byte| !is_scheme(byte)).unwrap_or(url.len());
    let (scheme, rest) = url.split_at_checked(end).unwrap_or(("", url));
    match rest.strip_prefix(':') {
        Some(_) if scheme.is_empty() => Err(failed("missing protocol scheme")),
        Some(rest) if scheme.starts_with(|first: char| first.is_ascii_alphabetic()) => Ok((scheme, rest)),
        _ => Ok(("", url)),
    }
}

fn authority_host(scheme: &str, authority: &str) -> Result<Vec<u8>, Failure> {
    let Some((user, host)) = authority.rsplit_once('@') else {
        return checked_host(scheme, authority);
    };
    let host = checked_host(scheme, host)?;
    if !user.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(&byte)) {
        return Err(failed("invalid userinfo"));
    }
    for part in user.splitn(2, ':') {
        unescape(part, Part::User)?;
    }
    Ok(host)
}

fn checked_host(scheme: &str, host: &str) -> Result<Vec<u8>, Failure> {
    match host.rfind('[') {
        Some(0) => return address_host(host),
        Some(_) => return Err(failed("invalid IP-literal")),
        None => {}
    }
    // Of several colons only the last counts, but not in a web address, which has no place for them.
    let colon = match host.find(':') {
        Some(first) if matches!(scheme, "http" | "https") => Some(first),
        _ => host.rfind(':'),
    };
    check_port(colon.and_then(|colon| host.get(colon..)).unwrap_or(""))?;
    unescape(host, Part::Host)
}

/// `[address%25zone]:port`.
fn address_host(host: &str) -> Result<Vec<u8>, Failure> {
    let inside = host.strip_prefix('[').and_then(|host| host.rsplit_once(']'));
    let Some((address, port)) = inside else {
        return Err(failed("missing ']' in host"));
    };
    check_port(port)?;
    let port = unescape(port, Part::Host)?;
    let (address, zone) =
        address.split_at_checked(address.find("%25").unwrap_or(address.len())).unwrap_or((address, ""));
    let mut name = unescape(address, Part::Host)?;
    name.extend(unescape(zone, Part::Zone)?);
    if !is_address(&name) {
        return Err(failed("invalid IP-literal"));
    }
    Ok([b"[", name.as_slice(), b"]", port.as_slice()].concat())
}

/// An IPv6 address, with a zone that is not empty or none.
fn is_address(name: &[u8]) -> bool {
    let mut halves = name.splitn(2, |byte| *byte == b'%');
    let address = halves.next().and_then(|address| std::str::from_utf8(address).ok());
    address.is_some_and(|address| address.parse::<Ipv6Addr>().is_ok())
        && halves.next().is_none_or(|zone| !zone.is_empty())
}

fn check_port(port: &str) -> Result<(), Failure> {
    let valid = match port.strip_prefix(':') {
        Some(digits) => digits.bytes().all(|byte| byte.is_ascii_digit()),
        None => port.is_empty(),
    };
    if valid { Ok(()) } else { Err(failed(format!("invalid port {port:?} after host"))) }
}

fn host_and_port(host: &str) -> (&str, &str) {
    let colon = host.rfind(':').filter(|colon| check_port(host.get(*colon..).unwrap_or("")).is_ok());
    let (host, port) = match colon.and_then(|colon| host.split_at_checked(colon)) {
        Some((host, port)) => (host, port.strip_prefix(':').unwrap_or("")),
        None => (host, ""),
    };
    (host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host), port)
}
