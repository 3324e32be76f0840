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

/// The object with its kind, which a list leaves out, without bookkeeping that is often half of it, and without what no
/// rule reads.
pub(crate) fn trimmed(mut object: Value, kind: &InventoryKind, fields: &Fields) -> Value {
    object.put(&["apiVersion"], kind.api_version.as_str().into());
    object.put(&["kind"], kind.kind.as_str().into());
    object.take(&["metadata", "managedFields"]);
    object.take(&["metadata", "annotations", LAST_APPLIED]);
    fields.trim(&object)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bookkeeping_is_dropped_and_the_kind_is_there() {
        let listed = br#"{"metadata": {"name": "a", "managedFields": [{"manager": "m"}],
            "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{}"}}, "spec": {"a": 1}}"#;
        let trimmed = trimmed(
            Value::from_json(listed).expect("JSON"),
            &InventoryKind::new("apps/v1", "Deployment"),
            &Fields::everything(),
        );
        let expected = br#"{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a"}, "spec": {"a": 1}}"#;
        assert_eq!(trimmed, Value::from_json(expected).expect("JSON"));
    }
}
