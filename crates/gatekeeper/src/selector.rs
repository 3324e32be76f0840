use std::collections::BTreeMap;

use serde::Deserialize;

/// Labels of an object.
pub type Labels = BTreeMap<String, String>;

/// A Kubernetes label selector; an empty one selects everything.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LabelSelector {
    /// All of these must be there, with these values.
    #[serde(default)]
    pub match_labels: Labels,
    /// All of these must hold.
    #[serde(default)]
    pub match_expressions: Vec<Requirement>,
}

/// One requirement on one label.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "operator", deny_unknown_fields)]
pub enum Requirement {
    /// There, with one of the values.
    In {
        /// Label.
        key: String,
        /// Allowed values.
        values: Vec<String>,
    },
    /// Absent, or with none of the values.
    NotIn {
        /// Label.
        key: String,
        /// Excluded values.
        values: Vec<String>,
    },
    /// There.
    Exists {
        /// Label.
        key: String,
    },
    /// Absent.
    DoesNotExist {
        /// Label.
        key: String,
    },
}

impl LabelSelector {
    /// Whether it selects an object with these labels.
    pub fn selects(&self, labels: &Labels) -> bool {
        self.match_labels.iter().all(|(key, value)| labels.get(key) == Some(value))
            && self.match_expressions.iter().all(|requirement| match requirement {
                Requirement::In { key, values } => {
                    labels.get(key).is_some_and(|value| values.contains(value))
                }
                Requirement::NotIn { key, values } => {
                    labels.get(key).is_none_or(|value| !values.contains(value))
                }
                Requirement::Exists { key } => labels.contains_key(key),
                Requirement::DoesNotExist { key } => !labels.contains_key(key),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selects(selector: &str, labels: &[(&str, &str)]) -> bool {
        let selector: LabelSelector = serde_json::from_str(selector).expect("a selector");
        selector.selects(&labels.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn all_requirements_must_hold() {
        assert!(selects("{}", &[]));
        assert!(selects(r#"{"matchLabels":{"a":"1"}}"#, &[("a", "1"), ("b", "2")]));
        assert!(!selects(r#"{"matchLabels":{"a":"1"}}"#, &[("a", "2")]));
        for (operator, values, with, other, without) in [
            ("In", r#","values":["1"]"#, true, false, false),
            ("NotIn", r#","values":["1"]"#, false, true, true),
            ("Exists", "", true, true, false),
            ("DoesNotExist", "", false, false, true),
        ] {
            let selector =
                format!(r#"{{"matchExpressions":[{{"key":"a","operator":"{operator}"{values}}}]}}"#);
            assert_eq!(selects(&selector, &[("a", "1")]), with, "{operator}");
            assert_eq!(selects(&selector, &[("a", "2")]), other, "{operator}");
            assert_eq!(selects(&selector, &[]), without, "{operator}");
        }
    }

    #[test]
    fn an_unknown_operator_is_an_error_and_never_an_empty_selector() {
        let text = r#"{"matchExpressions":[{"key":"a","operator":"Matches","values":["1"]}]}"#;
        assert!(serde_json::from_str::<LabelSelector>(text).is_err());
    }
}
