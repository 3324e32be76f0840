//! Cases as they are written, one for each variant.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::expected::Expected;
use super::good;
use super::step::Step;
use super::{document, folder};
use crate::cluster::{Problem, User};

/// Who attacks where no case says otherwise. RBAC lets her do everything.
const ORDINARY: &str = "ada";

/// A way around, and what is to become of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The file and the variant, such as `5.1/every-kind/Pod`.
    #[serde(skip)]
    pub name: String,
    /// Where it is tried: a namespace of its own.
    #[serde(skip)]
    pub namespace: String,
    /// The row of the catalogue, such as `5.3 #12`.
    pub row: String,
    /// What somebody does.
    pub attack: String,
    #[serde(default)]
    user: Option<Who>,
    /// Changes to the good namespace.
    #[serde(default, rename = "namespace")]
    pub(super) namespace_change: Map<String, Value>,
    /// Changes to the policy that denies egress there.
    #[serde(default, rename = "policy")]
    pub(super) policy_change: Map<String, Value>,
    /// What is there before Edgeward guards the cluster.
    #[serde(default)]
    pub(super) before: Vec<Value>,
    /// What is done. All but the last step must succeed.
    pub(super) steps: Vec<Step>,
    /// What becomes of the last step in `strict`.
    pub strict: Expected,
    /// What becomes of it in `baseline`.
    pub baseline: Expected,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Who {
    name: String,
    #[serde(default)]
    groups: Vec<String>,
}

impl Case {
    /// Who attacks.
    pub fn user(&self) -> User {
        match &self.user {
            Some(Who { name, groups }) => {
                User::new(name, &groups.iter().map(String::as_str).collect::<Vec<_>>())
            }
            None => User::new(ORDINARY, &[]),
        }
    }
}

/// All cases, in the order of their names.
pub fn cases() -> Result<Vec<Case>, Problem> {
    let home = folder().join("cases");
    let mut files = Vec::new();
    for chapter in entries(&home)? {
        files.extend(entries(&chapter)?);
    }
    let mut cases = Vec::new();
    for file in files {
        let name = file.strip_prefix(&home).unwrap_or(&file).with_extension("").display().to_string();
        let written = document(&file)?;
        for (variant, document) in variants(written) {
            let name = if variant.is_empty() { name.clone() } else { format!("{name}/{variant}") };
            let unreadable = |error| Problem::Unexpected(format!("{name}: {error}"));
            let namespace = namespace(&name);
            let document = good::fill(&document, &namespace)?;
            let case: Case = serde_json::from_value(document).map_err(unreadable)?;
            cases.push(Case { name, namespace, ..case });
        }
    }
    Ok(cases)
}

/// A document for each entry of `each`, with `$each` and `$key` filled in; without `each` the document itself.
fn variants(mut document: Value) -> Vec<(String, Value)> {
    match document.as_object_mut().and_then(|fields| fields.remove("each")) {
        Some(Value::Object(each)) => each
            .into_iter()
            .map(|(key, value)| {
                let filled = good::replace(&document, &|text| match text {
                    "$each" => Some(value.clone()),
                    text if text.contains("$key") => Some(text.replace("$key", &key).into()),
                    _ => None,
                });
                (key, filled)
            })
            .collect(),
        _ => vec![(String::new(), document)],
    }
}

/// A name that a namespace may have.
fn namespace(name: &str) -> String {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' };
    format!("row-{}", name.chars().map(plain).collect::<String>())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Problem> {
    let entries = std::fs::read_dir(folder).map_err(Problem::file(folder))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}
