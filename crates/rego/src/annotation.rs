//! METADATA: what a rule says of itself, as data.

pub(crate) mod block;

use serde::{Deserialize, Serialize};

use crate::error::{LoadError, Place};
use crate::module::Source;
use crate::syntax::line_column;
use crate::syntax::tree::Module;

/// The annotation of a rule's package. Every field is required; an empty one counts as missing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Annotation {
    /// A few words.
    pub title: String,
    /// What the rule looks at and why.
    pub description: String,
    /// The rule's id, such as `HD-RT-01`.
    pub id: String,
    /// How bad a violation is.
    pub severity: Severity,
    /// Ids of the legal controls whose technical part the rule stands for.
    pub controls: Vec<String>,
    /// The kinds it judges.
    pub kinds: Vec<GroupKind>,
    /// Its named checks in the order written, each with a line on what it looks at. Empty for a mutation.
    pub checks: Vec<(String, String)>,
    /// What to write to satisfy it.
    pub remediation: String,
    /// What it does not prove.
    pub limit: String,
    /// OpenAPI v3 schema of its parameters, with defaults.
    pub parameters: serde_json::Value,
}

impl Annotation {
    /// The parameters of an empty constraint: each property's `default`.
    pub fn default_parameters(&self) -> serde_json::Map<String, serde_json::Value> {
        self.parameters
            .get("properties")
            .and_then(serde_json::Value::as_object)
            .into_iter()
            .flatten()
            .filter_map(|(name, schema)| Some((name.clone(), schema.get("default")?.clone())))
            .collect()
    }
}

/// How bad a violation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A hint.
    Low,
    /// Weakens a safeguard.
    Medium,
    /// Removes a safeguard.
    High,
    /// Lets health data out, or hides that it went.
    Critical,
}

impl Severity {
    /// The word used in annotations and output.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
            Severity::Critical => "critical",
        }
    }
}

/// An API group and kind; the core group is the empty string.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupKind {
    /// API group without version.
    pub group: String,
    /// Kind.
    pub kind: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Block {
    #[serde(default)]
    scope: Option<String>,
    title: Option<String>,
    description: Option<String>,
    custom: Option<Custom>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Custom {
    id: Option<String>,
    severity: Option<Severity>,
    controls: Option<Vec<String>>,
    kinds: Option<Vec<GroupKind>>,
    #[serde(default)]
    checks: Option<Checks>,
    remediation: Option<String>,
    limit: Option<String>,
    parameters: Option<serde_json::Value>,
}

/// A map that keeps the order of its entries.
struct Checks(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Checks {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> serde::de::Visitor<'de> for Entries {
            type Value = Checks;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a map from check name to one line of text")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Checks, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Checks(entries))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

/// Reads the block that ends right above the package clause.
pub(crate) fn read(source: &Source, module: &Module) -> Result<Annotation, LoadError> {
    let package_line = source.place(module.package_span).line;
    let line = |block: &block::Block| line_column(&source.text, block.span.start).0 as usize;
    let is_above = |block: &block::Block| line(block) + block.lines() + 1 == package_line as usize;
    let Some(block) = block::blocks(&source.text, &module.comments).into_iter().find(is_above) else {
        return Err(LoadError::Annotation {
            place: Place::line(&source.path, package_line),
            message: "the package has none; put a comment block that starts with `# METADATA` right above it"
                .to_owned(),
        });
    };
    let (marker, yaml) = (line(&block), block.yaml);
    let at = |offset: usize| Place::line(&source.path, u32::try_from(marker + offset).unwrap_or(u32::MAX));
    let block: Block = serde_saphyr::from_str(&yaml).map_err(|error| LoadError::Annotation {
        place: at(error.location().map_or(1, |location| location.line() as usize)),
        message: first_line(&error.to_string()),
    })?;
    let line_of = |key: &str| {
        let found = yaml.lines().position(|line| line.trim_start().starts_with(key));
        at(found.map_or(1, |index| index + 1))
    };
    complete(block, &line_of)
}

/// The message without the snippet that the YAML reader draws below it.
fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}

fn complete(block: Block, line_of: &dyn Fn(&str) -> Place) -> Result<Annotation, LoadError> {
    let missing = |name: &str, inside: &str| LoadError::Annotation {
        place: line_of(inside),
        message: format!("`{name}` is missing or empty"),
    };
    let text = |value: Option<String>, name: &str, inside: &str| {
        value
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
            .ok_or_else(|| missing(name, inside))
    };
    if let Some(scope) = block.scope.filter(|scope| scope != "package") {
        return Err(LoadError::Annotation {
            place: line_of("scope:"),
            message: format!("scope `{scope}` is not supported here; write `scope: package`"),
        });
    }
    let title = text(block.title, "title", "title:")?;
    let description = text(block.description, "description", "description:")?;
    let custom = block.custom.ok_or_else(|| missing("custom", "title:"))?;
    let id = text(custom.id, "custom.id", "custom:")?;
    let filled = |list: Option<Vec<String>>, name: &str| {
        list.filter(|list| !list.is_empty() && list.iter().all(|item| !item.trim().is_empty()))
            .ok_or_else(|| missing(name, "custom:"))
    };
    let checks = custom.checks.map(|checks| checks.0).unwrap_or_default();
    if let Some((name, _)) =
        checks.iter().find(|(name, line)| name.trim().is_empty() || line.trim().is_empty())
    {
        return Err(missing(&format!("custom.checks.{name}"), "checks:"));
    }
    let parameters = custom.parameters.ok_or_else(|| missing("custom.parameters", "custom:"))?;
    if parameters.get("type").and_then(serde_json::Value::as_str) != Some("object") {
        return Err(LoadError::Annotation {
            place: line_of("parameters:"),
            message: "`custom.parameters` must be an OpenAPI schema with `type: object`".to_owned(),
        });
    }
    Ok(Annotation {
        title,
        description,
        id,
        severity: custom.severity.ok_or_else(|| missing("custom.severity", "custom:"))?,
        controls: filled(custom.controls, "custom.controls")?,
        kinds: custom
            .kinds
            .filter(|kinds| !kinds.is_empty())
            .ok_or_else(|| missing("custom.kinds", "custom:"))?,
        checks,
        remediation: text(custom.remediation, "custom.remediation", "custom:")?,
        limit: text(custom.limit, "custom.limit", "custom:")?,
        parameters,
    })
}

#[cfg(test)]
mod tests;
