use std::collections::BTreeMap;

use serde_json::{Value, json};

/// Kinds, objects, and what happened to them.
#[derive(Debug, Default)]
pub(super) struct Objects {
    version: u64,
    /// Watches go on from here or later.
    oldest: u64,
    kinds: Vec<Kind>,
    objects: BTreeMap<(String, String, String), Value>,
    events: Vec<Event>,
}

#[derive(Debug, Clone)]
struct Kind {
    api_version: String,
    kind: String,
    resource: String,
    namespaced: bool,
}

#[derive(Debug, Clone)]
struct Event {
    version: u64,
    kind: String,
    what: &'static str,
    object: Value,
}

fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

impl Objects {
    pub(super) fn serve(&mut self, api_version: &str, kind: &str, resource: &str, namespaced: bool) {
        let [api_version, kind, resource] = [api_version, kind, resource].map(str::to_owned);
        self.kinds.push(Kind { api_version, kind, resource, namespaced });
    }

    pub(super) fn drop_version(&mut self, api_version: &str) {
        self.kinds.retain(|kind| kind.api_version != api_version);
    }

    pub(super) fn put(&mut self, mut object: Value) {
        self.version += 1;
        self.stamp(&mut object);
        let kind = text(&object, "/kind");
        let key = (kind.clone(), text(&object, "/metadata/namespace"), text(&object, "/metadata/name"));
        let old = self.objects.insert(key, object.clone());
        let what = if old.is_some() { "MODIFIED" } else { "ADDED" };
        self.events.push(Event { version: self.version, kind, what, object });
    }

    pub(super) fn delete(&mut self, kind: &str, namespace: &str, name: &str) {
        let key = (kind.to_owned(), namespace.to_owned(), name.to_owned());
        let mut object = self.objects.remove(&key).expect("it is there");
        self.version += 1;
        self.stamp(&mut object);
        self.events.push(Event { version: self.version, kind: key.0, what: "DELETED", object });
    }

    /// Writes the version at which an object changed.
    fn stamp(&self, object: &mut Value) {
        let metadata = object.get_mut("metadata").and_then(Value::as_object_mut).expect("it has metadata");
        metadata.insert("resourceVersion".to_owned(), self.version.to_string().into());
    }

    pub(super) fn forget(&mut self) {
        self.version += 1;
        self.oldest = self.version;
        self.events.clear();
    }

    pub(super) fn version(&self) -> u64 {
        self.version
    }

    /// The discovery document at a path, where there is one.
    pub(super) fn discovery(&self, path: &str) -> Option<Value> {
        let version = path.strip_prefix("/apis/").or_else(|| path.strip_prefix("/api/"))?;
        let kinds: Vec<&Kind> = self.kinds.iter().filter(|kind| kind.api_version == version).collect();
        let resources = kinds.iter().map(|kind| {
            json!({"name": kind.resource, "kind": kind.kind, "namespaced": kind.namespaced, "singularName": "",
                "verbs": ["get", "list", "watch"]})
        });
        let list = json!({"kind": "APIResourceList", "groupVersion": version, "resources": resources.collect::<Vec<_>>()});
        (!kinds.is_empty()).then_some(list)
    }

    /// The kind whose objects are at a path.
    pub(super) fn kind_at(&self, path: &str) -> Option<String> {
        let kind = self.kinds.iter().find(|kind| {
            let root = if kind.api_version.contains('/') { "/apis" } else { "/api" };
            path == format!("{root}/{}/{}", kind.api_version, kind.resource)
        });
        kind.map(|kind| kind.kind.clone())
    }

    /// Objects of a kind from the `skip`-th on, as a list has them: without their kind.
    pub(super) fn page(&self, kind: &str, skip: usize, limit: usize) -> Value {
        let all: Vec<&Value> =
            self.objects.iter().filter(|((one, ..), _)| one == kind).map(|(_, object)| object).collect();
        let bare = |object: &&&Value| {
            let mut object = Value::clone(object);
            if let Some(fields) = object.as_object_mut() {
                fields.remove("kind");
                fields.remove("apiVersion");
            }
            object
        };
        let items: Vec<Value> = all.iter().skip(skip).take(limit).map(|one| bare(&one)).collect();
        let next = skip + items.len();
        let more = if next < all.len() { format!("{next}=/+") } else { String::new() };
        json!({"kind": "List", "metadata": {"resourceVersion": self.version.to_string(), "continue": more}, "items": items})
    }

    /// Events of a kind after a version, as a watch writes them; nothing where that is forgotten.
    pub(super) fn since(&self, kind: &str, version: u64) -> Option<Vec<(u64, Value)>> {
        if version < self.oldest {
            return None;
        }
        let new = self.events.iter().filter(|event| event.kind == kind && event.version > version);
        Some(new.map(|event| (event.version, json!({"type": event.what, "object": event.object}))).collect())
    }
}
