//! Objects that rules may look up: all at once from documents, or one by one as a cluster changes.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use edgeward_gatekeeper::Labels;
use edgeward_rego::{Scope, Value};

use crate::facts::HEALTH_DATA_LABEL;
use crate::kinds::{KindScope, kind_scope};
use crate::review::labels;

/// Objects that rules may look up, in Gatekeeper's shape.
#[derive(Debug, Clone)]
pub struct Inventory {
    document: Value,
    namespaces: Arc<BTreeMap<String, Labels>>,
    gaps: Arc<BTreeMap<InventoryKind, Gap>>,
    known: Value,
}

/// A kind as the inventory names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InventoryKind {
    /// `v1`, `networking.k8s.io/v1`.
    pub api_version: String,
    /// `NetworkPolicy`.
    pub kind: String,
}

/// Why the objects of a kind cannot be relied on. A rule that looks them up is not asked, and that denies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// They were never seen.
    Cold,
    /// Nobody has said for too long that they are still so.
    Stale,
}

impl InventoryKind {
    /// A kind of a version.
    pub fn new(api_version: &str, kind: &str) -> InventoryKind {
        InventoryKind { api_version: api_version.to_owned(), kind: kind.to_owned() }
    }

    /// What says which namespaces hold health data.
    pub fn namespace() -> InventoryKind {
        InventoryKind::new("v1", "Namespace")
    }
}

impl fmt::Display for InventoryKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.api_version.split_once('/') {
            Some((group, _)) => write!(f, "{} ({group})", self.kind),
            None => f.write_str(&self.kind),
        }
    }
}

impl Gap {
    /// In words that follow the kind.
    pub fn as_str(self) -> &'static str {
        match self {
            Gap::Cold => "is not there yet",
            Gap::Stale => "was not heard of for too long",
        }
    }
}

impl Default for Inventory {
    fn default() -> Self {
        let nothing = Value::object::<&str>([]);
        Inventory {
            document: nothing.clone(),
            namespaces: Arc::default(),
            gaps: Arc::default(),
            known: nothing,
        }
    }
}

/// apiVersion, kind and name lead to an object.
type Tree = BTreeMap<String, BTreeMap<String, BTreeMap<String, Value>>>;

/// Objects on their way into an inventory.
#[derive(Default)]
struct Branches {
    cluster: Tree,
    namespace: BTreeMap<String, Tree>,
    labels: BTreeMap<String, Labels>,
    nameless: usize,
}

impl Branches {
    fn add(&mut self, object: &Value) {
        let (Some(api_version), Some(kind)) = (object.get_str("apiVersion"), object.get_str("kind")) else {
            return;
        };
        if kind == "AdmissionReview" {
            return;
        }
        let metadata = object.get("metadata").unwrap_or(Value::NULL);
        let name = match metadata.get_str("name").filter(|name| !name.is_empty()) {
            Some(name) => name,
            // Each is another object once it has its name; a character that no name has keeps them apart.
            None => {
                self.nameless += 1;
                format!("{}*{}", metadata.get_str("generateName").unwrap_or_default(), self.nameless)
            }
        };
        let group = api_version.split_once('/').map_or("", |(group, _)| group);
        if api_version == "v1" && kind == "Namespace" {
            let mut labels = labels(object);
            // The API server sets it on every namespace.
            labels.insert("kubernetes.io/metadata.name".to_owned(), name.clone());
            // Of two documents that disagree neither may take the namespace out of scope.
            let in_scope =
                |labels: &Labels| labels.get(HEALTH_DATA_LABEL).is_some_and(|value| value == "true");
            if self.labels.get(&name).is_some_and(in_scope) {
                labels.insert(HEALTH_DATA_LABEL.to_owned(), "true".to_owned());
            }
            self.labels.insert(name.clone(), labels);
        }
        let tree = match kind_scope(group, &kind) {
            KindScope::Cluster => &mut self.cluster,
            _ => {
                let namespace =
                    metadata.get_str("namespace").filter(|n| !n.is_empty()).unwrap_or("default".to_owned());
                self.namespace.entry(namespace).or_default()
            }
        };
        // A later object of the same name replaces the first: two revisions of one must not melt into a third.
        tree.entry(api_version).or_default().entry(kind).or_default().insert(name, object.clone());
    }

