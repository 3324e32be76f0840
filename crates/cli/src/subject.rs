//! Documents to reviews: what is to be judged, and where its fields stand.

use std::collections::BTreeMap;
use std::io::Read;

use edgeward_decision::{Inventory, Operation, Review};
use edgeward_manifest::{Document, Input, Place, read};

use crate::failure::Failure;
use crate::output::Output;
use crate::{kinds, shown};

/// A review, and the document that it came from.
#[derive(Debug)]
pub(crate) struct Subject {
    pub(crate) review: Review,
    pub(crate) document: Document,
    /// JSON pointer from the document to the object judged: an AdmissionReview holds it inside.
    within: &'static str,
}

impl Subject {
    /// Where the field stands that a pointer into the object names.
    pub(crate) fn place(&self, pointer: &str) -> Place {
        self.document.place(&format!("{}{pointer}", self.within))
    }
}

/// All documents of the input as reviews; says which state the same object.
pub(crate) fn given(
    inputs: &[Input],
    stdin: &mut dyn Read,
    output: &mut Output,
) -> Result<Vec<Subject>, Failure> {
    let subjects = subjects(read(inputs, stdin)?)?;
    note_repeated(&subjects, output);
    Ok(subjects)
}

/// All documents as reviews.
pub(crate) fn subjects(documents: Vec<Document>) -> Result<Vec<Subject>, Failure> {
    let mut subjects = Vec::new();
    let mut errors = Vec::new();
    for document in documents {
        match subject(document) {
            Ok(subject) => subjects.push(subject),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(subjects) } else { Err(Failure::Documents(errors)) }
}

fn subject(document: Document) -> Result<Subject, String> {
    if document.kind() == "AdmissionReview" {
        // Whatever its kind, an API server served it.
        let (review, within) = requested(&document)?;
        return Ok(Subject { review, document, within });
    }
    let review = Review::of_manifest(document.value())
        .map_err(|error| format!("{}: {error}; every Kubernetes object needs it", document.place("")))?;
    match kinds::slip(&review.kind) {
        Some(message) => Err(format!("{}: {message}", document.place("/kind"))),
        None => Ok(Subject { review, document, within: "" }),
    }
}

fn requested(document: &Document) -> Result<(Review, &'static str), String> {
    if document.api_version() != "admission.k8s.io/v1" {
        let place = document.place("/apiVersion");
        let version = document.api_version();
        return Err(format!(
            "{place}: AdmissionReview of `{version}` is not read; send `admission.k8s.io/v1`"
        ));
    }
    let request = document.value().get("request").filter(|request| request.is_object()).ok_or_else(|| {
        format!(
            "{}: the AdmissionReview holds no `request`; record one that asks, not one that answers",
            document.place("/request")
        )
    })?;
    let review = Review::from_request(&request).map_err(|error| {
        format!(
            "{}: {error}; record the AdmissionReview as the API server sent it",
            document.place("/request")
        )
    })?;
    let within = if review.operation == Operation::Delete { "/request/oldObject" } else { "/request/object" };
    Ok((review, within))
}

/// What rules may look up: all manifests. An AdmissionReview asks about its object, it does not state it.
pub(crate) fn inventory(subjects: &[Subject]) -> Inventory {
    Inventory::from_objects(
        subjects.iter().filter(|subject| subject.within.is_empty()).map(|subject| subject.document.value()),
    )
}

/// Says which documents state the same object: only one of them can be looked up.
fn note_repeated(subjects: &[Subject], output: &mut Output) {
    let mut seen: BTreeMap<(String, String, String), Place> = BTreeMap::new();
    for subject in
        subjects.iter().filter(|subject| subject.within.is_empty() && !subject.review.name.is_empty())
    {
        let object = shown::object(&subject.review);
        let identity = (subject.review.kind.group.clone(), subject.review.kind.kind.clone(), object.clone());
        if let Some(first) = seen.insert(identity, subject.place("")) {
            let place = subject.place("");
            output.note(&format!(
                "{object} is given twice ({first} and {place}); other objects are judged by the later one"
            ));
        }
    }
}

/// Says that a namespace was taken as health data.
pub(crate) fn note_assumed(namespace: &str, output: &mut Output) {
    output.note(&format!(
        "no document describes namespace `{namespace}`; it is taken as health data (add its Namespace to the input)"
    ));
}
