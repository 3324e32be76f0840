//! What is there before anybody attacks.

use serde_json::{Map, Value, json};

use super::case::Case;
use super::good;
use crate::cluster::{Client, Problem};

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
