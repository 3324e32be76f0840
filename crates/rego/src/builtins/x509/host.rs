//! Whether a certificate is one for a host.

use std::net::IpAddr;

use super::certificate::Certificate;

/// Whether the certificate's alternative names cover the host, by name or by address.
pub(super) fn covers(certificate: &Certificate, host: &str) -> bool {
    let names = &certificate.extensions.names;
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).filter(|bare| !bare.is_empty());
    if let Ok(address) = bare.unwrap_or(host).parse::<IpAddr>() {
        let address = address.to_canonical().to_string();
        return names.addresses.contains(&address);
    }
    let host = host.to_ascii_lowercase();
    let valid = is_host(host.strip_suffix('.').unwrap_or(&host), false);
    names.hosts.iter().any(|pattern| {
        if valid && is_host(pattern, true) {
            matches(&pattern.to_ascii_lowercase(), &host)
        } else {
            !host.is_empty() && host != "." && pattern.to_ascii_lowercase() == host
        }
    })
}

/// Whether this is a name of labels; only a pattern may have a star, for the whole first label.
fn is_host(name: &str, pattern: bool) -> bool {
    !name.is_empty()
        && name != "*"
        && name.split('.').enumerate().all(|(index, label)| {
            (pattern && index == 0 && label == "*")
                || (!label.is_empty()
                    && label
                        .char_indices()
                        .all(|(at, c)| c.is_ascii_alphanumeric() || c == '_' || (c == '-' && at > 0)))
        })
}

fn matches(pattern: &str, host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    let (mut labels, mut parts) = (pattern.split('.'), host.split('.'));
    let first = labels.next().zip(parts.next());
    first.is_some_and(|(label, part)| label == "*" || label == part) && labels.eq(parts)
}