    fn document(self) -> Value {
        let tree = |tree: Tree| {
            Value::object(tree.into_iter().map(|(version, kinds)| {
                let kinds = kinds.into_iter().map(|(kind, objects)| (kind, Value::object(objects)));
                (version, Value::object(kinds))
            }))
        };
        let mut parts = Vec::new();
        if !self.cluster.is_empty() {
            parts.push(("cluster", tree(self.cluster)));
        }
        if !self.namespace.is_empty() {
            let namespaces =
                self.namespace.into_iter().map(|(namespace, objects)| (namespace, tree(objects)));
            parts.push(("namespace", Value::object(namespaces)));
        }
        Value::object(parts)
    }
}

impl Inventory {
    /// The inventory of the given objects; it counts as complete. Reviews among them are passed over. An object
    /// without a namespace of a kind that has one is in `default`.
    pub fn from_objects<'a>(objects: impl IntoIterator<Item = &'a Value>) -> Inventory {
        let mut branches = Branches::default();
        for object in objects {
            branches.add(object);
        }
        let namespaces = Arc::new(std::mem::take(&mut branches.labels));
        Inventory { document: branches.document(), namespaces, ..Inventory::default() }
    }

    /// Puts an object of a cluster's kind in, over the one of its name. Says whether it is a new one.
    pub fn put(&mut self, kind: &InventoryKind, scope: Scope, object: Value) -> bool {
        let (namespace, name) = place_of(&object);
        let was_there = self.remove(kind, scope, &namespace, &name);
        if *kind == InventoryKind::namespace() {
            let mut labels = labels(&object);
            labels.insert("kubernetes.io/metadata.name".to_owned(), name.clone());
            Arc::make_mut(&mut self.namespaces).insert(name.clone(), labels);
        }
        self.document.put(&path(kind, scope, &namespace, &name), object);
        !was_there
    }

    /// Takes an object out. Says whether it was there.
    pub fn remove(&mut self, kind: &InventoryKind, scope: Scope, namespace: &str, name: &str) -> bool {
        if *kind == InventoryKind::namespace() {
            Arc::make_mut(&mut self.namespaces).remove(name);
        }
        self.document.take(&path(kind, scope, namespace, name)).is_some()
    }

    /// Takes all objects of a kind out, wherever they stand.
    pub fn clear(&mut self, kind: &InventoryKind) {
        if *kind == InventoryKind::namespace() {
            self.namespaces = Arc::default();
        }
        self.document.take(&["cluster", &kind.api_version, &kind.kind]);
        let namespaces = self.document.get("namespace").unwrap_or(Value::NULL);
        for (namespace, _) in namespaces.entries() {
            self.document.take(&["namespace", &namespace, &kind.api_version, &kind.kind]);
        }
    }

    /// Says that all objects of a kind are here, save where there is a gap: where none is, there is none. Documents that
    /// somebody put together say no such thing.
    pub fn knows(&mut self, kind: &InventoryKind) {
        self.known.put(&[&kind.api_version, &kind.kind], true.into());
    }

    /// Says that the objects of a kind cannot be relied on, or that they can.
    pub fn set_gap(&mut self, kind: &InventoryKind, gap: Option<Gap>) {
        if self.gaps.get(kind).copied() == gap {
            return;
        }
        let gaps = Arc::make_mut(&mut self.gaps);
        match gap {
            Some(gap) => gaps.insert(kind.clone(), gap),
            None => gaps.remove(kind),
        };
    }

    /// What rules see of it in `data`: `inventory`, and as `inventory_kinds` those that it knows whole, apiVersion and kind
    /// leading to `true`. What is empty is left out.
    pub(crate) fn documents(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        let all = [("inventory", &self.document), ("inventory_kinds", &self.known)];
        all.into_iter().filter(|(_, document)| !document.is_empty_object())
    }

    pub(crate) fn namespaces(&self) -> Arc<BTreeMap<String, Labels>> {
        Arc::clone(&self.namespaces)
    }

    pub(crate) fn gaps(&self) -> Arc<BTreeMap<InventoryKind, Gap>> {
        Arc::clone(&self.gaps)
    }
}

/// Namespace and name of an object.
fn place_of(object: &Value) -> (String, String) {
    let metadata = object.get("metadata").unwrap_or(Value::NULL);
    (metadata.get_str("namespace").unwrap_or_default(), metadata.get_str("name").unwrap_or_default())
}

fn path<'a>(kind: &'a InventoryKind, scope: Scope, namespace: &'a str, name: &'a str) -> Vec<&'a str> {
    let (version, kind) = (kind.api_version.as_str(), kind.kind.as_str());
    match scope {
        Scope::Cluster => vec!["cluster", version, kind, name],
        Scope::Namespace => vec!["namespace", namespace, version, kind, name],
    }
}
