use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use edgeward_gatekeeper::Labels;
use edgeward_rego::Value;

use crate::kinds::{KindScope, kind_scope};
use crate::review::labels;

/// The label by which an administrator puts a namespace in scope.
pub const HEALTH_DATA_LABEL: &str = "edgeward.io/health-data";

/// Objects that rules may look up, in Gatekeeper's shape.
#[derive(Debug, Clone)]
pub struct Inventory {
    document: Value,
    namespaces: BTreeMap<String, Labels>,
}

impl Default for Inventory {
    fn default() -> Self {
        Inventory { document: Value::object::<&str>([]), namespaces: BTreeMap::new() }
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
        let namespaces = std::mem::take(&mut branches.labels);
        Inventory { document: branches.document(), namespaces }
    }
}

/// What a decision may know besides the review: made once for an inventory, used for many reviews.
#[derive(Debug, Clone)]
pub struct Facts {
    data: Value,
    namespaces: Arc<BTreeMap<String, Labels>>,
}

impl Facts {
    pub(crate) fn new(base: &Value, inventory: &Inventory) -> Facts {
        let data = if inventory.document == Value::object::<&str>([]) {
            base.clone()
        } else {
            base.with("inventory", inventory.document.clone())
        };
        Facts { data, namespaces: Arc::new(inventory.namespaces.clone()) }
    }

    /// The same facts at a moment, in seconds since 1970: `data.clock.now_ns`. A decision reads no clock of its own,
    /// so that the same facts always give the same answer; without a moment nothing that expires is in force.
    #[must_use]
    pub fn at(&self, unix_seconds: i64) -> Facts {
        let now = Value::from(unix_seconds.saturating_mul(1_000_000_000));
        let data = self.data.with("clock", Value::object([("now_ns", now)]));
        Facts { data, namespaces: Arc::clone(&self.namespaces) }
    }

    /// `data` as rules see it.
    pub(crate) fn data(&self) -> &Value {
        &self.data
    }

    /// Whether the namespace is described.
    pub fn knows_namespace(&self, name: &str) -> bool {
        self.namespaces.contains_key(name)
    }

    /// The namespace's labels. One that nobody describes is taken as health data: leaving a document out must
    /// not be a way out of scope.
    pub(crate) fn namespace_labels(&self, name: &str) -> &Labels {
        static ASSUMED: OnceLock<Labels> = OnceLock::new();
        self.namespaces.get(name).unwrap_or_else(|| {
            ASSUMED.get_or_init(|| Labels::from([(HEALTH_DATA_LABEL.to_owned(), "true".to_owned())]))
        })
    }
}
