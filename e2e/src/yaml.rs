//! YAML as the project itself reads it, for files that tests are made from.

use std::path::Path;

use serde_json::Value;

use crate::cluster::Problem;

/// All documents of a file.
pub(crate) fn documents(path: &Path) -> Result<Vec<Value>, Problem> {
    let text = std::fs::read_to_string(path).map_err(Problem::file(path))?;
    read(&path.display().to_string(), &text)
}

/// All documents of a text.
pub(crate) fn read(name: &str, text: &str) -> Result<Vec<Value>, Problem> {
    let unreadable = |problem: String| Problem::Unexpected(format!("{name}: {problem}"));
    let values = edgeward_manifest::values(name, text).map_err(|errors| unreadable(errors.to_string()))?;
    values
        .iter()
        .map(|value| serde_json::to_value(value).map_err(|error| unreadable(error.to_string())))
        .collect()
}
