//! Objects as the API server lists them, less what no rule reads.

use edgeward_decision::InventoryKind;
use edgeward_rego::{Fields, Value};
use serde::Deserialize;

/// Part of a list.
#[derive(Debug, Deserialize)]
pub(crate) struct Page {
    pub(crate) metadata: PageMetadata,
    // A null is what an old server writes for none.
    pub(crate) items: Option<Vec<Value>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PageMetadata {
    #[serde(default)]
    pub(crate) resource_version: String,
    #[serde(default, rename = "continue")]
    pub(crate) more: String,
    /// How many come after this page, where the server says so.
    pub(crate) remaining_item_count: Option<usize>,
}

/// What `kubectl apply` keeps of an object: the object once more, as text.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// What is kept of the objects of one kind.
pub(crate) struct Trim {
    pub(super) kind: InventoryKind,
    fields: Fields,
    /// The one before. Objects of a controller are almost one, and what they have in common is kept once.
    latest: Value,
}

impl Trim {
    pub(crate) fn new(kind: InventoryKind, fields: Fields) -> Trim {
        Trim { kind, fields, latest: Value::NULL }
    }

    /// The object with its kind, which a list leaves out, without bookkeeping that is often half of it, and without what
    /// no rule reads.
    pub(super) fn trim(&mut self, mut object: Value) -> Value {
        object.put(&["apiVersion"], self.kind.api_version.as_str().into());
        object.put(&["kind"], self.kind.kind.as_str().into());
        object.take(&["metadata", "managedFields"]);
        object.take(&["metadata", "annotations", LAST_APPLIED]);
        self.latest = self.fields.trim(&object).sharing(&self.latest);
        self.latest.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bookkeeping_is_dropped_and_the_kind_is_there() {
        let listed = br#"{"metadata": {"name": "a", "managedFields": [{"manager": "m"}],
            "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{}"}}, "spec": {"a": 1}}"#;
        let trimmed = Trim::new(InventoryKind::new("apps/v1", "Deployment"), Fields::everything())
            .trim(Value::from_json(listed).expect("JSON"));
        let expected = br#"{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a"}, "spec": {"a": 1}}"#;
        assert_eq!(trimmed, Value::from_json(expected).expect("JSON"));
    }
}
