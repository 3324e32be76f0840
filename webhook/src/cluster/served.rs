//! Where the API server serves a kind, if it does.

use edgeward_decision::InventoryKind;
use edgeward_rego::Scope;
use serde::Deserialize;

/// Where a kind is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Served {
    /// Of all its objects, in all namespaces.
    pub(crate) path: String,
    pub(crate) scope: Scope,
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
    let all = kinds(text, &kind.api_version, &["list", "watch"])?;
    Ok(all.into_iter().find(|(name, _)| *name == kind.kind).map(|(_, served)| served))
}

/// All kinds of a version that know these verbs, from its discovery.
pub(super) fn kinds(
    text: &str,
    api_version: &str,
    verbs: &[&str],
) -> Result<Vec<(String, Served)>, serde_json::Error> {
    let list: ResourceList = serde_json::from_str(text)?;
    let knows = |resource: &Resource| verbs.iter().all(|verb| resource.verbs.iter().any(|own| own == verb));
    // A subresource may have the kind of another resource.
    let found = list.resources.into_iter().filter(|one| !one.name.contains('/') && knows(one));
    let served = |resource: Resource| {
        let path = format!("{}/{}", discovery(api_version), resource.name);
        let scope = if resource.namespaced { Scope::Namespace } else { Scope::Cluster };
        (resource.kind, Served { path, scope })
    };
    Ok(found.map(served).collect())
}

#[derive(Deserialize)]
struct GroupList {
    #[serde(default)]
    groups: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    name: String,
    #[serde(default)]
    versions: Vec<GroupVersion>,
    preferred_version: Option<GroupVersion>,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
struct GroupVersion {
    group_version: String,
}

/// The named groups and the versions of each, the preferred one first.
pub(super) fn groups(text: &str) -> Result<Vec<(String, Vec<String>)>, serde_json::Error> {
    let list: GroupList = serde_json::from_str(text)?;
    let versions = |group: Group| {
        let Group { name, versions, preferred_version } = group;
        let mut ordered: Vec<String> = Vec::new();
        for version in preferred_version.into_iter().chain(versions) {
            if !ordered.contains(&version.group_version) {
                ordered.push(version.group_version);
            }
        }
        (name, ordered)
    };
    Ok(list.groups.into_iter().map(versions).collect())
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

    #[test]
    fn the_preferred_version_of_a_group_comes_first() {
        let text = r#"{"kind": "APIGroupList", "groups": [
            {"name": "a", "versions": [{"groupVersion": "a/v1beta1"}, {"groupVersion": "a/v1"}],
             "preferredVersion": {"groupVersion": "a/v1", "version": "v1"}},
            {"name": "b", "versions": [{"groupVersion": "b/v1"}]}]}"#;
        let expected = [
            ("a".to_owned(), vec!["a/v1".to_owned(), "a/v1beta1".to_owned()]),
            ("b".to_owned(), vec!["b/v1".to_owned()]),
        ];
        assert_eq!(groups(text).expect("JSON"), expected);
    }
}
