//! Where the API server serves a kind, if it does.

use edgeward_decision::InventoryKind;
use edgeward_rego::Scope;
use serde::Deserialize;

/// Where a kind is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Served {
    /// Of all its objects, in all namespaces.
    pub(super) path: String,
    pub(super) scope: Scope,
}

#[derive(Deserialize)]
struct ResourceList {
    #[serde(default)]
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
struct Resource {
    name: String,
    kind: String,
    namespaced: bool,
    #[serde(default)]
    verbs: Vec<String>,
}

/// Where discovery of a version is.
pub(super) fn discovery(api_version: &str) -> String {
    match api_version.split_once('/') {
        Some(_) => format!("/apis/{api_version}"),
        None => format!("/api/{api_version}"),
    }
}

/// Where a kind is served, from the discovery of its version.
pub(super) fn find(text: &str, kind: &InventoryKind) -> Result<Option<Served>, serde_json::Error> {
    let list: ResourceList = serde_json::from_str(text)?;
    let found = list.resources.into_iter().find(|resource| {
        // A subresource may have the kind of another resource.
        resource.kind == kind.kind
            && !resource.name.contains('/')
            && ["list", "watch"].iter().all(|verb| resource.verbs.iter().any(|own| own == verb))
    });
    Ok(found.map(|resource| Served {
        path: format!("{}/{}", discovery(&kind.api_version), resource.name),
        scope: if resource.namespaced { Scope::Namespace } else { Scope::Cluster },
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_found_and_a_subresource_or_what_cannot_be_watched_is_not() {
        let text = r#"{"kind": "APIResourceList", "resources": [
            {"name": "pods/eviction", "kind": "Eviction", "namespaced": true, "verbs": ["create"]},
            {"name": "pods", "kind": "Pod", "namespaced": true, "verbs": ["get", "list", "watch"]},
            {"name": "bindings", "kind": "Binding", "namespaced": true, "verbs": ["create"]}]}"#;
        let found = |kind| find(text, &InventoryKind::new("v1", kind)).expect("JSON");
        let pods = Served { path: "/api/v1/pods".to_owned(), scope: Scope::Namespace };
        assert_eq!(found("Pod"), Some(pods));
        assert_eq!(found("Eviction"), None);
        assert_eq!(found("Binding"), None);
        assert_eq!(discovery("apps/v1"), "/apis/apps/v1");
    }
}
