use std::collections::BTreeMap;
use std::sync::OnceLock;

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
        Inventory {
            document: Value::object::<&str>([]),
            namespaces: BTreeMap::new(),
        }
    }
}

impl Inventory {
    /// The inventory of the given objects; it counts as complete. Reviews among them are passed over. An object without a namespace of a kind that
    /// has one is in `default`.
    pub fn from_objects<'a>(objects: impl IntoIterator<Item = &'a Value>) -> Inventory {
        let mut inventory = Inventory::default();
        for object in objects {
            inventory.add(object);
        }
        inventory
    }

    fn add(&mut self, object: &Value) {
        let (Some(api_version), Some(kind)) = (object.get_str("apiVersion"), object.get_str("kind")) else {
            return;
        };
        if kind == "AdmissionReview" {
            return;
        }
        let metadata = object.get("metadata").unwrap_or(Value::NULL);
        let name = metadata.get_str("name").unwrap_or_default();
        let group = api_version.split_once('/').map_or("", |(group, _)| group);
        let leaf = Value::object([(name.as_str(), object.clone())]);
        let by_kind = Value::object([(api_version.as_str(), Value::object([(kind.as_str(), leaf)]))]);
        let branch = match kind_scope(group, &kind) {
            KindScope::Cluster => Value::object([("cluster", by_kind)]),
            _ => {
                let namespace = metadata
                    .get_str("namespace")
                    .filter(|n| !n.is_empty())
                    .unwrap_or("default".to_owned());
                Value::object([("namespace", Value::object([(namespace.as_str(), by_kind)]))])
            }
        };
        // The leaf replaces an object of the same name: two revisions of one must not melt into a third.
        self.document = merge_branch(
            &self.document,
            &branch,
            5 - usize::from(branch.get("cluster").is_some()),
        );
        if group.is_empty() && kind == "Namespace" {
            let mut labels = labels(object);
            // The API server sets it on every namespace.
            labels.insert("kubernetes.io/metadata.name".to_owned(), name.clone());
            self.namespaces.insert(name, labels);
        }
    }

    /// The names of the namespaces that are known.
    pub fn namespaces(&self) -> impl Iterator<Item = &str> {
        self.namespaces.keys().map(String::as_str)
    }
}

fn merge_branch(tree: &Value, branch: &Value, depth: usize) -> Value {
    branch
        .entries()
        .into_iter()
        .fold(tree.clone(), |tree, (key, value)| {
            let merged = match tree.get(&key) {
                Some(mine) if depth > 1 => merge_branch(&mine, &value, depth - 1),
                _ => value,
            };
            tree.with(&key, merged)
        })
}

/// What a decision may know besides the review: made once for an inventory, used for many reviews.
#[derive(Debug)]
pub struct Facts {
    data: Value,
    namespaces: BTreeMap<String, Labels>,
}

impl Facts {
    pub(crate) fn new(base: &Value, inventory: &Inventory) -> Facts {
        let data = if inventory.document == Value::object::<&str>([]) {
            base.clone()
        } else {
            base.with("inventory", inventory.document.clone())
        };
        Facts {
            data,
            namespaces: inventory.namespaces.clone(),
        }
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
