//! What Helm makes of the chart.

use std::error::Error;
use std::path::{Path, PathBuf};

use edgeward_e2e::cluster::{Kubectl, Said};
use serde_json::Value;

/// The chart.
pub(crate) const CHART: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../charts/edgeward");

/// The namespace that it is for.
pub(crate) const NAMESPACE: &str = "edgeward-system";

/// The examples of values, in the order of their names.
pub(super) fn examples() -> Result<Vec<PathBuf>, std::io::Error> {
    let entries = std::fs::read_dir(Path::new(CHART).join("ci"))?.flatten().map(|entry| entry.path());
    let mut examples: Vec<PathBuf> =
        entries.filter(|path| path.to_string_lossy().ends_with("-values.yaml")).collect();
    examples.sort();
    assert!(!examples.is_empty());
    Ok(examples)
}

/// `helm template` with these arguments.
pub(crate) fn template(helm: &Kubectl, arguments: &[&str]) -> Result<Said, Box<dyn Error>> {
    Ok(helm.run(&[&["template", "edgeward", CHART, "--namespace", NAMESPACE], arguments].concat())?)
}

/// The objects in a text of YAML.
pub(super) fn objects(text: &str) -> Result<Vec<Value>, Box<dyn Error>> {
    let documents = edgeward_manifest::documents("rendered", text)?;
    documents.iter().map(|document| Ok(serde_json::from_str(&document.value().to_json())?)).collect()
}

/// All objects of a kind.
pub(super) fn of_kind<'a>(objects: &'a [Value], kind: &str) -> Vec<&'a Value> {
    objects.iter().filter(|object| object["kind"] == kind).collect()
}

/// The elements of a list, or nothing.
pub(super) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// The texts in a list.
pub(super) fn texts(value: &Value) -> Vec<String> {
    list(value).iter().filter_map(Value::as_str).map(str::to_owned).collect()
}
