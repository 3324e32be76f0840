//! Paths and builders for tests. Only ever a dev-dependency.

use std::path::PathBuf;

/// The repository's root.
pub fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// `testdata/`: the seed's manifests, golden cases, recorded reviews.
pub fn testdata() -> PathBuf {
    root().join("testdata")
}
