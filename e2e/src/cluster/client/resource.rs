//! Where objects of a kind are, as the API server itself says.

use serde_json::Value;

use super::Client;
use crate::cluster::Problem;

/// The path of the collection that an object belongs to.
pub(super) fn collection(client: &Client, object: &Value) -> Result<String, Problem> {
    let word = |name: &str| object.get(name).and_then(Value::as_str).unwrap_or_default();
    let (api_version, kind) = (word("apiVersion"), word("kind"));
    let group = if api_version.contains('/') {
        format!("/apis/{api_version}")
    } else {
        format!("/api/{api_version}")
    };
    let unknown = || Problem::Unexpected(format!("the API server serves no {api_version} {kind}"));
    let served = client.get(&group)?;
    let resources = served.body.get("resources").and_then(Value::as_array).ok_or_else(unknown)?;
    let is_it = |resource: &&Value| {
        let name = resource.get("name").and_then(Value::as_str).unwrap_or_default();
        resource.get("kind").and_then(Value::as_str) == Some(kind) && !name.contains('/')
    };
    let resource = resources.iter().find(is_it).ok_or_else(unknown)?;
    let name = resource.get("name").and_then(Value::as_str).unwrap_or_default();
    let namespaced = resource.get("namespaced").and_then(Value::as_bool).unwrap_or_default();
    let namespace = object.pointer("/metadata/namespace").and_then(Value::as_str).unwrap_or("default");
    Ok(if namespaced { format!("{group}/namespaces/{namespace}/{name}") } else { format!("{group}/{name}") })
}
