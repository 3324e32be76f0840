//! The documents of all golden cases as requests, each distinct one once.

use std::collections::BTreeMap;
use std::path::Path;

use edgeward_suite::GoldenCase;
use serde_json::Value;

use super::request::{Request, kind_of, namespace_of};
use super::rules::Rules;
use super::subject::Subject;
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
            // Beside an object that is made lies what another request of its case changes, as it is until then.
            let there: Vec<Value> = documents
                .iter()
                .map(|one| match Request::of(one).change {
                    Ok(Some(change)) => change.old,
                    _ => one.clone(),
                })
                .collect();
            let mut judged = Vec::new();
            let golden = corpus.goldens.len();
            let mut put = Vec::new();
            for document in &documents {
                put.push(None);
                let Request { object, user, change } = Request::of(document);
                let kind = kind_of(object);
                let of_rule = rules.is_about(&case.rule, &kind.0, &kind.1);
                let is_made = matches!(change, Ok(None));
                let change = match change.and_then(|change| touched(rules, object).map(|()| change)) {
                    Ok(change) => change,
                    Err(reason) => {
                        if of_rule || !is_made {
                            judged.push(Judged::Left(reason));
                        }
                        continue;
                    }
                };
                let mut subject = Subject::of(object, user, change, golden);
                let home = subject.namespace.as_ref().map(|name| {
                    let home = Surroundings::of(name, &there, &kind.1);
                    // What is there would be in the way of others.
                    let home = if subject.change.is_some() { home.of_one(golden) } else { home };
                    let next = corpus.surroundings.len();
                    *homes.entry(home.key()).or_insert_with(|| {
                        corpus.surroundings.push(home);
                        next
                    })
                });
                subject.settle(home);
                let key = subject.key();
                let next = corpus.subjects.len();
                let index = *known.entry(key).or_insert_with(|| {
                    corpus.subjects.push(subject);
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

/// Says why no policy touches an object, where none does.
fn touched(rules: &Rules, object: &Value) -> Result<(), String> {
    let (group, kind) = kind_of(object);
    if namespace_of(object) == "kube-system" {
        Err("it lies in kube-system, which no policy touches".to_owned())
    } else if rules.has_policy(&group, &kind) {
        Ok(())
    } else {
        Err(format!("no policy is about the kind {kind}"))
    }
}
