//! One request, and where it is put.

use edgeward_decision::{KindScope, kind_scope};
use serde_json::{Value, json};

use super::at::at;
use super::change::Change;
use super::request::{kind_of, namespace_of};
use super::surroundings::Surroundings;

/// A request about an object.
#[derive(Debug)]
pub struct Subject {
    /// The object, in the namespace that was made for it.
    pub object: Value,
    /// What happens to it where it is there already; otherwise it is made.
    pub change: Option<Change>,
    /// An index into the surroundings; none for what lies in no namespace.
    pub home: Option<usize>,
    /// `userInfo` of a review; a manifest names nobody.
    pub user: Option<Value>,
    /// The namespace as the case calls it.
    pub namespace: Option<String>,
    /// What lies in no namespace as the case calls it, where it has another name here.
    pub name: Option<String>,
    /// The first case that has it: an index into the cases.
    pub golden: usize,
}

impl Subject {
    /// Of what a document brings, by an index into the cases.
    pub(super) fn of(object: &Value, user: Option<&Value>, change: Option<Change>, golden: usize) -> Subject {
        let (group, kind) = kind_of(object);
        let is_namespaced = kind_scope(&group, &kind) != KindScope::Cluster;
        let namespace = is_namespaced.then(|| namespace_of(object));
        let (object, user) = (object.clone(), user.cloned());
        Subject { object, change, home: None, user, namespace, name: None, golden }
    }

    /// Whether it ends what is there.
    pub fn is_end(&self) -> bool {
        self.change.as_ref().is_some_and(|change| change.is_end)
    }

    /// Whether it is about the one kind that pods want to be there before them.
    pub(super) fn is_class(&self) -> bool {
        at(&self.object, "/kind") == "RuntimeClass"
    }

    /// Puts it where nothing is in its way: into its namespace, or under a name of its own where it is there already.
    pub(super) fn settle(&mut self, home: Option<usize>) {
        self.home = home;
        let home = home.map(Surroundings::name);
        let called = self.change.as_ref().filter(|_| home.is_none() && !self.is_class());
        let called = called.map(|_| format!("changed-{}", self.golden));
        if called.is_some() {
            self.name = at(&self.object, "/metadata/name").as_str().map(str::to_owned);
        }
        for (field, value) in [("namespace", home), ("name", called)] {
            let Some(value) = value else { continue };
            for object in self.change.iter_mut().map(|change| &mut change.old).chain([&mut self.object]) {
                set(object, field, &value);
            }
        }
    }

    /// The same for requests that are answered alike.
    pub(super) fn key(&self) -> String {
        let change =
            self.change.as_ref().map(|change| (change.operation(), &change.subresource, &change.old));
        json!([self.object, change, self.home, self.user, self.namespace]).to_string()
    }

    /// An object of it as the case calls it.
    pub(super) fn told(&self, object: &Value) -> Value {
        let mut object = object.clone();
        for (field, value) in [("namespace", &self.namespace), ("name", &self.name)] {
            if let Some(value) = value {
                set(&mut object, field, value);
            }
        }
        if let (Some(name), Some(label)) =
            (&self.name, object.pointer_mut("/metadata/labels/kubernetes.io~1metadata.name"))
        {
            *label = Value::String(name.clone());
        }
        object
    }
}

fn set(object: &mut Value, field: &str, value: &str) {
    if let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.insert(field.to_owned(), Value::String(value.to_owned()));
    }
}
