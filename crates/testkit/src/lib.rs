//! Paths, builders and an API server for tests. Only ever a dev-dependency.

#![expect(clippy::expect_used, reason = "a test that cannot go on has to end")]

mod api_server;

pub use api_server::ApiServer;

use std::path::PathBuf;

/// The repository's root.
pub fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// `testdata/`: the seed's manifests, golden cases, recorded reviews.
pub fn testdata() -> PathBuf {
    root().join("testdata")
}
