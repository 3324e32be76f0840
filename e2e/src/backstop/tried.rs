//! What an API server answers when all subjects are put to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use serde_json::Value;

use super::at::at;
use super::corpus::Corpus;
use super::held;
use super::subject::Subject;
use super::surroundings::Surroundings;
use crate::cluster::{Client, Cluster, Problem, User, prepare_site};
use crate::parallel;

/// An answer to one subject.
#[derive(Debug, Clone, PartialEq)]
pub enum Tried {
    /// What would be stored, and the warnings.
    Stored(Box<Value>, Vec<String>),
    /// The message of a refusal.
    Refused(String),
    /// Nothing was put: why what it changes could not be made.
    Unmade(String),
}

/// Puts those that are wanted, by dry run, each as its user.
pub fn put(
    cluster: &Cluster,
    corpus: &Corpus,
    wanted: impl Fn(usize) -> bool + Sync,
) -> Result<Vec<Option<Tried>>, Problem> {
    let clients = Clients::new(cluster)?;
    let paths = Paths::default();
    let one = |index: usize, subject: &Subject| {
        if !wanted(index) {
            return Ok(None);
        }
        let client = clients.of(subject)?;
        if let Some(reason) = subject.change.as_ref().and_then(|change| change.refused.clone()) {
            return Ok(Some(Tried::Unmade(reason)));
        }
        let Some(path) = paths.collection(&client, subject)? else {
            return Ok(Some(Tried::Refused("the API server does not serve the kind".to_owned())));
        };
        let answer = match &subject.change {
            Some(change) => held::ask(&client, &path, subject, change)?,
            None => client.post(&format!("{path}?dryRun=All&fieldValidation=Ignore"), &subject.object)?,
        };
        Ok(Some(if answer.is_success() {
            let answers: BTreeSet<String> = answer.warnings.into_iter().collect();
            Tried::Stored(Box::new(answer.body), answers.into_iter().collect())
        } else {
            Tried::Refused(answer.text())
        }))
    };
    // Pods want their class to be there, and the classes of the cases want that it is not.
    let is_new_class = |subject: &Subject| subject.is_class() && subject.change.is_none();
    let some = |classes: bool| -> Result<Vec<Option<Tried>>, Problem> {
        let one = |index: usize, subject: &Subject| {
            if is_new_class(subject) == classes { one(index, subject) } else { Ok(None) }
        };
        parallel::map(&corpus.subjects, one).into_iter().collect()
    };
    let classes = some(true)?;
    prepare_site(&clients.admin, 0)?;
    let others = some(false)?;
    clients.admin.delete("/apis/node.k8s.io/v1/runtimeclasses/wasmedge")?;
    Ok(classes.into_iter().zip(others).map(|(class, other)| class.or(other)).collect())
}

/// A client for each user that some review names.
struct Clients<'a> {
    cluster: &'a Cluster,
    admin: Client,
    others: Mutex<BTreeMap<String, Client>>,
}

impl<'a> Clients<'a> {
    fn new(cluster: &'a Cluster) -> Result<Clients<'a>, Problem> {
        Ok(Clients { cluster, admin: cluster.client(&User::admin())?, others: Mutex::default() })
    }

    fn of(&self, subject: &Subject) -> Result<Client, Problem> {
        let Some(user) = &subject.user else { return Ok(self.admin.clone()) };
        let mut others = self.others.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let key = user.to_string();
        if let Some(client) = others.get(&key) {
            return Ok(client.clone());
        }
        let groups: Vec<&str> =
            at(user, "/groups").as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let groups: Vec<&str> = groups.into_iter().filter(|group| *group != "system:authenticated").collect();
        let user = User::new(at(user, "/username").as_str().unwrap_or_default(), &groups);
        let client = self.cluster.client(&user)?;
        others.insert(key, client.clone());
        Ok(client)
    }
}

/// Where objects of kinds are made, once it was asked for.
#[derive(Debug, Default)]
pub(super) struct Paths(Mutex<BTreeMap<String, Option<String>>>);

impl Paths {
    /// Where objects of the subject's kind are made; none where the kind is not served.
    pub(super) fn collection(&self, client: &Client, subject: &Subject) -> Result<Option<String>, Problem> {
        let kind = format!("{} {}", at(&subject.object, "/apiVersion"), at(&subject.object, "/kind"));
        let namespace = subject.home.map(Surroundings::name).unwrap_or_default();
        let mut known = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let path = match known.get(&kind) {
            Some(path) => path.clone(),
            None => {
                let path = client.collection(&subject.object).ok();
                let path =
                    path.map(|path| path.replace(&format!("/namespaces/{namespace}/"), "/namespaces/HOME/"));
                known.insert(kind, path.clone());
                path
            }
        };
        Ok(path.map(|path| path.replace("/namespaces/HOME/", &format!("/namespaces/{namespace}/"))))
    }
}
