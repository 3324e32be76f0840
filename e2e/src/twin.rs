//! The corrected twin of the case study's Deployment: what the strict profile admits without a warning.

use std::path::Path;

use serde_json::{Value, json};

use crate::cluster::{Client, Problem};
use crate::{as_of_today, yaml};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../testdata/seed/twin.yaml");

/// Where it lives.
pub const NAMESPACE: &str = "health-data";

/// Its documents, as somebody would write them today: the server judges by the real clock.
#[derive(Debug)]
pub struct Twin {
    documents: Vec<Value>,
}

impl Twin {
    /// Reads it.
    pub fn today() -> Result<Twin, Problem> {
        let text = as_of_today(&json!(yaml::documents(Path::new(FILE))?).to_string())?;
        let unreadable = |error: serde_json::Error| Problem::Unexpected(format!("{FILE}: {error}"));
        Ok(Twin { documents: serde_json::from_str(&text).map_err(unreadable)? })
    }

    /// Makes its namespace, account and NetworkPolicy.
    pub fn prepare(&self, client: &Client) -> Result<(), Problem> {
        let is_of_all = |document: &&Value| !["Deployment", "PodDisruptionBudget"].contains(&kind(document));
        self.documents.iter().filter(is_of_all).try_for_each(|object| make(client, object))
    }

    /// Makes the Deployment and its budget under another name, with so many pods.
    pub fn deploy(&self, client: &Client, name: &str, replicas: usize) -> Result<(), Problem> {
        for document in &self.documents {
            let mut object = renamed(document, name);
            let metadata = |object: &mut Value| {
                if let Some(own) = object.pointer_mut("/metadata/name") {
                    *own = json!(name);
                }
            };
            match kind(document) {
                "Deployment" => {
                    metadata(&mut object);
                    if let Some(number) = object.pointer_mut("/spec/replicas") {
                        *number = json!(replicas);
                    }
                }
                "PodDisruptionBudget" => metadata(&mut object),
                _ => continue,
            }
            make(client, &object)?;
        }
        Ok(())
    }

    /// The Deployment itself.
    pub fn deployment(&self) -> Value {
        self.documents.iter().find(|document| kind(document) == "Deployment").cloned().unwrap_or_default()
    }

    /// A pod as the Deployment's template has it, without a name.
    pub fn pod(&self) -> Value {
        let template = self.documents.iter().find(|document| kind(document) == "Deployment");
        let template = template.and_then(|one| one.pointer("/spec/template")).unwrap_or(&Value::Null);
        let part = |pointer: &str| template.pointer(pointer).cloned().unwrap_or_default();
        json!({
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {
                "generateName": "twin-",
                "namespace": NAMESPACE,
                "labels": part("/metadata/labels"),
                "annotations": part("/metadata/annotations"),
            },
            "spec": part("/spec"),
        })
    }

    /// A Job whose pod is that of the Deployment.
    pub fn job(&self, name: &str) -> Value {
        let mut pod = renamed(&self.pod(), name);
        if let Some(spec) = pod.pointer_mut("/spec").and_then(Value::as_object_mut) {
            spec.insert("restartPolicy".to_owned(), json!("Never"));
        }
        let part = |pointer: &str| pod.pointer(pointer).cloned().unwrap_or_default();
        let annotations = self.documents.iter().find(|document| kind(document) == "Deployment");
        json!({
            "apiVersion": "batch/v1",
            "kind": "Job",
            "metadata": {
                "name": name,
                "namespace": NAMESPACE,
                "labels": part("/metadata/labels"),
                "annotations": annotations.and_then(|one| one.pointer("/metadata/annotations")),
            },
            "spec": {"template": {
                "metadata": {"labels": part("/metadata/labels"), "annotations": part("/metadata/annotations")},
                "spec": part("/spec"),
            }},
        })
    }
}

fn kind(document: &Value) -> &str {
    document.get("kind").and_then(Value::as_str).unwrap_or_default()
}

/// With another value of the label `app`; account and image stay.
fn renamed(document: &Value, name: &str) -> Value {
    let text = document.to_string().replace(r#""app":"health-data-storage""#, &format!(r#""app":"{name}""#));
    // It was JSON before, and a name has nothing that JSON escapes.
    serde_json::from_str(&text).unwrap_or_default()
}

fn make(client: &Client, object: &Value) -> Result<(), Problem> {
    let answer = client.create(object)?;
    if answer.is_success() { Ok(()) } else { Err(Problem::Unexpected(answer.text())) }
}
