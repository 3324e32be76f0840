//! What a rule is asked with: the review of an object, and the objects beside it.

use edgeward_decision::{KindScope, Review, kind_scope};
use serde_json::{Map, Value, json};

use super::object;

/// Fields of an AdmissionRequest that a review has as they are.
const PASSED_ON: [&str; 3] = ["resource", "dryRun", "options"];

/// `input.review` of a document; nothing where no review can be made of it.
pub(crate) fn review(document: &Value) -> Option<Value> {
    let review = Review::of_document(&document.into()).ok()?;
    let request = document.get("request").cloned().unwrap_or(Value::Null);
    let kind = &review.kind;
    let mut fields = object([
        ("uid", json!(review.uid)),
        ("kind", json!({"group": kind.group, "version": kind.version, "kind": kind.kind})),
        ("name", json!(review.name)),
        ("operation", json!(review.operation.as_str())),
        ("subResource", json!(review.sub_resource)),
        ("object", serde_json::to_value(&review.object).ok()?),
        ("oldObject", serde_json::to_value(&review.old_object).ok()?),
        ("userInfo", request.get("userInfo").cloned().unwrap_or_else(|| json!({}))),
    ]);
    fields.extend(review.namespace.map(|namespace| ("namespace".to_owned(), json!(namespace))));
    for key in PASSED_ON {
        fields.extend(request.get(key).map(|value| (key.to_owned(), value.clone())));
    }
    Some(Value::Object(fields))
}

/// `data.inventory` of the given objects, in Gatekeeper's shape.
pub(crate) fn inventory(documents: &[Value]) -> Value {
    let mut inventory = Map::new();
    for document in documents {
        let text =
            |pointer: &str| document.pointer(pointer).and_then(Value::as_str).filter(|text| !text.is_empty());
        let (Some(version), Some(kind)) = (text("/apiVersion"), text("/kind")) else { continue };
        let Some(name) = text("/metadata/name").filter(|_| kind != "AdmissionReview") else { continue };
        let group = version.split_once('/').map_or("", |(group, _)| group);
        let path = match kind_scope(group, kind) {
            KindScope::Cluster => vec!["cluster", version, kind],
            _ => vec!["namespace", text("/metadata/namespace").unwrap_or("default"), version, kind],
        };
        insert(&mut inventory, &path, name, document.clone());
    }
    Value::Object(inventory)
}

fn insert(into: &mut Map<String, Value>, path: &[&str], name: &str, document: Value) {
    match path.split_first() {
        None => {
            into.insert(name.to_owned(), document);
        }
        Some((first, rest)) => {
            if let Value::Object(inner) = into.entry(*first).or_insert_with(|| json!({})) {
                insert(inner, rest, name, document);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{inventory, review};

    #[test]
    fn an_object_without_a_namespace_is_in_default() {
        let pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}});
        let node = json!({"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n"}});
        assert_eq!(
            inventory(&[pod.clone(), node.clone()]),
            json!({"namespace": {"default": {"v1": {"Pod": {"a": pod}}}}, "cluster": {"v1": {"Node": {"n": node}}}})
        );
    }

    #[test]
    fn what_names_no_kind_has_no_review() {
        assert_eq!(review(&json!({"metadata": {}})), None);
    }
}
