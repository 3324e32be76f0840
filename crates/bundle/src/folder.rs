use std::path::Path;

use edgeward_rego::{Source, Value};

use crate::error::BundleError;

/// Whether tests are wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tests {
    Included,
    LeftOut,
}

/// All policies and data below `root`. Paths are relative to it, with forward slashes.
pub(crate) fn read(root: &Path, tests: Tests) -> Result<(Vec<Source>, Value), BundleError> {
    let mut files = Vec::new();
    collect(root, &mut files)?;
    files.sort();
    let mut sources = Vec::new();
    let mut data = Value::object::<&str>([]);
    for file in files {
        let path = relative(root, &file);
        let name = path.rsplit('/').next().unwrap_or_default();
        if name.ends_with(".rego") {
            if tests == Tests::Included || !name.ends_with("_test.rego") {
                sources.push(Source { text: text(&file)?, path });
            }
        } else if matches!(name, "data.json" | "data.yaml" | "data.yml") {
            let value = parse(&path, &text(&file)?)?;
            data = merged(&data, &path, value)?;
        }
    }
    if sources.is_empty() {
        return Err(BundleError::NoPolicy(root.display().to_string()));
    }
    Ok((sources, data))
}

/// Puts a data file's content at the place that its folder names.
pub(crate) fn merged(data: &Value, path: &str, value: Value) -> Result<Value, BundleError> {
    let mut nested = value;
    let folders: Vec<&str> = path.split('/').collect();
    for folder in folders.iter().rev().skip(1) {
        nested = Value::object([(*folder, nested)]);
    }
    conflict(data, &nested, "data")
        .map_or_else(|| Ok(data.merged(&nested)), |at| Err(BundleError::Conflict(at)))
}

fn conflict(left: &Value, right: &Value, at: &str) -> Option<String> {
    right.entries().into_iter().find_map(|(key, value)| {
        let mine = left.get(&key)?;
        let at = format!("{at}.{key}");
        if mine.is_object() && value.is_object() {
            conflict(&mine, &value, &at)
        } else {
            (mine != value).then_some(at)
        }
    })
}

pub(crate) fn parse(path: &str, text: &str) -> Result<Value, BundleError> {
    let malformed = |message: String| BundleError::Malformed { path: path.to_owned(), message };
    let value = if path.ends_with(".json") {
        Value::from_json(text.as_bytes()).map_err(|error| malformed(error.to_string()))?
    } else {
        serde_saphyr::from_str::<Value>(text).map_err(|error| malformed(error.to_string()))?
    };
    if value.is_object() { Ok(value) } else { Err(malformed("data must be an object".to_owned())) }
}

fn collect(folder: &Path, files: &mut Vec<std::path::PathBuf>) -> Result<(), BundleError> {
    let failed = |source| BundleError::Read { path: folder.display().to_string(), source };
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() {
            collect(&entry.path(), files)?;
        } else {
            files.push(entry.path());
        }
    }
    Ok(())
}

fn text(file: &Path) -> Result<String, BundleError> {
    std::fs::read_to_string(file)
        .map_err(|source| BundleError::Read { path: file.display().to_string(), source })
}

fn relative(root: &Path, file: &Path) -> String {
    let rest = file.strip_prefix(root).unwrap_or(file);
    rest.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
