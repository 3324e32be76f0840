//! Ports that nobody listens on.

use std::net::{Ipv4Addr, TcpListener};

use super::Problem;

/// A port of 127.0.0.1 that was free a moment ago. Within a sandbox of its own nobody else takes it.
pub(crate) fn free() -> Result<u16, Problem> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| Problem::Unexpected(format!("no free port on 127.0.0.1: {error}")))
}
