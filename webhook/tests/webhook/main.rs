//! The server in this process, on free ports, with real TLS over loopback.
//!
//! Each module is one promise; `client` knows nothing of the server and can drive a real binary as well.

#![cfg(test)]

mod admission;
mod client;
mod clients;
mod cluster;
mod drain;
mod hostile;
#[path = "../policies/load.rs"]
mod policies;
mod running;
mod transport;
