//! The documents of all golden cases as requests, each distinct one once.

use std::collections::BTreeMap;
use std::path::Path;

use edgeward_decision::{KindScope, kind_scope};
use edgeward_suite::GoldenCase;
use serde_json::{Value, json};

use super::at::at;
use super::rules::Rules;
use super::surroundings::Surroundings;
use crate::cluster::Problem;

const GOLDENS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../testdata/golden");

/// All golden cases.
#[derive(Debug, Default)]
pub struct Corpus {
    /// Each case.
    pub goldens: Vec<Golden>,
    /// Namespaces as the cases describe them.
    pub surroundings: Vec<Surroundings>,
    /// Distinct requests.
    pub subjects: Vec<Subject>,
}

/// A golden case.
#[derive(Debug)]
pub struct Golden {
    /// Id of its rule.
    pub rule: String,
    /// Its own name.
    pub name: String,
    /// What its rule is asked about.
    pub judged: Vec<Judged>,
    /// All its documents, and the subjects that were made of them.
    pub documents: Vec<(Value, Option<usize>)>,
}

/// A document that the rule of a case is about.
#[derive(Debug)]
pub enum Judged {
    /// Put to the API server: an index into the subjects.
    Put(usize),
    /// Not put, for this reason.
    Left(String),
}

/// The making of an object.
#[derive(Debug)]
pub struct Subject {
    /// The object, in the namespace that was made for it.
    pub object: Value,
    /// An index into the surroundings; none for what lies in no namespace.
    pub home: Option<usize>,
    /// `userInfo` of a review; a manifest names nobody.
    pub user: Option<Value>,
    /// The namespace as the case calls it.
    pub namespace: Option<String>,
    /// The first case that has it: an index into the cases.
    pub golden: usize,
}

impl Corpus {
    /// Reads all golden cases.
    pub fn read(rules: &Rules) -> Result<Corpus, Problem> {
        let mut corpus = Corpus::default();
        let mut known = BTreeMap::new();
        let mut homes = BTreeMap::new();
        for case in GoldenCase::below(Path::new(GOLDENS)) {
            let documents = case.documents().map_err(Problem::Unexpected)?;
            let documents: Vec<Value> =
                documents.iter().map(|one| serde_json::to_value(one).unwrap_or(Value::Null)).collect();
            let mut judged = Vec::new();
            let golden = corpus.goldens.len();
            let mut put = Vec::new();
            for document in &documents {
                put.push(None);
                let (object, user, operation) = request(document);
                let kind = kind_of(object);
                let of_rule = rules.is_about(&case.rule, &kind.0, &kind.1);
                let left = match operation {
                    "CREATE" if namespace_of(object) == "kube-system" => {
                        Some("it lies in kube-system, which no policy touches".to_owned())
                    }
                    "CREATE" if rules.has_policy(&kind.0, &kind.1) => None,
                    "CREATE" => Some(format!("no policy is about the kind {}", kind.1)),
                    other => Some(format!("it is no object but the review of a request to {other}")),
                };
                if let Some(reason) = left {
                    if of_rule || operation != "CREATE" {
                        judged.push(Judged::Left(reason));
                    }
                    continue;
                }
                let namespaced = kind_scope(&kind.0, &kind.1) != KindScope::Cluster;
                let namespace = namespaced.then(|| namespace_of(object));
                let home = namespace.as_ref().map(|name| {
                    let home = Surroundings::of(name, &documents, &kind.1);
                    let next = corpus.surroundings.len();
                    *homes.entry(home.key()).or_insert_with(|| {
                        corpus.surroundings.push(home);
                        next
                    })
                });
                let mut object = object.clone();
                if let (Some(home), Some(metadata)) =
                    (home, object.get_mut("metadata").and_then(Value::as_object_mut))
                {
                    metadata.insert("namespace".to_owned(), Value::String(Surroundings::name(home)));
                }
                let key = json!([object, home, user, namespace]).to_string();
                let next = corpus.subjects.len();
                let index = *known.entry(key).or_insert_with(|| {
                    let user = user.cloned();
                    corpus.subjects.push(Subject { object, home, user, namespace, golden });
                    next
                });
                if let Some(last) = put.last_mut() {
                    *last = Some(index);
                }
                if of_rule {
                    judged.push(Judged::Put(index));
                }
            }
            let documents = documents.into_iter().zip(put).collect();
            corpus.goldens.push(Golden { rule: case.rule, name: case.name, judged, documents });
        }
        Ok(corpus)
    }
}

/// The object that a document brings, by whom, and by what operation.
fn request(document: &Value) -> (&Value, Option<&Value>, &str) {
    if at(document, "/kind") != "AdmissionReview" {
        return (document, None, "CREATE");
    }
    let request = at(document, "/request");
    let user = request.get("userInfo").filter(|user| at(user, "/username").is_string());
    (at(request, "/object"), user, at(request, "/operation").as_str().unwrap_or("nothing"))
}

/// Group and kind.
pub(super) fn kind_of(object: &Value) -> (String, String) {
    let version = at(object, "/apiVersion").as_str().unwrap_or_default();
    let group = version.split_once('/').map_or("", |(group, _)| group);
    (group.to_owned(), at(object, "/kind").as_str().unwrap_or_default().to_owned())
}

pub(super) fn namespace_of(object: &Value) -> String {
    match at(object, "/metadata/namespace").as_str() {
        Some(name) if !name.is_empty() => name.to_owned(),
        _ => "default".to_owned(),
    }
}
