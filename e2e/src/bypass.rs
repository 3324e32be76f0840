//! Ways around the rules, tried as somebody would who wants to get past them: a file each in `e2e/bypass/cases`.

mod attempt;
mod case;
mod expected;
mod found;
mod good;
#[cfg(test)]
mod page;
mod step;
mod unserved;
mod world;

use std::path::{Path, PathBuf};

pub use attempt::attempt;
pub use case::{Case, cases};
pub use expected::{Expected, Profile};
pub use unserved::{Unserved, unserved};
pub use world::prepare;

use crate::cluster::Problem;

/// An object that is as it should be, one of `e2e/bypass/good`, changed at these pointers.
pub fn good(name: &str, namespace: &str, change: &serde_json::Value) -> Result<serde_json::Value, Problem> {
    good::object(&serde_json::json!({"like": name, "change": change}), namespace)
}

/// What cases, good objects and webhook configurations are kept in.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("bypass")
}

/// The only document of a YAML file.
fn document(path: &Path) -> Result<serde_json::Value, Problem> {
    let mut documents = crate::yaml::documents(path)?;
    match (documents.pop(), documents.is_empty()) {
        (Some(document), true) => Ok(document),
        _ => Err(Problem::Unexpected(format!("{}: not one document", path.display()))),
    }
}
