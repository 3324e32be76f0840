//! What is there before anybody attacks.

use serde_json::{Map, Value, json};

use super::case::Case;
use super::good;
use crate::cluster::{Client, Problem};

/// What rules look up, at the paths where the API server lists it.
const LOOKED_UP: [&str; 12] = [
    "/api/v1/namespaces",
    "/api/v1/nodes",
    "/api/v1/persistentvolumeclaims",
    "/api/v1/persistentvolumes",
    "/api/v1/pods",
    "/api/v1/serviceaccounts",
    "/api/v1/services",
    "/apis/networking.k8s.io/v1/networkpolicies",
    "/apis/node.k8s.io/v1/runtimeclasses",
    "/apis/policy/v1/poddisruptionbudgets",
    "/apis/rbac.authorization.k8s.io/v1/roles",
    "/apis/storage.k8s.io/v1/storageclasses",
];

/// Makes the namespace of each case, what is in it, and the rights of who attacks: all of them, so that nothing but
/// admission is in the way.
pub fn prepare(admin: &Client, cases: &[Case]) -> Result<(), Problem> {
    make(admin, &good::object(&json!("local-class"), "")?)?;
    let mut users: Vec<String> = cases.iter().map(|case| case.user().name()).collect();
    users.sort();
    users.dedup();
    for (number, user) in users.iter().enumerate() {
        make(admin, &rights(number, user))?;
    }
    for case in cases {
        let namespace = &case.namespace;
        for (name, change) in
            [("namespace", &case.namespace_change), ("policy", &case.policy_change), ("account", &Map::new())]
        {
            let object = good::object(&json!({"like": name, "change": change}), namespace)?;
            make(admin, &object)?;
        }
        for object in &case.before {
            make(admin, &good::object(object, namespace)?)?;
        }
    }
    Ok(())
}

/// All that rules may look up, as the cluster has it now.
pub fn inventory(admin: &Client) -> Result<String, Problem> {
    let mut text = String::new();
    for path in LOOKED_UP {
        let list = admin.get(path)?.body;
        let word = |key: &str| list.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (version, kind) = (word("apiVersion"), word("kind"));
        for item in list.get("items").and_then(Value::as_array).into_iter().flatten() {
            let mut item = item.clone();
            if let Some(fields) = item.as_object_mut() {
                fields.insert("apiVersion".to_owned(), version.clone().into());
                fields.insert("kind".to_owned(), kind.trim_end_matches("List").into());
            }
            text.push_str(&format!("---\n{item}\n"));
        }
    }
    Ok(text)
}

fn rights(number: usize, user: &str) -> Value {
    json!({
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRoleBinding",
        "metadata": {"name": format!("attacker-{number}")},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": user}],
    })
}

fn make(admin: &Client, object: &Value) -> Result<(), Problem> {
    let answer = admin.create(object)?;
    if answer.is_success() { Ok(()) } else { Err(Problem::Unexpected(answer.text())) }
}
