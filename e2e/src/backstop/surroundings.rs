//! Namespaces as golden cases describe them, made for requests to arrive in.

use edgeward_backstop::AGREED_LABEL;
use serde_json::{Value, json};

use super::at::at;
use super::request::namespace_of;
use crate::cluster::{Client, Problem};

/// A namespace and the NetworkPolicies in it. Cases that describe the same one share it.
#[derive(Debug)]
pub struct Surroundings {
    labels: Value,
    annotations: Value,
    policies: Vec<Value>,
    /// A pod that is there to be bound.
    bound: bool,
    /// The only case that it is for.
    golden: Option<usize>,
}

impl Surroundings {
    /// Of a namespace as some documents describe it, for an object of a kind. One that they do not describe counts as
    /// health data. Policies themselves arrive where there is none yet, and bindings where there is a pod.
    pub(super) fn of(namespace: &str, documents: &[Value], kind: &str) -> Surroundings {
        let metadata = documents
            .iter()
            .find(|one| at(one, "/kind") == "Namespace" && at(one, "/metadata/name") == namespace)
            .map(|one| at(one, "/metadata"));
        let policies = documents.iter().filter(|one| {
            kind != "NetworkPolicy"
                && at(one, "/kind") == "NetworkPolicy"
                && at(one, "/apiVersion") == "networking.k8s.io/v1"
                && namespace_of(one) == namespace
        });
        Surroundings {
            labels: metadata.map_or_else(
                || json!({"edgeward.io/health-data": "true"}),
                |metadata| at(metadata, "/labels").clone(),
            ),
            annotations: metadata.map_or(Value::Null, |metadata| at(metadata, "/annotations").clone()),
            policies: policies.cloned().collect(),
            bound: kind == "Binding",
            golden: None,
        }
    }

    /// The same, for one case alone.
    pub(super) fn of_one(self, golden: usize) -> Surroundings {
        Surroundings { golden: Some(golden), ..self }
    }

    pub(super) fn key(&self) -> String {
        json!([self.labels, self.annotations, self.policies, self.bound, self.golden]).to_string()
    }

    /// What the namespace of a place in the list is called.
    pub fn name(index: usize) -> String {
        format!("n-{index}")
    }

    /// How many NetworkPolicies there are.
    pub fn policies(&self) -> usize {
        self.policies.len()
    }

    /// Whether it is labelled as one with health data.
    pub fn has_health_data(&self) -> bool {
        at(&self.labels, "/edgeward.io~1health-data") == "true"
    }
}

/// Makes them all. NetworkPolicies that the API server refuses are in none of them any more.
pub fn prepare(client: &Client, all: &mut [Surroundings]) -> Result<(), Problem> {
    let made = crate::parallel::map(all, |index, one| make(client, index, one));
    for (one, made) in all.iter_mut().zip(made) {
        one.policies = made?;
    }
    Ok(())
}

/// Makes one; the NetworkPolicies that are there then.
fn make(client: &Client, index: usize, one: &Surroundings) -> Result<Vec<Value>, Problem> {
    let name = Surroundings::name(index);
    let metadata = json!({"name": name, "labels": one.labels, "annotations": one.annotations});
    let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": metadata});
    let mut made = Vec::new();
    // Where the namespace itself is refused, so is all that would be put there.
    client.post("/api/v1/namespaces", &namespace)?;
    if one.bound {
        client.post(&format!("/api/v1/namespaces/{name}/pods"), &bound())?;
    }
    for policy in &one.policies {
        let mut policy = policy.clone();
        if let Some(metadata) = policy.get_mut("metadata").and_then(Value::as_object_mut) {
            metadata.insert("namespace".to_owned(), Value::String(name.clone()));
            // Now, for a label that is put on later may go unseen: see the page on the backstop.
            metadata.insert("labels".to_owned(), json!({AGREED_LABEL: "true"}));
        }
        let path = format!("/apis/networking.k8s.io/v1/namespaces/{name}/networkpolicies");
        if client.post(&path, &policy)?.is_success() {
            made.push(policy);
        }
    }
    Ok(made)
}

/// The pod that the cases bind.
fn bound() -> Value {
    json!({
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "records"},
        "spec": {"containers": [{"name": "records", "image": "registry.example.com/records"}]},
    })
}
