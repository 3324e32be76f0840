//! What requests change or end, made before any policy is there.

use serde_json::Value;

use super::at::at;
use super::change::Change;
use super::corpus::Corpus;
use super::edit::edited;
use super::subject::Subject;
use super::tried::Paths;
use crate::cluster::{Answer, Client, Problem, prepare_site};
use crate::parallel;

/// The API server's own, which nobody can give.
const OWN: [&str; 7] = [
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "generation",
    "managedFields",
    "resourceVersion",
    "uid",
];

/// Makes all that requests change or end, as the administrator. From then on the subjects say what is stored, and are
/// edits of that.
pub fn hold(client: &Client, corpus: &mut Corpus) -> Result<(), Problem> {
    let paths = Paths::default();
    // Pods want their class to be there, and it is what requests about classes are about.
    prepare_site(client, 0)?;
    let held = parallel::map(&corpus.subjects, |_, subject| {
        subject.change.as_ref().map(|change| make(client, subject, change, &paths)).transpose()
    });
    client.delete("/apis/node.k8s.io/v1/runtimeclasses/wasmedge")?;
    for (subject, held) in corpus.subjects.iter_mut().zip(held) {
        let (Some(change), Some(held)) = (&mut subject.change, held?) else { continue };
        match held {
            Ok(mut stored) => {
                // Another is made in its place later, which is not this one.
                without(&mut stored, &["managedFields", "resourceVersion", "uid"]);
                if !change.is_end {
                    subject.object = edited(&change.old, &subject.object, stored.clone());
                }
                change.old = stored;
            }
            Err(refused) => change.refused = Some(refused),
        }
    }
    Ok(())
}

/// Makes it as far as it can be made, and reads it; the message of a refusal otherwise.
fn make(
    client: &Client,
    subject: &Subject,
    change: &Change,
    paths: &Paths,
) -> Result<Result<Value, String>, Problem> {
    let Some(collection) = paths.collection(client, subject)? else {
        return Ok(Err("the API server does not serve the kind".to_owned()));
    };
    let path = format!("{collection}/{}", at(&change.old, "/metadata/name").as_str().unwrap_or_default());
    if !subject.is_class() {
        let mut first = change.old.clone();
        without(&mut first, &OWN);
        // Debug containers come into a pod that is there, and by this way alone.
        let debug = first.pointer_mut("/spec/ephemeralContainers").map(Value::take);
        let mut answers = vec![client.post(&format!("{collection}?fieldValidation=Ignore"), &first)?];
        if let Some(debug) = debug.filter(Value::is_array) {
            let mut there = client.get(&path)?.body;
            if let Some(spec) = there.get_mut("spec").and_then(Value::as_object_mut) {
                spec.insert("ephemeralContainers".to_owned(), debug);
            }
            answers.push(client.put(&format!("{path}/ephemeralcontainers"), &there)?);
        }
        // Whatever has a finalizer stays until somebody takes it off, and nobody does.
        if at(&change.old, "/metadata/deletionTimestamp").is_string() {
            answers.push(client.delete(&path)?);
        }
        if let Some(refused) = answers.iter().find(|answer| !answer.is_success()) {
            return Ok(Err(refused.text()));
        }
    }
    let there = client.get(&path)?;
    Ok(if there.is_success() { Ok(there.body) } else { Err(there.text()) })
}

/// Puts the edit, or ends it, by dry run.
pub(super) fn ask(
    client: &Client,
    collection: &str,
    subject: &Subject,
    change: &Change,
) -> Result<Answer, Problem> {
    let path = format!("{collection}/{}", at(&change.old, "/metadata/name").as_str().unwrap_or_default());
    if change.is_end {
        return client.delete(&format!("{path}?dryRun=All"));
    }
    let mut object = subject.object.clone();
    let version = at(&client.get(&path)?.body, "/metadata/resourceVersion").clone();
    if let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.insert("resourceVersion".to_owned(), version);
    }
    let part = change.subresource.as_ref().map(|name| format!("/{name}")).unwrap_or_default();
    client.put(&format!("{path}{part}?dryRun=All&fieldValidation=Ignore"), &object)
}

fn without(object: &mut Value, fields: &[&str]) {
    if let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.retain(|field, _| !fields.contains(&field.as_str()));
    }
}
