use serde::Deserialize;

use crate::enforcement::EnforcementAction;
use crate::matching::Match;

/// A rule bound to objects, parameters and an action.
#[derive(Debug, Clone, PartialEq)]
pub struct Constraint {
    /// The template's kind.
    pub kind: String,
    /// Its own name, shown in square brackets before each message.
    pub name: String,
    /// Which objects it is about.
    pub criteria: Match,
    /// What a violation does.
    pub action: EnforcementAction,
    /// The rule's parameters.
    pub parameters: serde_json::Map<String, serde_json::Value>,
}

/// A constraint that is not well formed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConstraintError {
    /// A field is missing, unknown or of another type.
    #[error("constraint `{name}`: {message}")]
    Shape {
        /// Its name, or what is known of it.
        name: String,
        /// What is wrong.
        message: String,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Object {
    api_version: String,
    kind: String,
    metadata: Metadata,
    #[serde(default)]
    spec: Spec,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Metadata {
    name: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Spec {
    #[serde(default)]
    enforcement_action: EnforcementAction,
    #[serde(default, rename = "match")]
    criteria: Match,
    #[serde(default)]
    parameters: serde_json::Map<String, serde_json::Value>,
}

const GROUP: &str = "constraints.gatekeeper.sh/";
const LONGEST_NAME: usize = 63;

impl Constraint {
    /// Reads a constraint object.
    ///
    /// # Errors
    /// A field is missing, unknown or wrong; an unknown action or criterion is an error, never ignored.
    pub fn from_json(json: &serde_json::Value) -> Result<Constraint, ConstraintError> {
        let name =
            json.pointer("/metadata/name").and_then(serde_json::Value::as_str).unwrap_or("without a name");
        let shape = |message: String| ConstraintError::Shape { name: name.to_owned(), message };
        let object = Object::deserialize(json).map_err(|error| shape(error.to_string()))?;
        if !object.api_version.starts_with(GROUP) {
            return Err(shape(format!("apiVersion is `{}`; write `{GROUP}v1beta1`", object.api_version)));
        }
        if object.metadata.name.is_empty() || object.metadata.name.len() > LONGEST_NAME {
            return Err(shape(format!("metadata.name must have 1 to {LONGEST_NAME} characters")));
        }
        Ok(Constraint {
            kind: object.kind,
            name: object.metadata.name,
            criteria: object.spec.criteria,
            action: object.spec.enforcement_action,
            parameters: object.spec.parameters,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constraint_without_an_action_denies() {
        let constraint = Constraint::from_json(&serde_json::json!({
            "apiVersion": "constraints.gatekeeper.sh/v1beta1", "kind": "EdgewardX", "metadata": {"name": "x"},
        }))
        .expect("a constraint");
        assert_eq!(
            constraint,
            Constraint {
                kind: "EdgewardX".to_owned(),
                name: "x".to_owned(),
                criteria: Match::default(),
                action: EnforcementAction::Deny,
                parameters: serde_json::Map::new(),
            }
        );
    }

    #[test]
    fn an_unknown_action_is_an_error() {
        let error = Constraint::from_json(&serde_json::json!({
            "apiVersion": "constraints.gatekeeper.sh/v1beta1", "kind": "EdgewardX", "metadata": {"name": "x"},
            "spec": {"enforcementAction": "denyy"},
        }))
        .expect_err("unknown action");
        assert!(error.to_string().starts_with("constraint `x`: unknown variant `denyy`"), "{error}");
    }
}
