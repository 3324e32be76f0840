use edgeward_rego::{Module, Source, Value};
use serde::{Deserialize, Serialize};

use crate::error::BundleError;

/// `.manifest` of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Names this content.
    #[serde(default)]
    pub revision: String,
    /// Paths below `data` that the bundle owns; an empty string is everything.
    #[serde(default = "everything")]
    pub roots: Vec<String>,
    /// Rego version of the modules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rego_version: Option<u8>,
}

fn everything() -> Vec<String> {
    vec![String::new()]
}

impl Manifest {
    /// Whether the slash-separated path lies below a root.
    pub(crate) fn owns(&self, path: &str) -> bool {
        self.roots.iter().any(|root| {
            let root = root.trim_matches('/');
            root.is_empty()
                || path == root
                || path.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'))
        })
    }
}

/// The first words of all packages and data.
pub(crate) fn roots_of(sources: &[Source], data: &Value) -> Result<Vec<String>, BundleError> {
    let mut roots: Vec<String> = data.entries().into_iter().map(|(key, _)| key).collect();
    let mut failures = Vec::new();
    for source in sources {
        match Module::parse(source.clone()) {
            Ok(module) => roots.extend(package_path(&module).split('/').next().map(str::to_owned)),
            Err(failure) => failures.push(failure),
        }
    }
    roots.sort();
    roots.dedup();
    if failures.is_empty() { Ok(roots) } else { Err(BundleError::Load(failures)) }
}

/// `admission/wasm_handler` of `data.admission.wasm_handler`.
pub(crate) fn package_path(module: &Module) -> String {
    module.package().split('.').skip(1).collect::<Vec<_>>().join("/")
}
