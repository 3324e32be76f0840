use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use edgeward_gatekeeper::Labels;
use edgeward_rego::Value;

use crate::inventory::{Gap, Inventory, InventoryKind};
use crate::policies::RuleEntry;

/// The label by which an administrator puts a namespace in scope.
pub const HEALTH_DATA_LABEL: &str = "edgeward.io/health-data";

/// What a decision may know besides the review: made once for an inventory, used for many reviews.
#[derive(Debug, Clone)]
pub struct Facts {
    data: Value,
    namespaces: Arc<BTreeMap<String, Labels>>,
    gaps: Arc<BTreeMap<InventoryKind, Gap>>,
}

impl Facts {
    pub(crate) fn new(base: &Value, inventory: &Inventory) -> Facts {
        let data = inventory
            .documents()
            .fold(base.clone(), |data, (name, document)| data.with(name, document.clone()));
        Facts { data, namespaces: inventory.namespaces(), gaps: inventory.gaps() }
    }

    /// The same facts at a moment, in seconds since 1970: `data.clock.now_ns`. A decision reads no clock of its own,
    /// so that the same facts always give the same answer; without a moment nothing that expires is in force.
    #[must_use]
    pub fn at(&self, unix_seconds: i64) -> Facts {
        let now = Value::from(unix_seconds.saturating_mul(1_000_000_000));
        let data = self.data.with("clock", Value::object([("now_ns", now)]));
        Facts { data, namespaces: Arc::clone(&self.namespaces), gaps: Arc::clone(&self.gaps) }
    }

    /// `data` as rules see it.
    pub(crate) fn data(&self) -> &Value {
        &self.data
    }

    /// Why a kind cannot be relied on.
    pub(crate) fn gap(&self, kind: &InventoryKind) -> Option<Gap> {
        self.gaps.get(kind).copied()
    }

    /// A kind that the rule looks up and that cannot be relied on.
    pub(crate) fn gap_of(&self, entry: &RuleEntry) -> Option<(&InventoryKind, Gap)> {
        let is_looked_up = |kind: &InventoryKind| {
            entry.lookups.iter().any(|lookup| lookup.covers(&kind.api_version, &kind.kind))
        };
        self.gaps.iter().find(|(kind, _)| is_looked_up(kind)).map(|(kind, gap)| (kind, *gap))
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
